import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The format units of PyArg_Parse.

extension ArgumentParser {
  /// Converts one argument by the unit at the cursor.
  mutating func unit(_ arg: ObjectPointer) -> ArgumentFault? {
    switch f.take() {
    case UInt8(ascii: "O"): return object(arg)
    case UInt8(ascii: "i"):
      let place = Next.place(va, Int32.self)
      let n = PyLong_AsLong(arg)
      if n == -1, isExceptionPending { return .pending }
      return ranged(n, Int(Int32.min), Int(Int32.max), "signed integer") {
        place.pointee = Int32($0)
      }
    case UInt8(ascii: "s"): return text(arg, allowsNone: false)
    case UInt8(ascii: "z"): return text(arg, allowsNone: true)
    case UInt8(ascii: "n"): return size(arg)
    case UInt8(ascii: "l"):
      let place = Next.place(va, Int.self)
      let n = PyLong_AsLong(arg)
      if n == -1, isExceptionPending { return .pending }
      place.pointee = n
    case UInt8(ascii: "p"):
      let place = Next.place(va, Int32.self)
      let n = PyObject_IsTrue(arg)
      if n < 0 { return .pending }
      place.pointee = n > 0 ? 1 : 0
    case UInt8(ascii: "d"):
      let place = Next.place(va, Double.self)
      let x = PyFloat_AsDouble(arg)
      if x == -1, isExceptionPending { return .pending }
      place.pointee = x
    case UInt8(ascii: "f"):
      let place = Next.place(va, Float.self)
      let x = PyFloat_AsDouble(arg)
      if x == -1, isExceptionPending { return .pending }
      place.pointee = Float(x)
    case UInt8(ascii: "D"): return complex(arg)
    case UInt8(ascii: "y"): return data(arg)
    case UInt8(ascii: "U"): return typed(arg, arg.isInstance(TypeFlag.unicode), "str")
    case UInt8(ascii: "S"): return typed(arg, arg.isInstance(TypeFlag.bytes), "bytes")
    case UInt8(ascii: "Y"):
      return typed(arg, PyType_IsSubtype(arg.type, suture_PyByteArray_Type()) != 0, "bytearray")
    case UInt8(ascii: "b"):
      let place = Next.place(va, UInt8.self)
      let n = PyLong_AsLong(arg)
      if n == -1, isExceptionPending { return .pending }
      return ranged(n, 0, 255, "unsigned byte integer") { place.pointee = UInt8($0) }
    case UInt8(ascii: "h"):
      let place = Next.place(va, Int16.self)
      let n = PyLong_AsLong(arg)
      if n == -1, isExceptionPending { return .pending }
      return ranged(n, -32768, 32767, "signed short integer") { place.pointee = Int16($0) }
    case UInt8(ascii: "B"): return masked(arg, UInt8.self)
    case UInt8(ascii: "H"): return masked(arg, UInt16.self)
    case UInt8(ascii: "I"): return masked(arg, UInt32.self)
    case UInt8(ascii: "k"), UInt8(ascii: "K"):
      if !arg.isInstance(TypeFlag.long) { return .expected("int", arg) }
      return masked(arg, UInt.self)
    case UInt8(ascii: "L"):
      let place = Next.place(va, Int64.self)
      let n = PyLong_AsLongLong(arg)
      if n == -1, isExceptionPending { return .pending }
      place.pointee = n
    case UInt8(ascii: "c"): return byte(arg)
    case UInt8(ascii: "C"):
      let place = Next.place(va, Int32.self)
      guard arg.isInstance(TypeFlag.unicode), PyUnicode_GetLength(arg) == 1 else {
        return .expected("a unicode character", arg)
      }
      place.pointee = Int32(PyUnicode_ReadChar(arg, 0))
    case UInt8(ascii: "e"): return encoded(arg)
    case UInt8(ascii: "w"): return writable(arg)
    default: return .expected("(impossible<bad format char>)", arg)
    }
    return nil
  }

  // MARK: Numbers

  @inline(__always)
  private func ranged(
    _ n: Int,
    _ low: Int,
    _ high: Int,
    _ name: StaticString,
    _ store: (Int) -> Void
  ) -> ArgumentFault? {
    if n < low {
      _ = Raise(.overflow, "\(name) is less than minimum")
      return .pending
    }
    if n > high {
      _ = Raise(.overflow, "\(name) is greater than maximum")
      return .pending
    }
    store(n)
    return nil
  }

  /// The low bits of an int, without a check for overflow.
  private func masked<T: FixedWidthInteger>(_ arg: ObjectPointer, _: T.Type) -> ArgumentFault? {
    let place = Next.place(va, T.self)
    let n = PyLong_AsUnsignedLongMask(arg)
    if n == UInt.max, isExceptionPending { return .pending }
    place.pointee = T(truncatingIfNeeded: n)
    return nil
  }

  private func size(_ arg: ObjectPointer) -> ArgumentFault? {
    let place = Next.place(va, Int.self)
    guard let index = PyNumber_Index(arg) else { return .pending }
    let n = PyLong_AsSsize_t(index)
    suture_decref(index)
    if n == -1, isExceptionPending { return .pending }
    place.pointee = n
    return nil
  }

  private func complex(_ arg: ObjectPointer) -> ArgumentFault? {
    let place = Next.place(va, Py_complex.self)
    var value = Py_complex()
    value.real = PyComplex_RealAsDouble(arg)
    if value.real == -1, isExceptionPending { return .pending }
    value.imag = PyComplex_ImagAsDouble(arg)
    if value.imag == -1, isExceptionPending { return .pending }
    place.pointee = value
    return nil
  }

  private func byte(_ arg: ObjectPointer) -> ArgumentFault? {
    let place = Next.place(va, CChar.self)
    if arg.isInstance(TypeFlag.bytes), PyBytes_Size(arg) == 1 {
      place.pointee = PyBytes_AsString(arg)![0]
    } else if PyType_IsSubtype(arg.type, suture_PyByteArray_Type()) != 0, PyByteArray_Size(arg) == 1
    {
      place.pointee = PyByteArray_AsString(arg)![0]
    } else {
      return .expected("a byte string of length 1", arg)
    }
    return nil
  }

  // MARK: Objects

  private func typed(_ arg: ObjectPointer, _ fits: Bool, _ name: String) -> ArgumentFault? {
    let place = Next.place(va, ObjectPointer?.self)
    if !fits { return .expected(name, arg) }
    place.pointee = arg
    return nil
  }

  private mutating func object(_ arg: ObjectPointer) -> ArgumentFault? {
    if f.skip(UInt8(ascii: "!")) {
      let type = Next.place(va, PyTypeObject.self)
      return typed(arg, arg.type == type || PyType_IsSubtype(arg.type, type) != 0, type.name)
    }
    guard f.skip(UInt8(ascii: "&")) else {
      Next.place(va, ObjectPointer?.self).pointee = arg
      return nil
    }
    let convert = unsafeBitCast(Next.pointer(va), to: Converter.self)
    let place = Next.pointer(va)
    let result = convert(arg, place)
    if result == 0 { return .expected("(unspecified)", arg) }
    if result == Py_CLEANUP_SUPPORTED { cleanups.append(.converter(convert, place)) }
    return nil
  }

  // MARK: Text and buffers

  /// Bytes of an object whose buffer needs no release.
  private func readOnly(
    _ arg: ObjectPointer,
    _ pointer: UnsafeMutablePointer<UnsafePointer<CChar>?>,
    _ count: inout Int
  ) -> ArgumentFault? {
    guard let methods = arg.type.pointee.tp_as_buffer, methods.pointee.bf_getbuffer != nil,
      methods.pointee.bf_releasebuffer == nil
    else {
      guard arg.type.pointee.tp_as_buffer?.pointee.bf_getbuffer != nil else {
        _ = Raise(.type, "a bytes-like object is required, not '\(arg.type.name)'")
        return .pending
      }
      return .expected("read-only bytes-like object", arg)
    }
    var view = Py_buffer()
    if let fault = buffer(arg, &view) { return fault }
    pointer.pointee = UnsafePointer(view.buf?.assumingMemoryBound(to: CChar.self))
    count = view.len
    PyBuffer_Release(&view)
    return nil
  }

  private func buffer(_ arg: ObjectPointer, _ view: UnsafeMutablePointer<Py_buffer>)
    -> ArgumentFault?
  {
    if PyObject_GetBuffer(arg, view, PyBUF_SIMPLE) != 0 {
      return .expected("bytes-like object", arg)
    }
    if PyBuffer_IsContiguous(view, CChar(UInt8(ascii: "C"))) == 0 {
      PyBuffer_Release(view)
      return .expected("contiguous buffer", arg)
    }
    return nil
  }

  /// `s` and `z`: a str's UTF-8 form, or for `*` and `#` also a bytes-like object.
  private mutating func text(_ arg: ObjectPointer, allowsNone: Bool) -> ArgumentFault? {
    let isNone = allowsNone && arg == suture_None()
    if f.skip(UInt8(ascii: "*")) {
      let view = Next.place(va, Py_buffer.self)
      if isNone {
        _ = PyBuffer_FillInfo(view, nil, nil, 0, 1, 0)
      } else if arg.isInstance(TypeFlag.unicode) {
        var n: Py_ssize_t = 0
        guard let utf8 = PyUnicode_AsUTF8AndSize(arg, &n) else {
          return .expected("(unicode conversion error)", arg)
        }
        _ = PyBuffer_FillInfo(view, arg, UnsafeMutableRawPointer(mutating: utf8), n, 1, 0)
      } else if let fault = buffer(arg, view) {
        return fault
      }
      cleanups.append(.buffer(view))
      return nil
    }
    let place = Next.place(va, UnsafePointer<CChar>?.self)
    let counted = f.skip(UInt8(ascii: "#"))
    let countPlace = counted ? Next.place(va, Py_ssize_t.self) : nil
    if isNone {
      place.pointee = nil
      countPlace?.pointee = 0
      return nil
    }
    guard arg.isInstance(TypeFlag.unicode) else {
      guard let countPlace else { return .expected(allowsNone ? "str or None" : "str", arg) }
      return readOnly(arg, place, &countPlace.pointee)
    }
    var n: Py_ssize_t = 0
    guard let utf8 = PyUnicode_AsUTF8AndSize(arg, &n) else {
      return .expected("(unicode conversion error)", arg)
    }
    if let countPlace {
      countPlace.pointee = n
    } else if strlen(utf8) != n {
      _ = Raise(.value, "embedded null character")
      return .pending
    }
    place.pointee = utf8
    return nil
  }

  /// `y`: a bytes-like object.
  private mutating func data(_ arg: ObjectPointer) -> ArgumentFault? {
    if f.skip(UInt8(ascii: "*")) {
      let view = Next.place(va, Py_buffer.self)
      if let fault = buffer(arg, view) { return fault }
      cleanups.append(.buffer(view))
      return nil
    }
    let place = Next.place(va, UnsafePointer<CChar>?.self)
    if f.skip(UInt8(ascii: "#")) {
      return readOnly(arg, place, &Next.place(va, Py_ssize_t.self).pointee)
    }
    var n = 0
    if let fault = readOnly(arg, place, &n) { return fault }
    if let p = place.pointee, strlen(p) != n {
      _ = Raise(.value, "embedded null byte")
      return .pending
    }
    return nil
  }

  /// `w*`.
  private mutating func writable(_ arg: ObjectPointer) -> ArgumentFault? {
    let place = Next.place(va, Py_buffer.self)
    guard f.skip(UInt8(ascii: "*")) else {
      return .expected("(invalid use of 'w' format character)", arg)
    }
    if PyObject_GetBuffer(arg, place, PyBUF_WRITABLE) < 0 {
      PyErr_Clear()
      return .expected("read-write bytes-like object", arg)
    }
    if PyBuffer_IsContiguous(place, CChar(UInt8(ascii: "C"))) == 0 {
      PyBuffer_Release(place)
      return .expected("contiguous buffer", arg)
    }
    cleanups.append(.buffer(place))
    return nil
  }

  /// `es`, `et` and their `#` forms: a copy in an encoding, in memory of the caller's or of PyMem_Malloc.
  private mutating func encoded(_ arg: ObjectPointer) -> ArgumentFault? {
    let encoding = Next.text(va)
    let kind = f.here
    guard kind == UInt8(ascii: "s") || kind == UInt8(ascii: "t") else {
      return .expected("(unknown parser marker combination)", arg)
    }
    f.next += 1
    guard let raw = Next.pointer(va) else { return .expected("(buffer is NULL)", arg) }
    let place = raw.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    let recodes = kind == UInt8(ascii: "s")
    let isBytes = arg.isInstance(TypeFlag.bytes)
    let made: ObjectPointer
    var source: UnsafePointer<CChar>
    let n: Int
    if !recodes, isBytes {
      made = newReference(arg)
      (source, n) = (UnsafePointer(PyBytes_AsString(arg)!), PyBytes_Size(arg))
    } else if !recodes, PyType_IsSubtype(arg.type, suture_PyByteArray_Type()) != 0 {
      made = newReference(arg)
      (source, n) = (UnsafePointer(PyByteArray_AsString(arg)!), PyByteArray_Size(arg))
    } else if arg.isInstance(TypeFlag.unicode) {
      guard
        let bytes = PyUnicode_AsEncodedString(
          arg,
          encoding ?? UnsafePointer(PyUnicode_GetDefaultEncoding()),
          nil
        )
      else { return .expected("(encoding failed)", arg) }
      made = bytes
      (source, n) = (UnsafePointer(PyBytes_AsString(bytes)!), PyBytes_Size(bytes))
    } else {
      return .expected(recodes ? "str" : "str, bytes or bytearray", arg)
    }
    let owned = Owned(made)
    defer { _ = owned.pointer }
    if f.skip(UInt8(ascii: "#")) {
      guard let countRaw = Next.pointer(va) else { return .expected("(buffer_len is NULL)", arg) }
      let count = countRaw.assumingMemoryBound(to: Py_ssize_t.self)
      if place.pointee != nil {
        if n + 1 > count.pointee {
          _ = Raise(.value, "encoded string too long (\(n), maximum length \(count.pointee - 1))")
          return .pending
        }
        memcpy(place.pointee!, source, n)
        place.pointee!.storeBytes(of: 0, toByteOffset: n, as: UInt8.self)
        count.pointee = n
        return nil
      }
      count.pointee = n
    } else if strlen(source) != n {
      return .expected("encoded string without null bytes", arg)
    }
    guard let copy = PyMem_Malloc(n + 1) else {
      _ = PyErr_NoMemory()
      return .pending
    }
    memcpy(copy, source, n)
    copy.storeBytes(of: 0, toByteOffset: n, as: UInt8.self)
    place.pointee = copy
    cleanups.append(.memory(place))
    return nil
  }
}
