import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Finding, counting and replacing one text in another.

// MARK: Operations

/// A text to look for, at the width of the text to search in.
struct StrNeedle: ~Copyable {
  let base: UnsafeRawPointer
  let count: Int
  let width: Int
  /// False: a code point of the needle does not fit the haystack's width, so it is nowhere in it.
  let isPossible: Bool
  private let block: UnsafeMutableRawPointer?

  init(_ needle: StrText, in haystack: StrText) throws(Raise) {
    count = needle.count
    width = haystack.width
    isPossible = needle.width <= haystack.width && (needle.isASCII || !haystack.isASCII)
    if needle.width == width || !isPossible || needle.count == 0 {
      base = needle.base
      block = nil
      return
    }
    guard let wide = malloc(needle.count * width) else { throw Raise.noMemory }
    copyText(needle, to: wide, width: width)
    base = UnsafeRawPointer(wide)
    block = wide
  }

  deinit { free(block) }

  /// The first place of the needle in `start ..< end` of `text`, or -1.
  ///
  /// The bounds are valid.
  func first(_ text: StrText, _ start: Int, _ end: Int) -> Int {
    if end - start < count || !isPossible { return -1 }
    if count == 0 { return start }
    let from = text.base + start * width
    if width == 1, count == 1 {
      let byte = Int32(base.load(as: UInt8.self))
      guard let hit = memchr(from, byte, end - start) else { return -1 }
      return UnsafeRawPointer(hit) - text.base
    }
    if count == 1 { return scan(text, start, end) }
    let limit = text.base + end * width
    var at = from
    while let hit = suture_find_bytes(at, limit - at, base, count * width) {
      let offset = hit - text.base
      if offset % width == 0 { return offset / width }
      at = hit + 1
    }
    return -1
  }

  private func scan(_ text: StrText, _ start: Int, _ end: Int) -> Int {
    if width == 2 {
      let p = text.base.assumingMemoryBound(to: UInt16.self)
      let point = base.load(as: UInt16.self)
      for i in start..<end where p[i] == point { return i }
    } else {
      let p = text.base.assumingMemoryBound(to: UInt32.self)
      let point = base.load(as: UInt32.self)
      for i in start..<end where p[i] == point { return i }
    }
    return -1
  }

  /// The last place of the needle in `start ..< end` of `text`, or -1.
  ///
  /// The bounds are valid.
  func last(_ text: StrText, _ start: Int, _ end: Int) -> Int {
    if end - start < count || !isPossible { return -1 }
    if count == 0 { return end }
    let size = count * width
    let lead = StrText(base: base, count: count, width: width, isASCII: false)[0]
    var i = end - count
    while i >= start {
      if text[i] == lead, memcmp(text.base + i * width, base, size) == 0 { return i }
      i -= 1
    }
    return -1
  }

  /// How often the needle is in `start ..< end` of `text`, without overlaps, at most `limit` times.
  func occurrences(_ text: StrText, _ start: Int, _ end: Int, limit: Int = Int.max) -> Int {
    if end - start < count || !isPossible { return 0 }
    if count == 0 { return min(end - start + 1, limit) }
    var n = 0
    var at = start
    while n < limit {
      let hit = first(text, at, end)
      if hit < 0 { break }
      n += 1
      at = hit + count
    }
    return n
  }
}

/// The bounds of a slice as str's methods take them: negative ones count from the end, all are moved into the text.
@inline(__always)
func adjustBounds(_ start: inout Int, _ end: inout Int, _ count: Int) {
  if end > count {
    end = count
  } else if end < 0 {
    end = max(end &+ count, 0)
  }
  if start < 0 { start = max(start &+ count, 0) }
}

enum SearchDirection { case forward, backward }

/// The place of `sub` in `str`, or -1.
func strFind(
  _ str: ObjectPointer,
  _ sub: ObjectPointer,
  _ start: Int,
  _ end: Int,
  _ direction: SearchDirection
) throws(Raise) -> Int {
  let text = strText(str)
  var (start, end) = (start, end)
  adjustBounds(&start, &end, text.count)
  let other = strText(sub)
  if end - start < other.count { return -1 }
  let needle = try StrNeedle(other, in: text)
  return direction == .forward ? needle.first(text, start, end) : needle.last(text, start, end)
}

func strCountOf(_ str: ObjectPointer, _ sub: ObjectPointer, _ start: Int, _ end: Int) throws(Raise)
  -> Int
{
  let text = strText(str)
  var (start, end) = (start, end)
  adjustBounds(&start, &end, text.count)
  let other = strText(sub)
  if end - start < other.count { return 0 }
  let needle = try StrNeedle(other, in: text)
  return needle.occurrences(text, start, end)
}

/// Whether `sub` is at the start (`.forward` false) or at the end of `start ..< end` of `str`.
func strTailMatch(_ str: ObjectPointer, _ sub: ObjectPointer, _ start: Int, _ end: Int, atEnd: Bool)
  -> Bool
{
  let text = strText(str)
  let other = strText(sub)
  var (start, end) = (start, end)
  adjustBounds(&start, &end, text.count)
  if end - other.count < start { return false }
  if other.count == 0 { return true }
  return textEqual(text.slice(atEnd ? end - other.count : start, other.count), other)
}

func strContains(_ str: ObjectPointer, _ sub: ObjectPointer) throws(Raise) -> Bool {
  try strFind(str, sub, 0, Int.max, .forward) >= 0
}

/// `str` with `sub` replaced by `by` at most `limit` times (negative: everywhere); a new reference.
func strReplace(
  _ str: ObjectPointer,
  _ sub: ObjectPointer,
  _ by: ObjectPointer,
  _ limit: Int
) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  let old = strText(sub)
  let new = strText(by)
  let limit = limit < 0 ? Int.max : limit
  if limit == 0 || old.count > text.count || sub == by { return try exactStr(str) }
  let needle = try StrNeedle(old, in: text)
  let n = needle.occurrences(text, 0, text.count, limit: limit)
  if n == 0 { return try exactStr(str) }
  let (growth, overflow) = (new.count - old.count).multipliedReportingOverflow(by: n)
  let (size, overflow2) = text.count.addingReportingOverflow(growth)
  if overflow || overflow2 { throw Raise(.overflow, "replace string is too long") }
  if size == 0 { return suture_str_empty() }
  var w = StrWriter(capacity: size)
  var at = 0
  if old.count == 0 {
    for i in 0..<n {
      w.append(new)
      if i < text.count { w.append(text[i]) }
      at = i + 1
    }
    if at < text.count { w.append(text.slice(at, text.count - at)) }
    return try w.finish()
  }
  for _ in 0..<n {
    let hit = needle.first(text, at, text.count)
    w.append(text.slice(at, hit - at))
    w.append(new)
    at = hit + old.count
  }
  w.append(text.slice(at, text.count - at))
  return try w.finish()
}

// MARK: C API

@c @implementation
public func PyUnicode_Contains(_ container: ObjectPointer?, _ element: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let element = element!
    if !element.isStr {
      throw Raise(.type, "'in <string>' requires string as left operand, not \(element.type.name)")
    }
    return try strContains(ensureStr(container!), element) ? 1 : 0
  }
}

@c @implementation
public func PyUnicode_Find(
  _ str: ObjectPointer?,
  _ sub: ObjectPointer?,
  _ start: Py_ssize_t,
  _ end: Py_ssize_t,
  _ direction: Int32
) -> Py_ssize_t {
  do throws(Raise) {
    return try strFind(
      ensureStr(str!),
      ensureStr(sub!),
      start,
      end,
      direction > 0 ? .forward : .backward
    )
  } catch { return -2 }
}

@c @implementation
public func PyUnicode_FindChar(
  _ str: ObjectPointer?,
  _ point: Py_UCS4,
  _ start: Py_ssize_t,
  _ end: Py_ssize_t,
  _ direction: Int32
) -> Py_ssize_t {
  guard let str, str.isStr else { return -1 }
  let text = strText(str)
  var (start, end) = (start, end)
  adjustBounds(&start, &end, text.count)
  if end <= start { return -1 }
  var i = direction > 0 ? start : end - 1
  let step = direction > 0 ? 1 : -1
  while i >= start, i < end {
    if text[i] == point { return i }
    i += step
  }
  return -1
}

@c @implementation
public func PyUnicode_Count(
  _ str: ObjectPointer?,
  _ sub: ObjectPointer?,
  _ start: Py_ssize_t,
  _ end: Py_ssize_t
) -> Py_ssize_t {
  raising { () throws(Raise) in try strCountOf(ensureStr(str!), ensureStr(sub!), start, end) }
}

@c @implementation
public func PyUnicode_Tailmatch(
  _ str: ObjectPointer?,
  _ sub: ObjectPointer?,
  _ start: Py_ssize_t,
  _ end: Py_ssize_t,
  _ direction: Int32
) -> Py_ssize_t {
  raising { () throws(Raise) in
    strTailMatch(try ensureStr(str!), try ensureStr(sub!), start, end, atEnd: direction > 0) ? 1 : 0
  }
}

@c @implementation
public func PyUnicode_Replace(
  _ str: ObjectPointer?,
  _ sub: ObjectPointer?,
  _ by: ObjectPointer?,
  _ limit: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try strReplace(ensureStr(str!), ensureStr(sub!), ensureStr(by!), limit)
  }
}
