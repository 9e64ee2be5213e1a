import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// Bytes that somebody else keeps alive and unchanged in size: the text of a bytes object, of a locked bytearray, of
/// a held buffer.
struct ByteView {
  let start: UnsafePointer<UInt8>
  let count: Int

  @inline(__always)
  init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    self.start = start
    self.count = count
  }

  @inline(__always)
  init(raw start: UnsafeRawPointer?, _ count: Int) {
    let nothing: StaticString = ""
    self.start = start.map { $0.assumingMemoryBound(to: UInt8.self) } ?? nothing.utf8Start
    self.count = count
  }

  @inline(__always)
  subscript(_ i: Int) -> UInt8 { start[i] }

  @inline(__always)
  func from(_ low: Int, to high: Int) -> ByteView { ByteView(start + low, high - low) }

  @inline(__always)
  var raw: UnsafeRawPointer { UnsafeRawPointer(start) }
}

/// The bytes of an object that has the buffer interface, held until the end of scope.
struct HeldBuffer: ~Copyable {
  private var view: Py_buffer

  /// - Throws: what the object's bf_getbuffer raises.
  init(_ o: ObjectPointer) throws(Raise) {
    view = Py_buffer()
    try check(PyObject_GetBuffer(o, &view, 0))
  }

  var bytes: ByteView { ByteView(raw: UnsafeRawPointer(view.buf), view.len) }
  var pointer: UnsafeMutableRawPointer? { view.buf }
  var isReadOnly: Bool { view.readonly != 0 }

  deinit {
    var held = view
    PyBuffer_Release(&held)
  }
}

/// Bytes that grow: the memory is malloc's and is given up at the end of scope.
struct ByteWriter: ~Copyable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int
  /// There was no memory for what was appended; from then on nothing is.
  private(set) var isFull = false

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 16)
    start = malloc(self.capacity)!.assumingMemoryBound(to: UInt8.self)
  }

  /// - Returns: whether there is memory for `more` bytes.
  @inline(never)
  private mutating func grow(_ more: Int) -> Bool {
    let (needed, overflow) = count.addingReportingOverflow(more)
    let next = max(needed, capacity + capacity / 2)
    if isFull || overflow {
      isFull = true
    } else if let fresh = realloc(start, next) {
      start = fresh.assumingMemoryBound(to: UInt8.self)
      capacity = next
      return true
    }
    isFull = true
    return false
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if count == capacity, !grow(1) { return }
    start[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ view: ByteView) {
    if view.count == 0 { return }
    if view.count > capacity - count, !grow(view.count) { return }
    memcpy(start + count, view.start, view.count)
    count += view.count
  }

  mutating func append(_ text: StaticString) {
    append(ByteView(text.utf8Start, text.utf8CodeUnitCount))
  }

  mutating func append(repeating byte: UInt8, _ n: Int) {
    if n <= 0 { return }
    if n > capacity - count, !grow(n) { return }
    memset(start + count, Int32(byte), n)
    count += n
  }

  /// Forgets what was written from `length` on.
  mutating func truncate(_ length: Int) { count = length }

  var bytes: ByteView { ByteView(UnsafePointer(start), count) }

  deinit { free(start) }
}

// MARK: Operations

extension ByteView {
  static func == (a: ByteView, b: ByteView) -> Bool {
    a.count == b.count && memcmp(a.start, b.start, a.count) == 0
  }

  /// Negative, zero or positive: the order of the bytes, then of the lengths.
  static func compare(_ a: ByteView, _ b: ByteView) -> Int {
    let order = Int(memcmp(a.start, b.start, min(a.count, b.count)))
    return order != 0 ? order : a.count - b.count
  }

  func hasPrefix(_ other: ByteView) -> Bool {
    count >= other.count && memcmp(start, other.start, other.count) == 0
  }

  func hasSuffix(_ other: ByteView) -> Bool {
    count >= other.count && memcmp(start + (count - other.count), other.start, other.count) == 0
  }

  @inline(__always)
  func firstIndex(of byte: UInt8, from low: Int = 0) -> Int {
    guard low < count, let p = memchr(start + low, Int32(byte), count - low) else { return -1 }
    return UnsafeRawPointer(p) - UnsafeRawPointer(start)
  }

  func lastIndex(of byte: UInt8) -> Int {
    var i = count - 1
    while i >= 0, start[i] != byte { i -= 1 }
    return i
  }

  /// The first place of `needle` at or after `low`; -1: nowhere.
  func find(_ needle: ByteView, from low: Int = 0) -> Int {
    if needle.count == 0 { return low <= count ? low : -1 }
    if needle.count == 1 { return firstIndex(of: needle[0], from: low) }
    let last = count - needle.count
    var i = low
    while i <= last, let p = memchr(start + i, Int32(needle[0]), last - i + 1) {
      i = UnsafeRawPointer(p) - UnsafeRawPointer(start)
      if memcmp(start + i, needle.start, needle.count) == 0 { return i }
      i += 1
    }
    return -1
  }

  /// The last place of `needle`; -1: nowhere.
  func findLast(_ needle: ByteView) -> Int {
    if needle.count == 0 { return count }
    if needle.count == 1 { return lastIndex(of: needle[0]) }
    var i = count - needle.count
    while i >= 0 {
      if start[i] == needle[0], memcmp(start + i, needle.start, needle.count) == 0 { return i }
      i -= 1
    }
    return -1
  }

  /// How often `needle` occurs without overlapping, at most `limit` times.
  func countOccurrences(_ needle: ByteView, limit: Int = Int.max) -> Int {
    if needle.count == 0 { return min(count + 1, limit) }
    var n = 0
    var i = 0
    while n < limit {
      i = find(needle, from: i)
      if i < 0 { break }
      n += 1
      i += needle.count
    }
    return n
  }
}

/// ASCII's classes of bytes, as the methods of bytes see them.
extension UInt8 {
  @inline(__always) var isASCIISpace: Bool { self == 32 || (self >= 9 && self <= 13) }
  @inline(__always) var isASCIILower: Bool { self >= 97 && self <= 122 }
  @inline(__always) var isASCIIUpper: Bool { self >= 65 && self <= 90 }
  @inline(__always) var isASCIIAlpha: Bool { (self | 32).isASCIILower }
  @inline(__always) var isASCIIDigit: Bool { self >= 48 && self <= 57 }
  @inline(__always) var isASCIIAlphanumeric: Bool { isASCIIAlpha || isASCIIDigit }
  @inline(__always) var asciiLowered: UInt8 { isASCIIUpper ? self + 32 : self }
  @inline(__always) var asciiUppered: UInt8 { isASCIILower ? self - 32 : self }

  /// 0...15, or 255 when it is no hexadecimal digit.
  var hexValue: UInt8 {
    if isASCIIDigit { return self - 48 }
    let low = self | 32
    return low >= 97 && low <= 102 ? low - 87 : 255
  }

  /// The lower case hexadecimal digit of 0...15.
  @inline(__always) static func hexDigit(_ n: UInt8) -> UInt8 { n < 10 ? 48 + n : 87 + n }
}
