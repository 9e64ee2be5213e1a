import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Items of memory as Python objects and back, by a format of the struct module.

// MARK: Operations

/// The size of a native format character; nil: not a known one.
func nativeSize(_ letter: UInt8) -> Int? {
  switch letter {
  case UInt8(ascii: "c"), UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "?"): return 1
  case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "e"): return 2
  case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "f"): return 4
  case UInt8(ascii: "l"), UInt8(ascii: "L"), UInt8(ascii: "q"), UInt8(ascii: "Q"),
    UInt8(ascii: "n"),
    UInt8(ascii: "N"), UInt8(ascii: "d"), UInt8(ascii: "P"):
    return 8
  default: return nil
  }
}

/// The character of a native format of one character, with an optional `@`; nil: another format.
func nativeCharacter(_ format: UnsafePointer<CChar>?) -> UInt8? {
  guard var p = format else { return UInt8(ascii: "B") }
  if UInt8(bitPattern: p[0]) == UInt8(ascii: "@") { p += 1 }
  let letter = UInt8(bitPattern: p[0])
  return p[0] != 0 && p[1] == 0 && nativeSize(letter) != nil ? letter : nil
}

func isByteFormat(_ letter: UInt8) -> Bool {
  letter == UInt8(ascii: "B") || letter == UInt8(ascii: "b") || letter == UInt8(ascii: "c")
}

/// The item at `p`; a new reference.
func unpackItem(_ p: UnsafeRawPointer, _ letter: UInt8) throws(Raise) -> ObjectPointer {
  switch letter {
  case UInt8(ascii: "B"): return try check(PyLong_FromLong(Int(p.load(as: UInt8.self))))
  case UInt8(ascii: "b"): return try check(PyLong_FromLong(Int(p.load(as: Int8.self))))
  case UInt8(ascii: "h"): return try check(PyLong_FromLong(Int(p.loadUnaligned(as: Int16.self))))
  case UInt8(ascii: "H"): return try check(PyLong_FromLong(Int(p.loadUnaligned(as: UInt16.self))))
  case UInt8(ascii: "i"): return try check(PyLong_FromLong(Int(p.loadUnaligned(as: Int32.self))))
  case UInt8(ascii: "I"): return try check(PyLong_FromLong(Int(p.loadUnaligned(as: UInt32.self))))
  case UInt8(ascii: "l"), UInt8(ascii: "q"), UInt8(ascii: "n"):
    return try check(PyLong_FromLong(p.loadUnaligned(as: Int.self)))
  case UInt8(ascii: "L"), UInt8(ascii: "Q"), UInt8(ascii: "N"), UInt8(ascii: "P"):
    return try check(PyLong_FromUnsignedLong(p.loadUnaligned(as: UInt.self)))
  case UInt8(ascii: "f"):
    return try check(PyFloat_FromDouble(Double(p.loadUnaligned(as: Float.self))))
  case UInt8(ascii: "d"): return try check(PyFloat_FromDouble(p.loadUnaligned(as: Double.self)))
  case UInt8(ascii: "e"):
    return try check(PyFloat_FromDouble(Half.value(p.loadUnaligned(as: UInt16.self))))
  case UInt8(ascii: "?"): return makeBool(p.load(as: UInt8.self) != 0)
  case UInt8(ascii: "c"): return byteSingleton(p.load(as: UInt8.self))
  default: throw unsupportedFormat(nil)
  }
}

func unsupportedFormat(_ format: UnsafePointer<CChar>?) -> Raise {
  let text = format.map { String(cString: $0) } ?? ""
  return Raise(.notImplemented, "memoryview: unsupported format \(text)")
}

/// A value converted for its format, not in memory yet: up to 8 bytes.
struct PackedItem {
  var bits: UInt64 = 0
  let size: Int

  func store(_ p: UnsafeMutableRawPointer) {
    withUnsafeBytes(of: bits) { _ = memcpy(p, $0.baseAddress!, size) }
  }
}

/// Converts `value` for the format.
///
/// May run its `__index__`, `__float__` or `__bool__`.
///
/// - Throws: "memoryview: invalid value (type) for format 'i'".
func packItem(_ value: ObjectPointer, _ letter: UInt8) throws(Raise) -> PackedItem {
  var item = PackedItem(size: nativeSize(letter)!)
  switch letter {
  case UInt8(ascii: "b"), UInt8(ascii: "h"), UInt8(ascii: "i"), UInt8(ascii: "l"),
    UInt8(ascii: "q"),
    UInt8(ascii: "n"):
    let n = try integer(value, letter) { PyLong_AsLongLong($0) }
    let bits = item.size * 8
    if bits < 64, n < -(1 << (bits - 1)) || n >= 1 << (bits - 1) { throw invalidValue(letter) }
    item.bits = UInt64(bitPattern: n)
  case UInt8(ascii: "B"), UInt8(ascii: "H"), UInt8(ascii: "I"), UInt8(ascii: "L"),
    UInt8(ascii: "Q"),
    UInt8(ascii: "N"):
    let n = try integer(value, letter) { Int64(bitPattern: PyLong_AsUnsignedLongLong($0)) }
    item.bits = UInt64(bitPattern: n)
    if item.size < 8, item.bits >> UInt64(item.size * 8) != 0 { throw invalidValue(letter) }
  case UInt8(ascii: "P"):
    guard value.isInstance(TypeFlag.long) else { throw invalidType(letter) }
    item.bits = UInt64(UInt(bitPattern: PyLong_AsVoidPtr(value)))
    if item.bits == 0, isExceptionPending { throw fixError(letter) }
  case UInt8(ascii: "f"), UInt8(ascii: "d"), UInt8(ascii: "e"):
    let d = PyFloat_AsDouble(value)
    if d == -1, isExceptionPending { throw fixError(letter) }
    if letter == UInt8(ascii: "d") {
      item.bits = d.bitPattern
    } else if letter == UInt8(ascii: "f") {
      item.bits = UInt64(Float(d).bitPattern)
    } else {
      guard let half = Half.bits(d) else { throw invalidValue(letter) }
      item.bits = UInt64(half)
    }
  case UInt8(ascii: "?"):
    let truth = PyObject_IsTrue(value)
    if truth < 0 { throw .pending }
    item.bits = UInt64(truth)
  case UInt8(ascii: "c"):
    guard value.isBytes else { throw invalidType(letter) }
    guard value.bytesView.count == 1 else { throw invalidValue(letter) }
    item.bits = UInt64(value.bytesView[0])
  default: throw unsupportedFormat(nil)
  }
  return item
}

private func integer(
  _ value: ObjectPointer,
  _ letter: UInt8,
  _ read: (ObjectPointer) -> Int64
) throws(Raise) -> Int64 {
  guard let index = PyNumber_Index(value) else { throw fixError(letter) }
  let held = Owned(index)
  let n = read(held.pointer)
  if n == -1, isExceptionPending { throw fixError(letter) }
  return n
}

/// Puts the view's own message in the place of a conversion's TypeError, OverflowError or ValueError.
private func fixError(_ letter: UInt8) -> Raise {
  if PyErr_ExceptionMatches(suture_PyExc_TypeError()) != 0 {
    PyErr_Clear()
    return invalidType(letter)
  }
  if PyErr_ExceptionMatches(suture_PyExc_OverflowError()) != 0
    || PyErr_ExceptionMatches(suture_PyExc_ValueError()) != 0
  {
    PyErr_Clear()
    return invalidValue(letter)
  }
  return .pending
}

private func invalidType(_ letter: UInt8) -> Raise {
  Raise(.type, "memoryview: invalid type for format '\(String(UnicodeScalar(letter)))'")
}

private func invalidValue(_ letter: UInt8) -> Raise {
  Raise(.value, "memoryview: invalid value for format '\(String(UnicodeScalar(letter)))'")
}

/// The IEEE 754 binary16 numbers; Swift's Float16 is missing on some platforms.
enum Half {
  static func value(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 != 0 ? -1 : 1
    let exponent = Int((bits >> 10) & 31)
    let fraction = Double(bits & 1023)
    switch exponent {
    case 0: return sign * scalbn(fraction, -24)
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * scalbn(fraction + 1024, exponent - 25)
    }
  }

  /// Rounded to even; nil: too large.
  static func bits(_ d: Double) -> UInt16? {
    let sign: UInt16 = d.sign == .minus ? 0x8000 : 0
    if d.isNaN { return sign | 0x7E00 }
    if d.isInfinite { return sign | 0x7C00 }
    if d == 0 { return sign }
    let magnitude = abs(d)
    var exponent = max(Int(magnitude.exponent), -14)
    var units = scalbn(magnitude, 10 - exponent).rounded(.toNearestOrEven)
    if units >= 2048 {
      units /= 2
      exponent += 1
    }
    if exponent > 15 { return nil }
    if units < 1024 { return sign | UInt16(units) }
    return sign | UInt16(exponent + 15) << 10 | (UInt16(units) - 1024)
  }
}

// MARK: Whole structures, for comparing

/// Reads one item of any format of the struct module: a new reference to its value, or to a tuple of its values; nil:
/// the format is not known.
func unpackStruct(_ format: UnsafePointer<CChar>, _ start: UnsafeRawPointer, _ size: Int)
  throws(Raise) -> ObjectPointer?
{
  var p = format
  var order = UInt8(ascii: "@")
  let orders: StaticString = "@=<>!"
  for i in 0..<5 where orders.utf8Start[i] == UInt8(bitPattern: p[0]) {
    order = orders.utf8Start[i]
    p += 1
    break
  }
  let isNative = order == UInt8(ascii: "@")
  let isBig = order == UInt8(ascii: ">") || order == UInt8(ascii: "!")
  let list = try Owned(PyList_New(0))
  var offset = 0
  while p[0] != 0 {
    var repeats = 1
    if UInt8(bitPattern: p[0]).isASCIIDigit {
      repeats = 0
      while UInt8(bitPattern: p[0]).isASCIIDigit {
        repeats = repeats * 10 + Int(p[0]) - 48
        p += 1
        if repeats > size { return nil }
      }
    }
    let letter = UInt8(bitPattern: p[0])
    if letter == 0 { return nil }
    p += 1
    if letter == UInt8(ascii: "x") {
      offset += repeats
      continue
    }
    if letter == UInt8(ascii: "s") {
      if offset + repeats > size { return nil }
      let text = try Owned(makeBytes(ByteView(raw: start + offset, repeats)))
      try check(PyList_Append(list.pointer, text.pointer))
      offset += repeats
      continue
    }
    guard var width = nativeSize(letter) else { return nil }
    if !isNative {
      if letter == UInt8(ascii: "l") || letter == UInt8(ascii: "L") { width = 4 }
      if letter == UInt8(ascii: "n") || letter == UInt8(ascii: "N") || letter == UInt8(ascii: "P") {
        return nil
      }
    }
    if isNative { offset = (offset + width - 1) / width * width }
    for _ in 0..<repeats {
      if offset + width > size { return nil }
      let value = try Owned(unpackOrdered(start + offset, letter, width, isBig))
      try check(PyList_Append(list.pointer, value.pointer))
      offset += width
    }
  }
  if offset != size { return nil }
  if PyList_Size(list.pointer) == 1 { return PyList_GetItemRef(list.pointer, 0) }
  return try check(PyList_AsTuple(list.pointer))
}

private func unpackOrdered(
  _ p: UnsafeRawPointer,
  _ letter: UInt8,
  _ width: Int,
  _ isBig: Bool
) throws(Raise) -> ObjectPointer {
  var native = letter
  if width == 4 {
    if letter == UInt8(ascii: "l") { native = UInt8(ascii: "i") }
    if letter == UInt8(ascii: "L") { native = UInt8(ascii: "I") }
  }
  var room: UInt64 = 0
  return try withUnsafeMutableBytes(of: &room) { (bytes) throws(Raise) in
    for i in 0..<width {
      bytes[i] = p.load(fromByteOffset: isBig ? width - 1 - i : i, as: UInt8.self)
    }
    return try unpackItem(UnsafeRawPointer(bytes.baseAddress!), native)
  }
}
