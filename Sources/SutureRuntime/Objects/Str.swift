import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// A str is immutable once anybody but its maker can see it, so no function here takes a lock. Three fields change later,
// each by one atomic store or CAS of a value that every thread would compute alike: the hash, the cached UTF-8, and
// `interned`.

// MARK: Layout

/// A str's memory, laid out as CPython 3.13's (include/unicodeobject.h).
///
///     compact ASCII   [ PyASCIIObject 40 ][ text, NUL ]
///     compact         [ PyASCIIObject 40 ][ utf8_length, utf8 ][ text, NUL ]
///     subclass        [ PyASCIIObject 40 ][ utf8_length, utf8 ][ data ] --> [ text, NUL ]
///
/// Invariants:
///   S1  the text has the narrowest width (1, 2, 4 bytes) that holds its largest code point
///   S2  `ascii` is set exactly when every code point is below U+0080
///   S3  `utf8` is NULL or points to `utf8_length` bytes and a NUL; of an ASCII subclass instance, to its text
///   S4  the strings of length 0, and those of one character below U+0100, of type str itself are the singletons
///   S5  `utf8`, where it is not the text, and `data` are of PyMem_Malloc: extensions that know the layout make instances
///       of subclasses by themselves
enum StrLayout {
  static let asciiSize = 40
  static let compactSize = 56
  static let stateOffset = 32
  static let internedMask: UInt32 = 3
  static let kindShift: UInt32 = 2
  static let compact: UInt32 = 1 << 5
  static let ascii: UInt32 = 1 << 6

  static func state(width: Int, ascii: Bool, compact: Bool) -> UInt32 {
    (UInt32(width) << kindShift) | (compact ? Self.compact : 0) | (ascii ? Self.ascii : 0)
  }
}

/// The text of a str: valid while the str is.
struct StrText {
  let base: UnsafeRawPointer
  let count: Int
  /// Bytes of a code point: 1, 2 or 4.
  let width: Int
  let isASCII: Bool

  @inline(__always)
  subscript(i: Int) -> UInt32 {
    switch width {
    case 1: UInt32(base.load(fromByteOffset: i, as: UInt8.self))
    case 2: UInt32(base.load(fromByteOffset: i &* 2, as: UInt16.self))
    default: base.load(fromByteOffset: i &* 4, as: UInt32.self)
    }
  }

  /// The largest code point that the width allows: a bound, not the maximum.
  @inline(__always)
  var bound: UInt32 { isASCII ? 0x7F : width == 1 ? 0xFF : width == 2 ? 0xFFFF : 0x10FFFF }

  /// The part from `start` on, `count` long.
  ///
  /// Its `isASCII` and `width` are those of the whole.
  @inline(__always)
  func slice(_ start: Int, _ count: Int) -> StrText {
    StrText(base: base + start * width, count: count, width: width, isASCII: isASCII)
  }

  /// The largest code point.
  var maximum: UInt32 {
    if isASCII { return count == 0 ? 0 : 0x7F }
    switch width {
    case 1: return maximumPoint(base.assumingMemoryBound(to: UInt8.self), count)
    case 2: return maximumPoint(base.assumingMemoryBound(to: UInt16.self), count)
    default: return maximumPoint(base.assumingMemoryBound(to: UInt32.self), count)
    }
  }
}

@inline(__always)
private func maximumPoint<T: FixedWidthInteger & UnsignedInteger>(_ p: UnsafePointer<T>, _ n: Int)
  -> UInt32
{
  var all: T = 0
  if T.self == UInt32.self {
    for i in 0..<n { all = max(all, p[i]) }
  } else {
    for i in 0..<n { all |= p[i] }
  }
  return UInt32(truncatingIfNeeded: all)
}

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always)
  var isStr: Bool { type.pointee.tp_flags & TypeFlag.unicode != 0 }

  @inline(__always)
  var isExactStr: Bool { type == suture_PyUnicode_Type() }
}

@inline(__always)
func strState(_ str: ObjectPointer) -> UnsafeMutablePointer<UInt32> {
  (UnsafeMutableRawPointer(str) + StrLayout.stateOffset).assumingMemoryBound(to: UInt32.self)
}

@inline(__always)
func strCount(_ str: ObjectPointer) -> Int { str.cast(to: PyASCIIObject.self).pointee.length }

/// The address of the text.
@inline(__always)
func strData(_ str: ObjectPointer, _ state: UInt32) -> UnsafeMutableRawPointer {
  let raw = UnsafeMutableRawPointer(str)
  if state & StrLayout.compact == 0 { return str.cast(to: PyUnicodeObject.self).pointee.data.any }
  return raw + (state & StrLayout.ascii != 0 ? StrLayout.asciiSize : StrLayout.compactSize)
}

/// A str's text, borrowed.
///
/// `str` is a str or an instance of a subclass.
@inline(__always)
func strText(_ str: ObjectPointer) -> StrText {
  let state = suture_load_relaxed_u32(strState(str))
  return StrText(
    base: UnsafeRawPointer(strData(str, state)),
    count: strCount(str),
    width: Int((state >> StrLayout.kindShift) & 7),
    isASCII: state & StrLayout.ascii != 0
  )
}

// MARK: Operations

/// A str of its own, `count` code points long, whose text is not written yet; a new reference.
///
/// The caller writes code points of which none is above `maximum` and one is in the class that
/// `maximum` chose (S1, S2), then shows it.
///
/// - Throws: MemoryError.
@inline(__always)
func newStr(_ count: Int, maximum: UInt32) throws(Raise) -> ObjectPointer {
  maximum < 0x80 ? try newASCII(count) : try newWideStr(count, maximum: maximum)
}

/// `newStr` for text that is ASCII.
@inline(__always)
func newASCII(_ count: Int) throws(Raise) -> ObjectPointer {
  if count > Int.max >> 1 { throw Raise.noMemory }
  let o = try newBuiltin(
    suture_PyUnicode_Type(),
    size: StrLayout.asciiSize + count + 1,
    isTracked: false
  )
  let fields = o.cast(to: PyASCIIObject.self)
  fields.pointee.length = count
  fields.pointee.hash = -1
  strState(o).pointee = StrLayout.state(width: 1, ascii: true, compact: true)
  (UnsafeMutableRawPointer(o) + StrLayout.asciiSize + count).storeBytes(of: 0, as: UInt8.self)
  return o
}

@inline(never)
private func newWideStr(_ count: Int, maximum: UInt32) throws(Raise) -> ObjectPointer {
  let width = maximum < 0x100 ? 1 : maximum < 0x10000 ? 2 : 4
  let head = StrLayout.compactSize
  if count > (Int.max - 256) / width { throw Raise.noMemory }
  let o = try newBuiltin(
    suture_PyUnicode_Type(),
    size: head + (count + 1) * width,
    isTracked: false
  )
  let fields = o.cast(to: PyASCIIObject.self)
  fields.pointee.length = count
  fields.pointee.hash = -1
  strState(o).pointee = StrLayout.state(width: width, ascii: false, compact: true)
  let compact = o.cast(to: PyCompactUnicodeObject.self)
  compact.pointee.utf8 = nil
  compact.pointee.utf8_length = 0
  let end = UnsafeMutableRawPointer(o) + head + count * width
  switch width {
  case 1: end.storeBytes(of: 0, as: UInt8.self)
  case 2: end.storeBytes(of: 0, as: UInt16.self)
  default: end.storeBytes(of: 0, as: UInt32.self)
  }
  return o
}

/// The text of a str that `newStr` made, to be written.
@inline(__always)
func strBuffer(_ str: ObjectPointer) -> UnsafeMutableRawPointer {
  strData(str, strState(str).pointee)
}

/// Writes one code point to text of `width` bytes a point.
@inline(__always)
func writePoint(_ base: UnsafeMutableRawPointer, _ width: Int, _ i: Int, _ point: UInt32) {
  switch width {
  case 1: base.storeBytes(of: UInt8(truncatingIfNeeded: point), toByteOffset: i, as: UInt8.self)
  case 2:
    base.storeBytes(of: UInt16(truncatingIfNeeded: point), toByteOffset: i &* 2, as: UInt16.self)
  default: base.storeBytes(of: point, toByteOffset: i &* 4, as: UInt32.self)
  }
}

/// Copies text to `base` at index `at`, widening it to `width`, or narrowing it where its points allow that.
func copyText(_ text: StrText, to base: UnsafeMutableRawPointer, width: Int, at: Int = 0) {
  if text.width == width {
    memcpy(base + at * width, text.base, text.count * width)
    return
  }
  for i in 0..<text.count { writePoint(base, width, at + i, text[i]) }
}

/// A str with the text `text`, at the narrowest width; a new reference.
func makeStr(_ text: StrText) throws(Raise) -> ObjectPointer {
  if text.count == 0 { return suture_str_empty() }
  if text.count == 1 { return try makeStr(point: text[0]) }
  let o = try newStr(text.count, maximum: text.maximum)
  copyText(text, to: strBuffer(o), width: strText(o).width)
  return o
}

/// A str of one code point; a new reference.
func makeStr(point: UInt32) throws(Raise) -> ObjectPointer {
  if point < 0x100 { return suture_str_latin1(UInt8(point)) }
  let o = try newStr(1, maximum: point)
  writePoint(strBuffer(o), point < 0x10000 ? 2 : 4, 0, point)
  return o
}

/// A str of these code points, at the narrowest width; a new reference.
func makeStr(_ points: UnsafeBufferPointer<UInt32>) throws(Raise) -> ObjectPointer {
  guard let base = points.baseAddress else { return suture_str_empty() }
  return try makeStr(StrText(base: base, count: points.count, width: 4, isASCII: false))
}

/// A str of ASCII bytes; a new reference.
func makeStr(ascii: UnsafePointer<UInt8>, count: Int) throws(Raise) -> ObjectPointer {
  try makeStr(StrText(base: ascii, count: count, width: 1, isASCII: true))
}

/// A str of Latin-1 bytes; a new reference.
func makeStr(latin1: UnsafePointer<UInt8>, count: Int) throws(Raise) -> ObjectPointer {
  try makeStr(StrText(base: latin1, count: count, width: 1, isASCII: false))
}

/// A str of Swift text; a new reference.
func makeStr(_ text: String) throws(Raise) -> ObjectPointer {
  var text = text
  return try check(
    text.withUTF8 { bytes -> ObjectPointer? in
      raising { () throws(Raise) in
        guard let base = bytes.baseAddress else { return suture_str_empty() }
        return try decodeUTF8(base, bytes.count)
      }
    }
  )
}

/// A str's text as Swift text, for messages (lone surrogates become U+FFFD).
///
/// Sets no exception.
func swiftText(_ str: ObjectPointer) -> String {
  guard str.isStr else { return "" }
  let text = strText(str)
  var scalars = String.UnicodeScalarView()
  for i in 0..<text.count { scalars.append(Unicode.Scalar(text[i]) ?? "\u{FFFD}") }
  return String(scalars)
}

/// A str of exactly the type str with the same text: itself, or a copy when it is of a subclass; a new reference.
func exactStr(_ str: ObjectPointer) throws(Raise) -> ObjectPointer {
  str.isExactStr ? newReference(str) : try makeStr(strText(str))
}

/// The hash of a str, computed once.
@inline(__always)
func strHash(_ str: ObjectPointer) -> Int {
  let cache = (UnsafeMutableRawPointer(str) + 24).assumingMemoryBound(to: Int64.self)
  let known = suture_load_relaxed_i64(cache)
  if known != -1 { return Int(known) }
  return strHashSlow(str, cache)
}

@inline(never)
private func strHashSlow(_ str: ObjectPointer, _ cache: UnsafeMutablePointer<Int64>) -> Int {
  let text = strText(str)
  let hash = hashText(text)
  suture_store_relaxed_i64(cache, Int64(hash))
  return hash
}

func hashText(_ text: StrText) -> Int {
  if text.count == 0 { return 0 }
  return hashBytes(text.base, text.count * text.width)
}

/// Whether two strs have the same text.
@inline(__always)
func strEqual(_ a: ObjectPointer, _ b: ObjectPointer) -> Bool {
  if a == b { return true }
  return textEqual(strText(a), strText(b))
}

/// Whether two texts are the same; of parts of strs the widths may differ.
@inline(__always)
func textEqual(_ a: StrText, _ b: StrText) -> Bool {
  if a.count != b.count { return false }
  if a.width == b.width { return memcmp(a.base, b.base, a.count * a.width) == 0 }
  for i in 0..<a.count where a[i] != b[i] { return false }
  return true
}

/// The order of two texts by code points: negative, 0 or positive.
func textCompare(_ a: StrText, _ b: StrText) -> Int32 {
  let n = min(a.count, b.count)
  if a.width == 1, b.width == 1 {
    let order = memcmp(a.base, b.base, n)
    if order != 0 { return order < 0 ? -1 : 1 }
  } else {
    for i in 0..<n {
      let x = a[i]
      let y = b[i]
      if x != y { return x < y ? -1 : 1 }
    }
  }
  return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
}

/// Whether a str is this ASCII text.
func strEqual(_ str: ObjectPointer, _ ascii: StaticString) -> Bool {
  let text = strText(str)
  guard text.count == ascii.utf8CodeUnitCount, text.width == 1 else { return false }
  return memcmp(text.base, ascii.utf8Start, text.count) == 0
}

/// A str argument of a C API function, or TypeError "bad argument type for built-in operation".
@inline(__always)
func checkStr(_ o: ObjectPointer?) throws(Raise) -> ObjectPointer {
  guard let o, o.isStr else {
    throw Raise.badArgument()
  }
  return o
}

/// A str operand, or TypeError "must be str, not list".
@inline(__always)
func ensureStr(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if !o.isStr { throw notStr(o) }
  return o
}

@inline(never)
private func notStr(_ o: ObjectPointer) -> Raise {
  Raise(.type, "must be str, not \(o.type.name)")
}

// MARK: Slots

@c func suture_str_dealloc(_ self: ObjectPointer?) {
  let o = self!
  let state = strState(o).pointee
  let isCompactASCII =
    state & (StrLayout.compact | StrLayout.ascii) == StrLayout.compact | StrLayout.ascii
  if isCompactASCII, o.isExactStr {
    freeBuiltin(o, size: StrLayout.asciiSize + strCount(o) + 1, isTracked: false)
    return
  }
  if !isCompactASCII {
    let fields = o.cast(to: PyUnicodeObject.self)
    let utf8 = UnsafeMutableRawPointer(fields.pointee._base.utf8)
    let data = state & StrLayout.compact == 0 ? fields.pointee.data.any : nil
    if let utf8, utf8 != data { PyMem_Free(utf8) }
    if let data { PyMem_Free(data) }
  }
  freeInstance(o)
}

@c func suture_str_hash(_ self: ObjectPointer?) -> Int { strHash(self!) }

@c func suture_str_length(_ self: ObjectPointer?) -> Int { strCount(self!) }
