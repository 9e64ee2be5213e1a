import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Marshalled objects. The writer is here, the reader in Marshal+Reader.swift.

// MARK: Layout

/// An object begins with one of these bytes; its flag says that later bytes refer to the object by its number.
///
/// The numbers are little-endian. `n` is a count of 32 bits, `b` of 8.
enum MarshalCode {
  static let null: UInt8 = 0x30  // '0': the end of a dict
  static let none: UInt8 = 0x4E  // 'N'
  static let stopIteration: UInt8 = 0x53  // 'S'
  static let ellipsis: UInt8 = 0x2E  // '.'
  static let `false`: UInt8 = 0x46  // 'F'
  static let `true`: UInt8 = 0x54  // 'T'
  static let int: UInt8 = 0x69  // 'i' 32 bits
  static let int64: UInt8 = 0x49  // 'I' 64 bits; only read
  static let long: UInt8 = 0x6C  // 'l' n (negative: so is the int), n digits of 15 bits
  static let floatText: UInt8 = 0x66  // 'f' b text
  static let float: UInt8 = 0x67  // 'g' 64 bits
  static let complexText: UInt8 = 0x78  // 'x' b text b text
  static let complex: UInt8 = 0x79  // 'y' 64 bits, 64 bits
  static let bytes: UInt8 = 0x73  // 's' n bytes
  static let utf8: UInt8 = 0x75  // 'u' n bytes
  static let internedUTF8: UInt8 = 0x74  // 't' n bytes
  static let ascii: UInt8 = 0x61  // 'a' n bytes
  static let internedASCII: UInt8 = 0x41  // 'A' n bytes
  static let shortASCII: UInt8 = 0x7A  // 'z' b bytes
  static let internedShortASCII: UInt8 = 0x5A  // 'Z' b bytes
  static let tuple: UInt8 = 0x28  // '(' n objects
  static let smallTuple: UInt8 = 0x29  // ')' b objects
  static let list: UInt8 = 0x5B  // '[' n objects
  static let dict: UInt8 = 0x7B  // '{' (key value)* '0'
  static let set: UInt8 = 0x3C  // '<' n objects
  static let frozenSet: UInt8 = 0x3E  // '>' n objects
  static let code: UInt8 = 0x63  // 'c'
  static let reference: UInt8 = 0x72  // 'r' the number of the object, in the order of the flags
  static let unknown: UInt8 = 0x3F  // '?'
  static let flag: UInt8 = 0x80

  static let maximumDepth = 2000
  /// The digits of 'l'.
  static let digitBits: UInt32 = 15
  static let digitMask: UInt32 = 0x7FFF
}

// MARK: Operations

/// Writes one object and what it holds.
private struct MarshalWriter: ~Copyable {
  private var bytes = ByteWriter()
  private let version: Int32
  private var depth = 0
  /// The numbers of the objects that were written with a flag; they are kept alive, so that no address comes twice.
  private var numbers: [ObjectPointer: Int] = [:]

  init(version: Int32) { self.version = version }

  deinit { for o in numbers.keys { suture_decref(o) } }

  consuming func finish() throws(Raise) -> ObjectPointer {
    if bytes.count > Int32.max { throw MarshalWriter.unmarshallable }
    return try makeBytes(bytes.bytes)
  }

  private static var unmarshallable: Raise { Raise(.value, "unmarshallable object") }

  // MARK: Numbers

  private mutating func append<T: FixedWidthInteger>(_ number: T) {
    withUnsafeBytes(of: number.littleEndian) {
      bytes.append(ByteView($0.baseAddress!.assumingMemoryBound(to: UInt8.self), $0.count))
    }
  }

  private mutating func append(count: Int) throws(Raise) {
    guard let n = Int32(exactly: count) else { throw MarshalWriter.unmarshallable }
    append(n)
  }

  private mutating func append(text d: Double) throws(Raise) {
    guard let text = PyOS_double_to_string(d, 0x67, 17, 0, nil) else { throw .pending }
    defer { PyMem_Free(text) }
    let view = ByteView(raw: text, strlen(text))
    bytes.append(UInt8(view.count))
    bytes.append(view)
  }

  private mutating func append(int o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let int = IntObject(o)
    if let short = int.short, let n = Int32(exactly: short) {
      bytes.append(MarshalCode.int | flag)
      append(n)
      return
    }
    bytes.append(MarshalCode.long | flag)
    let last = int.digits[int.count - 1]
    let count = 2 * int.count - (last >> MarshalCode.digitBits == 0 ? 1 : 0)
    try append(count: int.isNegative ? -count : count)
    for i in 0..<count {
      let digit = int.digits[i / 2] >> (i % 2 == 0 ? 0 : MarshalCode.digitBits)
      append(UInt16(digit & MarshalCode.digitMask))
    }
  }

  private mutating func append(float o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let value = PyFloat_AsDouble(o)
    bytes.append((version > 1 ? MarshalCode.float : MarshalCode.floatText) | flag)
    if version > 1 { append(value.bitPattern) } else { try append(text: value) }
  }

  private mutating func append(complex o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let parts = [PyComplex_RealAsDouble(o), PyComplex_ImagAsDouble(o)]
    bytes.append((version > 1 ? MarshalCode.complex : MarshalCode.complexText) | flag)
    for part in parts {
      if version > 1 { append(part.bitPattern) } else { try append(text: part) }
    }
  }

  // MARK: Text

  private mutating func append(str o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let isInterned = Interned.isInterned(o)
    let text = strText(o)
    if version >= 4, text.isASCII {
      let count = text.count
      if count < 256 {
        bytes.append(
          (isInterned ? MarshalCode.internedShortASCII : MarshalCode.shortASCII) | flag
        )
        bytes.append(UInt8(count))
      } else {
        bytes.append((isInterned ? MarshalCode.internedASCII : MarshalCode.ascii) | flag)
        try append(count: count)
      }
      bytes.append(ByteView(raw: text.base, count))
      return
    }
    let utf8 = try Owned(PyUnicode_AsEncodedString(o, "utf8", "surrogatepass"))
    bytes.append((version >= 3 && isInterned ? MarshalCode.internedUTF8 : MarshalCode.utf8) | flag)
    try append(contents: utf8.pointer)
  }

  /// The count and the bytes of a bytes object.
  private mutating func append(contents o: ObjectPointer) throws(Raise) {
    try append(count: o.bytesView.count)
    bytes.append(o.bytesView)
  }

  /// Any object with the buffer interface, as bytes.
  private mutating func append(buffer o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let buffer: HeldBuffer
    do throws(Raise) { buffer = try HeldBuffer(o) } catch {
      PyErr_Clear()
      throw MarshalWriter.unmarshallable
    }
    bytes.append(MarshalCode.bytes | flag)
    try append(count: buffer.bytes.count)
    bytes.append(buffer.bytes)
  }

  // MARK: Containers

  private mutating func append(tuple o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let tuple = Tuple(o)
    if version >= 4, tuple.count < 256 {
      bytes.append(MarshalCode.smallTuple | flag)
      bytes.append(UInt8(tuple.count))
    } else {
      bytes.append(MarshalCode.tuple | flag)
      try append(count: tuple.count)
    }
    for i in 0..<tuple.count { try append(held: Owned(borrowed: tuple[i])) }
  }

  private mutating func append(held o: consuming Owned) throws(Raise) { try append(o.pointer) }

  private mutating func append(list o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    // The snapshot holds one reference to each item.
    let items = try Owned(PyList_AsTuple(o))
    let tuple = Tuple(items.pointer)
    bytes.append(MarshalCode.list | flag)
    try append(count: tuple.count)
    for i in 0..<tuple.count { try append(tuple[i]) }
  }

  private mutating func append(dict o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let list = try Owned(PyDict_Items(o))
    let pairs = try Owned(PyList_AsTuple(list.pointer))
    bytes.append(MarshalCode.dict | flag)
    for i in 0..<Tuple(pairs.pointer).count {
      let pair = Tuple(Tuple(pairs.pointer)[i])
      try append(pair[0])
      try append(pair[1])
    }
    bytes.append(MarshalCode.null)
  }

  /// The elements in the order of their own marshalled bytes, so that equal sets give equal bytes.
  private mutating func append(set o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let elements = try Owned(PySequence_List(o))
    let pairs = try Owned(PyList_New(0))
    for i in 0..<PyList_Size(elements.pointer) {
      let element = try Owned(PyList_GetItemRef(elements.pointer, i))
      guard let dump = PyMarshal_WriteObjectToString(element.pointer, version) else {
        PyErr_Clear()
        throw MarshalWriter.unmarshallable
      }
      let key = Owned(dump)
      let pair = try Owned(tupleOf(key.pointer, element.pointer))
      try check(PyList_Append(pairs.pointer, pair.pointer))
    }
    if PyList_Sort(pairs.pointer) < 0 {
      PyErr_Clear()
      throw MarshalWriter.unmarshallable
    }
    bytes.append((isFrozenSet(o) ? MarshalCode.frozenSet : MarshalCode.set) | flag)
    let sorted = try Owned(PyList_AsTuple(pairs.pointer))
    try append(count: Tuple(sorted.pointer).count)
    for i in 0..<Tuple(sorted.pointer).count { try append(Tuple(Tuple(sorted.pointer)[i])[1]) }
  }

  // MARK: Objects

  /// The code of an object that is one of a kind.
  private func constantCode(_ o: ObjectPointer) -> UInt8? {
    if o == suture_None() { return MarshalCode.none }
    if o == suture_PyExc_StopIteration() { return MarshalCode.stopIteration }
    if o == suture_Ellipsis() { return MarshalCode.ellipsis }
    if o == suture_False() { return MarshalCode.false }
    if o == suture_True() { return MarshalCode.true }
    return nil
  }

  /// Writes a reference to an object that was already written, or says which flag to write it with.
  ///
  /// An object without references but the caller's and one other cannot come again and gets no number.
  ///
  /// - Returns: nil: the object is written.
  private mutating func reference(_ o: ObjectPointer) throws(Raise) -> UInt8? {
    if version < 3 { return 0 }
    if Py_REFCNT(o) == 2, !(o.type == suture_PyUnicode_Type() && Interned.isInterned(o)) {
      return 0
    }
    if let number = numbers[o] {
      bytes.append(MarshalCode.reference)
      try append(count: number)
      return nil
    }
    suture_incref(o)
    numbers[o] = numbers.count
    return MarshalCode.flag
  }

  /// Writes an object.
  ///
  /// - Parameter o: an object to which the caller holds exactly one reference of its own.
  mutating func append(_ o: ObjectPointer) throws(Raise) {
    try checkRecursion(" while marshalling an object")
    depth += 1
    defer { depth -= 1 }
    if depth > MarshalCode.maximumDepth {
      throw Raise(.value, "object too deeply nested to marshal")
    }
    if let code = constantCode(o) {
      bytes.append(code)
    } else if let flag = try reference(o) {
      try append(o, flag)
    }
    if bytes.isFull { throw Raise.noMemory }
  }

  private mutating func append(_ o: ObjectPointer, _ flag: UInt8) throws(Raise) {
    let type = o.type
    if type == suture_PyLong_Type() {
      try append(int: o, flag)
    } else if type == suture_PyFloat_Type() {
      try append(float: o, flag)
    } else if type == suture_PyComplex_Type() {
      try append(complex: o, flag)
    } else if type == suture_PyBytes_Type() {
      bytes.append(MarshalCode.bytes | flag)
      try append(contents: o)
    } else if type == suture_PyUnicode_Type() {
      try append(str: o, flag)
    } else if type == suture_PyTuple_Type() {
      try append(tuple: o, flag)
    } else if type == suture_PyList_Type() {
      try append(list: o, flag)
    } else if type == suture_PyDict_Type() {
      try append(dict: o, flag)
    } else if isExactAnySet(o) {
      try append(set: o, flag)
    } else if PyObject_CheckBuffer(o) != 0 {
      try append(buffer: o, flag)
    } else {
      throw MarshalWriter.unmarshallable
    }
  }
}

// MARK: C API

/// Tells the audit hooks of `event(args)`; the references of the call are gone when it returns.
private func audit(_ event: StaticString, _ o: ObjectPointer, version: Int32) throws(Raise) {
  let number = try Owned(PyLong_FromLong(Int(version)))
  let arguments = try Owned(tupleOf(o, number.pointer))
  try check(PySys_AuditTuple(event.cString, arguments.pointer))
}

@c @implementation
public func PyMarshal_WriteObjectToString(_ o: ObjectPointer?, _ version: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in
    let held = Owned(borrowed: o!)
    try audit("marshal.dumps", held.pointer, version: version)
    var writer = MarshalWriter(version: version)
    try writer.append(held.pointer)
    return try writer.finish()
  }
}

@c @implementation
public func PyMarshal_ReadObjectFromString(_ data: UnsafePointer<CChar>?, _ length: Py_ssize_t)
  -> ObjectPointer?
{
  if isExceptionPending { return nil }
  return raising { () throws(Raise) in
    var reader = MarshalReader(ByteView(raw: data, max(0, length)))
    return try reader.member(of: "object").take()
  }
}
