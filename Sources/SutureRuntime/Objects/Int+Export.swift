import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// The types of sys.int_info and sys.float_info, made at start.
nonisolated(unsafe) private var intInfoType: TypePointer?
nonisolated(unsafe) private var floatInfoType: TypePointer?

/// Makes the types of sys.int_info and sys.float_info.
func startNumberInfo() {
  intInfoType = PyStructSequence_NewType(suture_int_info_description())
  floatInfoType = PyStructSequence_NewType(suture_float_info_description())
}

/// Fills the struct sequence from numbers; the references that `values` makes are its own.
private func makeInfo(
  _ type: TypePointer?,
  _ count: Int,
  _ value: (Int) throws(Raise) -> ObjectPointer
) throws(Raise) -> ObjectPointer {
  let info = try Owned(PyStructSequence_New(type))
  for i in 0..<count { PyStructSequence_SetItem(info.pointer, i, try value(i)) }
  return info.take()
}

/// The flags of PyLong_AsNativeBytes.
private struct NativeFlags: OptionSet {
  let rawValue: Int32
  static let little = NativeFlags(rawValue: 1)
  static let native = NativeFlags(rawValue: 2)
  static let unsigned = NativeFlags(rawValue: 4)
  static let rejectNegative = NativeFlags(rawValue: 8)
  static let allowIndex = NativeFlags(rawValue: 16)

  init(rawValue: Int32) { self.rawValue = rawValue }

  /// -1 stands for native order into a buffer of either sign, for ints alone.
  init(_ flags: Int32) { rawValue = flags == -1 ? 2 | 4 : flags }

  var isLittle: Bool { contains(.native) || contains(.little) }
}

/// Copies the two's complement and says how many bytes hold the value.
private func asNativeBytes(
  _ o: ObjectPointer,
  _ buffer: UnsafeMutableRawPointer?,
  _ n: Int,
  _ flags: NativeFlags
) throws(Raise) -> Int {
  if !o.isInt, !flags.contains(.allowIndex) { throw wrongType(o, "expect int, got") }
  let value = Owned(try indexOf(o))
  let int = IntObject(value.pointer)
  if int.isNegative, flags.contains(.rejectNegative) {
    throw Raise(.value, "Cannot convert negative int")
  }
  if n > 0, let buffer {
    let bytes = buffer.assumingMemoryBound(to: UInt8.self)
    writeBytes(int, bytes, n)
    if !flags.isLittle { reverseBytes(bytes, n) }
  }
  let width = int.bitWidth
  if int.count <= 1 {
    if n > 0, fits(int, bytes: n, isSigned: true) { return n }
    if n > 0, !int.isNegative, width == n * 8 { return flags.contains(.unsigned) ? n : n + 1 }
    return 8
  }
  if n > 0, width == n * 8 {
    if int.isNegative ? fits(int, bytes: n, isSigned: true) : flags.contains(.unsigned) { return n }
  }
  return width / 8 + 1
}

func reverseBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
  var i = 0
  while i < count - 1 - i {
    (bytes[i], bytes[count - 1 - i]) = (bytes[count - 1 - i], bytes[i])
    i += 1
  }
}

/// TypeError that ends with the full name of `o`'s type.
private func wrongType(_ o: ObjectPointer, _ message: StaticString) -> Raise {
  guard let name = PyType_GetFullyQualifiedName(o.type) else { return .pending }
  let text = swiftText(name)
  suture_decref(name)
  return Raise(.type, "\(message) \(text)")
}

private func fromNativeBytes(
  _ buffer: UnsafeRawPointer,
  _ n: Int,
  _ flags: NativeFlags,
  isSigned: Bool
) throws(Raise) -> ObjectPointer {
  let bytes = buffer.assumingMemoryBound(to: UInt8.self)
  if flags.isLittle || n <= 1 { return try makeInt(bytes: bytes, n, isSigned: isSigned) }
  let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: n)
  defer { copy.deallocate() }
  copy.update(from: bytes, count: n)
  reverseBytes(copy, n)
  return try makeInt(bytes: copy, n, isSigned: isSigned)
}

private func checkedNativeBytes(
  _ o: ObjectPointer?,
  _ buffer: UnsafeMutableRawPointer?,
  _ n: Int,
  _ flags: NativeFlags
) throws(Raise) -> Int {
  guard let o, n >= 0 else { throw Raise.badInternalCall("Objects/longobject.c", 1119) }
  return try asNativeBytes(o, buffer, n, flags)
}

/// - Parameter name: of the C type, for the message.
private func asFixed(
  _ o: ObjectPointer?,
  _ value: UnsafeMutableRawPointer?,
  _ size: Int,
  isSigned: Bool,
  _ name: StaticString
) -> Int32 {
  raising { () throws(Raise) in
    let flags: NativeFlags =
      isSigned ? [.native, .allowIndex] : [.native, .allowIndex, .unsigned, .rejectNegative]
    if try checkedNativeBytes(o, value, size, flags) > size {
      throw Raise(.overflow, "Python int too large to convert to C \(name)")
    }
    return 0
  }
}

// MARK: C API

@c @implementation
public func PyLong_GetInfo() -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeInfo(intInfoType, 4) { i throws(Raise) in
      switch i {
      case 0: try makeInt(30)
      case 1: try makeInt(4)
      case 2: try makeInt(4300)
      default: try makeInt(strDigitsThreshold)
      }
    }
  }
}

@c @implementation
public func PyFloat_GetInfo() -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeInfo(floatInfoType, 11) { i throws(Raise) in
      switch i {
      case 0: try makeFloat(Double.greatestFiniteMagnitude)
      case 1: try makeInt(1024)
      case 2: try makeInt(308)
      case 3: try makeFloat(Double.leastNormalMagnitude)
      case 4: try makeInt(-1021)
      case 5: try makeInt(-307)
      case 6: try makeInt(15)
      case 7: try makeInt(53)
      case 8: try makeFloat(Double.ulpOfOne)
      case 9: try makeInt(2)
      default: try makeInt(1)
      }
    }
  }
}

@c @implementation
public func PyLong_AsNativeBytes(
  _ o: ObjectPointer?,
  _ buffer: UnsafeMutableRawPointer?,
  _ n: Py_ssize_t,
  _ flags: Int32
) -> Py_ssize_t {
  raising { () throws(Raise) in try checkedNativeBytes(o, buffer, n, NativeFlags(flags)) }
}

@c @implementation
public func PyLong_FromNativeBytes(_ buffer: UnsafeRawPointer?, _ n: Int, _ flags: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let buffer else { throw Raise.badInternalCall("Objects/longobject.c", 1299) }
    let isSigned = flags == -1 || flags & 4 == 0
    return try fromNativeBytes(buffer, n, NativeFlags(flags), isSigned: isSigned)
  }
}

@c @implementation
public func PyLong_FromUnsignedNativeBytes(_ buffer: UnsafeRawPointer?, _ n: Int, _ flags: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let buffer else { throw Raise.badInternalCall("Objects/longobject.c", 1321) }
    return try fromNativeBytes(buffer, n, NativeFlags(flags), isSigned: false)
  }
}

@c @implementation
public func PyLong_AsInt32(_ o: ObjectPointer?, _ value: UnsafeMutablePointer<Int32>?) -> Int32 {
  asFixed(o, value, 4, isSigned: true, "int32_t")
}

@c @implementation
public func PyLong_AsUInt32(_ o: ObjectPointer?, _ value: UnsafeMutablePointer<UInt32>?) -> Int32 {
  asFixed(o, value, 4, isSigned: false, "uint32_t")
}

@c @implementation
public func PyLong_AsInt64(_ o: ObjectPointer?, _ value: UnsafeMutablePointer<Int64>?) -> Int32 {
  asFixed(o, value, 8, isSigned: true, "int64_t")
}

@c @implementation
public func PyLong_AsUInt64(_ o: ObjectPointer?, _ value: UnsafeMutablePointer<UInt64>?) -> Int32 {
  asFixed(o, value, 8, isSigned: false, "uint64_t")
}

@c @implementation
public func PyLong_GetNativeLayout() -> UnsafePointer<PyLongLayout>? { suture_long_layout() }

@c @implementation
public func PyLong_Export(_ o: ObjectPointer?, _ export: UnsafeMutablePointer<PyLongExport>?)
  -> Int32
{
  raising { () throws(Raise) in
    let (o, export) = (o!, export!)
    export.initialize(to: PyLongExport())
    if !o.isInt { throw wrongType(o, "expected int, got") }
    let int = IntObject(o)
    if let value = int.int64 {
      export.pointee.value = Int64(value)
      return 0
    }
    export.pointee.negative = int.isNegative ? 1 : 0
    export.pointee.ndigits = int.count
    export.pointee.digits = UnsafeRawPointer(int.digits)
    suture_incref_stored(o)
    export.pointee._reserved = UInt(bitPattern: o)
    return 0
  }
}

@c @implementation
public func PyLong_FreeExport(_ export: UnsafeMutablePointer<PyLongExport>?) {
  guard let o = ObjectPointer(bitPattern: export!.pointee._reserved) else { return }
  export!.pointee._reserved = 0
  suture_decref_stored(o)
}

/// A writer is the int that it makes, not yet normalized.
@c @implementation
public func PyLongWriter_Create(
  _ negative: Int32,
  _ count: Py_ssize_t,
  _ digits: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> OpaquePointer? {
  do throws(Raise) {
    if count <= 0 { throw Raise(.value, "ndigits must be positive") }
    let o = try newInt(digits: count)
    let int = IntObject(o)
    int.tag = UInt(count) << 3 | (negative != 0 ? 2 : 0)
    int.digits.update(repeating: 0, count: count)
    digits!.pointee = UnsafeMutableRawPointer(int.digits)
    return OpaquePointer(o)
  } catch { return nil }
}

@c @implementation
public func PyLongWriter_Finish(_ writer: OpaquePointer?) -> ObjectPointer? {
  let o = ObjectPointer(writer!)
  let int = IntObject(o)
  return normalizedInt(o, count: int.count, isNegative: int.isNegative)
}

@c @implementation
public func PyLongWriter_Discard(_ writer: OpaquePointer?) {
  if let writer { suture_decref(ObjectPointer(writer)) }
}

/// The number that `text` begins with, ULONG_MAX and ERANGE when it is too large.
@c @implementation
public func PyOS_strtoul(
  _ text: UnsafePointer<CChar>?,
  _ end: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ base: Int32
) -> UInt {
  var p = UnsafeRawPointer(text!).assumingMemoryBound(to: UInt8.self)
  func stop(_ at: UnsafePointer<UInt8>) {
    end?.pointee = UnsafeMutableRawPointer(mutating: at).assumingMemoryBound(to: CChar.self)
  }
  while isASCIISpace(p.pointee) { p += 1 }
  var base = UInt32(bitPattern: base)
  if base != 0, base < 2 || base > 36 {
    stop(p)
    return 0
  }
  if p.pointee == 0x30 {
    let prefix: UInt32
    switch p[1] | 0x20 {
    case 0x78: prefix = 16
    case 0x6F: prefix = 8
    case 0x62: prefix = 2
    default: prefix = 0
    }
    if prefix != 0, base == 0 || base == prefix {
      if digitValue(p[2]) >= prefix {
        stop(p + 1)
        return 0
      }
      p += 2
      base = prefix
    } else if base == 0 {
      while p.pointee == 0x30 { p += 1 }
      while isASCIISpace(p.pointee) { p += 1 }
      stop(p)
      return 0
    }
  }
  if base == 0 { base = 10 }
  var value: UInt = 0
  var overflows = false
  while digitValue(p.pointee) < base {
    let (product, high) = value.multipliedReportingOverflow(by: UInt(base))
    let (sum, carry) = product.addingReportingOverflow(UInt(digitValue(p.pointee)))
    if high || carry { overflows = true }
    value = sum
    p += 1
  }
  stop(p)
  if overflows {
    errno = ERANGE
    return UInt.max
  }
  return value
}

@c @implementation
public func PyOS_strtol(
  _ text: UnsafePointer<CChar>?,
  _ end: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ base: Int32
) -> Int {
  var p = text!
  while isASCIISpace(UInt8(bitPattern: p.pointee)) { p += 1 }
  let isNegative = p.pointee == 0x2D
  if isNegative || p.pointee == 0x2B { p += 1 }
  let magnitude = PyOS_strtoul(p, end, base)
  if magnitude <= UInt(Int.max) { return isNegative ? -Int(magnitude) : Int(magnitude) }
  if isNegative, magnitude == UInt(Int.max) + 1 { return Int.min }
  errno = ERANGE
  return Int.max
}
