import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Builds a str piece by piece: code points of any width, at the narrowest width in the end.
///
/// The text is kept at the narrowest width so far, so ASCII is appended by copying bytes. Running out of memory is
/// remembered and thrown by `finish`.
struct StrWriter: ~Copyable {
  private var base: UnsafeMutableRawPointer?
  private(set) var count = 0
  private var capacity = 0
  private var width = 1
  private var maximum: UInt32 = 0
  private var failed = false

  init(capacity: Int = 64) { reserve(max(capacity, 16)) }

  deinit { free(base) }

  /// Makes room for `extra` more code points.
  private mutating func reserve(_ extra: Int) {
    let (need, overflow) = count.addingReportingOverflow(extra)
    if !overflow, need <= capacity { return }
    let wanted = max(need, capacity &+ capacity / 2)
    if overflow || wanted > Int.max / 8 {
      failed = true
      return
    }
    guard let grown = realloc(base, wanted * width) else {
      failed = true
      return
    }
    base = grown
    capacity = wanted
  }

  /// Makes the text wide enough for `point`.
  private mutating func widen(_ point: UInt32) {
    maximum = point
    let wider = point < 0x100 ? 1 : point < 0x10000 ? 2 : 4
    if wider <= width || failed { return }
    guard let block = malloc(capacity * wider) else {
      failed = true
      return
    }
    copyText(
      StrText(base: base!, count: count, width: width, isASCII: false),
      to: block,
      width: wider
    )
    free(base)
    base = block
    width = wider
  }

  @inline(__always)
  mutating func append(_ point: UInt32) {
    if count == capacity { reserve(1) }
    if point > maximum { widen(point) }
    if failed { return }
    writePoint(base.unsafelyUnwrapped, width, count, point)
    count &+= 1
  }

  /// Appends `n` times the same code point.
  mutating func append(_ point: UInt32, times n: Int) {
    if n <= 0 { return }
    reserve(n)
    if point > maximum { widen(point) }
    if failed { return }
    for i in 0..<n { writePoint(base.unsafelyUnwrapped, width, count + i, point) }
    count += n
  }

  /// Appends text that is ASCII.
  mutating func append(ascii: StaticString) {
    append(StrText(base: ascii.utf8Start, count: ascii.utf8CodeUnitCount, width: 1, isASCII: true))
  }

  mutating func append(_ text: String) {
    for scalar in text.unicodeScalars { append(scalar.value) }
  }

  /// Appends the text of a str, or of a part of one.
  mutating func append(_ text: StrText) {
    if text.count == 0 { return }
    if text.bound > maximum {
      let own = text.maximum
      if own > maximum { widen(own) }
    }
    reserve(text.count)
    if failed { return }
    copyText(text, to: base.unsafelyUnwrapped, width: width, at: count)
    count += text.count
  }

  /// Appends a str object, borrowed.
  mutating func append(str: ObjectPointer) throws(Raise) {
    if !str.isStr { throw Raise(.type, "expected str, not \(str.type.name)") }
    append(strText(str))
  }

  /// Appends `repr(o)`.
  mutating func append(repr o: ObjectPointer) throws(Raise) {
    let text = try Owned(PyObject_Repr(o))
    try append(str: text.pointer)
  }

  /// Throws at once what `finish` would throw.
  func checkMemory() throws(Raise) {
    if failed { throw Raise.noMemory }
  }

  /// The str, a new reference.
  consuming func finish() throws(Raise) -> ObjectPointer {
    if failed { throw Raise.noMemory }
    guard let base else { return suture_str_empty() }
    return try makeStr(StrText(base: base, count: count, width: width, isASCII: maximum < 0x80))
  }
}
