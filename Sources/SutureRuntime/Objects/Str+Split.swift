import CSuture

// Taking strs apart and putting them together.

// MARK: Operations

/// Collects the parts of a str in a list.
private struct Parts: ~Copyable {
  private let list: ObjectPointer
  private let text: StrText

  init(_ text: StrText) throws(Raise) {
    self.text = text
    list = try check(PyList_New(0))
  }

  deinit { suture_decref(list) }

  func append(_ start: Int, _ end: Int) throws(Raise) {
    let part = try Owned(makeStr(text.slice(start, end - start)))
    try check(PyList_Append(list, part.pointer))
  }

  func append(whole str: ObjectPointer) throws(Raise) {
    let part = try Owned(exactStr(str))
    try check(PyList_Append(list, part.pointer))
  }

  func finish(reversed: Bool = false) throws(Raise) -> ObjectPointer {
    if reversed { try check(PyList_Reverse(list)) }
    return newReference(list)
  }
}

@inline(__always)
func isSpace(_ point: UInt32) -> Bool { suture_character_flags(point) & SUTURE_CHAR_SPACE != 0 }

@inline(__always)
func isLineBreak(_ point: UInt32) -> Bool {
  suture_character_flags(point) & SUTURE_CHAR_LINEBREAK != 0
}

/// `str.split(sep, limit)`: a list; a new reference.
///
/// `sep` nil: at runs of white space; `limit` negative: none.
func strSplit(_ str: ObjectPointer, _ sep: ObjectPointer?, _ limit: Int) throws(Raise)
  -> ObjectPointer
{
  let text = strText(str)
  var left = limit < 0 ? Int.max : limit
  let parts = try Parts(text)
  guard let sep else {
    var i = 0
    while true {
      while i < text.count, isSpace(text[i]) { i += 1 }
      if i == text.count { break }
      let start = i
      if left == 0 {
        if start == 0 { try parts.append(whole: str) } else { try parts.append(start, text.count) }
        break
      }
      left -= 1
      while i < text.count, !isSpace(text[i]) { i += 1 }
      if start == 0, i == text.count {
        try parts.append(whole: str)
      } else {
        try parts.append(start, i)
      }
    }
    return try parts.finish()
  }
  let other = strText(sep)
  if other.count == 0 { throw Raise(.value, "empty separator") }
  let needle = try StrNeedle(other, in: text)
  var at = 0
  while left > 0 {
    let hit = needle.first(text, at, text.count)
    if hit < 0 { break }
    try parts.append(at, hit)
    at = hit + other.count
    left -= 1
  }
  if at == 0 { try parts.append(whole: str) } else { try parts.append(at, text.count) }
  return try parts.finish()
}

/// `str.rsplit(sep, limit)`: as `strSplit`, from the end.
func strRSplit(_ str: ObjectPointer, _ sep: ObjectPointer?, _ limit: Int) throws(Raise)
  -> ObjectPointer
{
  let text = strText(str)
  var left = limit < 0 ? Int.max : limit
  let parts = try Parts(text)
  guard let sep else {
    var i = text.count
    while true {
      while i > 0, isSpace(text[i - 1]) { i -= 1 }
      if i == 0 { break }
      let end = i
      if left == 0 {
        if end == text.count { try parts.append(whole: str) } else { try parts.append(0, end) }
        break
      }
      left -= 1
      while i > 0, !isSpace(text[i - 1]) { i -= 1 }
      if i == 0, end == text.count {
        try parts.append(whole: str)
      } else {
        try parts.append(i, end)
      }
    }
    return try parts.finish(reversed: true)
  }
  let other = strText(sep)
  if other.count == 0 { throw Raise(.value, "empty separator") }
  let needle = try StrNeedle(other, in: text)
  var end = text.count
  while left > 0 {
    let hit = needle.last(text, 0, end)
    if hit < 0 { break }
    try parts.append(hit + other.count, end)
    end = hit
    left -= 1
  }
  if end == text.count { try parts.append(whole: str) } else { try parts.append(0, end) }
  return try parts.finish(reversed: true)
}

/// `str.splitlines(keepEnds)`: a list; a new reference.
func strSplitLines(_ str: ObjectPointer, keepEnds: Bool) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  let parts = try Parts(text)
  var i = 0
  while i < text.count {
    let start = i
    while i < text.count, !isLineBreak(text[i]) { i += 1 }
    var end = i
    if i < text.count {
      i += text[i] == 13 && i + 1 < text.count && text[i + 1] == 10 ? 2 : 1
      if keepEnds { end = i }
    }
    if start == 0, end == text.count {
      try parts.append(whole: str)
    } else {
      try parts.append(start, end)
    }
  }
  return try parts.finish()
}

/// A tuple of three; takes over the references.
func makeTriple(_ a: consuming Owned, _ b: consuming Owned, _ c: consuming Owned) throws(Raise)
  -> ObjectPointer
{
  let tuple = try check(PyTuple_New(3))
  PyTuple_SetItem(tuple, 0, a.take())
  PyTuple_SetItem(tuple, 1, b.take())
  PyTuple_SetItem(tuple, 2, c.take())
  return tuple
}

/// `str.partition(sep)` or `str.rpartition(sep)`: a tuple of three; a new reference.
func strPartition(
  _ str: ObjectPointer,
  _ sep: ObjectPointer,
  _ direction: SearchDirection
) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  let other = strText(sep)
  if other.count == 0 { throw Raise(.value, "empty separator") }
  let needle = try StrNeedle(other, in: text)
  let hit =
    direction == .forward ? needle.first(text, 0, text.count) : needle.last(text, 0, text.count)
  if hit < 0 {
    let whole = try Owned(exactStr(str))
    let empty = Owned(suture_str_empty())
    let empty2 = Owned(suture_str_empty())
    if direction == .forward { return try makeTriple(whole, empty, empty2) }
    return try makeTriple(empty, empty2, whole)
  }
  let before = try Owned(makeStr(text.slice(0, hit)))
  let rest = hit + other.count
  let after = try Owned(makeStr(text.slice(rest, text.count - rest)))
  return try makeTriple(before, Owned(borrowed: sep), after)
}

/// The items of an iterable as a tuple of its own or the caller's: nothing can change it.
///
/// A new reference.
func joinItems(_ iterable: ObjectPointer) throws(Raise) -> ObjectPointer {
  if iterable.type == suture_PyTuple_Type() || iterable.type == suture_PyList_Type() {
    return try check(PySequence_Tuple(iterable))
  }
  guard let iterator = PyObject_GetIter(iterable) else {
    if PyErr_ExceptionMatches(suture_PyExc_TypeError()) != 0 {
      throw Raise(.type, "can only join an iterable")
    }
    throw .pending
  }
  let owned = Owned(iterator)
  return try check(PySequence_Tuple(owned.pointer))
}

/// `separator.join(iterable)`; a new reference.
///
/// `separator` nil: a blank.
func strJoin(_ separator: ObjectPointer?, _ iterable: ObjectPointer) throws(Raise) -> ObjectPointer
{
  let items = try Owned(joinItems(iterable))
  let n = items.pointer.cast(to: PyVarObject.self).pointee.ob_size
  let row = tupleItems(items.pointer)
  if n == 0 { return suture_str_empty() }
  if n == 1, let only = row[0], only.isExactStr { return newReference(only) }
  var blank: UInt8 = 32
  return try withUnsafePointer(to: &blank) { (space) throws(Raise) in
    var between = StrText(base: space, count: 1, width: 1, isASCII: true)
    if let separator {
      if !separator.isStr {
        throw Raise(.type, "separator: expected str instance, \(separator.type.name) found")
      }
      between = strText(separator)
    }
    var total = 0
    var width = n > 1 && between.count > 0 ? between.width : 1
    var bound: UInt32 = n > 1 && between.count > 0 ? between.bound : 0x7F
    for i in 0..<n {
      let item = row[i]!
      if !item.isStr {
        throw Raise(.type, "sequence item \(i): expected str instance, \(item.type.name) found")
      }
      let text = strText(item)
      let (sum, overflow) = total.addingReportingOverflow(text.count)
      let (all, overflow2) = sum.addingReportingOverflow(i > 0 ? between.count : 0)
      if overflow || overflow2 {
        throw Raise(.overflow, "join() result is too long for a Python string")
      }
      total = all
      width = max(width, text.width)
      bound = max(bound, text.bound)
    }
    if total == 0 { return suture_str_empty() }
    if total == 1 {
      for i in 0..<n where strCount(row[i]!) == 1 { return try exactStr(row[i]!) }
      return try makeStr(between)
    }
    let o = try newStr(total, maximum: bound)
    let base = strBuffer(o)
    var at = 0
    for i in 0..<n {
      if i > 0, between.count > 0 {
        copyText(between, to: base, width: width, at: at)
        at += between.count
      }
      let text = strText(row[i]!)
      copyText(text, to: base, width: width, at: at)
      at += text.count
    }
    return o
  }
}

// MARK: C API

private func separator(_ sep: ObjectPointer?) throws(Raise) -> ObjectPointer? {
  guard let sep else { return nil }
  return try ensureStr(sep)
}

@c @implementation
public func PyUnicode_Split(_ str: ObjectPointer?, _ sep: ObjectPointer?, _ limit: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try strSplit(ensureStr(str!), separator(sep), limit) }
}

@c @implementation
public func PyUnicode_RSplit(_ str: ObjectPointer?, _ sep: ObjectPointer?, _ limit: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try strRSplit(ensureStr(str!), separator(sep), limit) }
}

@c @implementation
public func PyUnicode_Splitlines(_ str: ObjectPointer?, _ keepEnds: Int32) -> ObjectPointer? {
  raising { () throws(Raise) in try strSplitLines(ensureStr(str!), keepEnds: keepEnds != 0) }
}

@c @implementation
public func PyUnicode_Partition(_ str: ObjectPointer?, _ sep: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strPartition(ensureStr(str!), ensureStr(sep!), .forward) }
}

@c @implementation
public func PyUnicode_RPartition(_ str: ObjectPointer?, _ sep: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strPartition(ensureStr(str!), ensureStr(sep!), .backward) }
}

@c @implementation
public func PyUnicode_Join(_ separator: ObjectPointer?, _ iterable: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let iterable else { throw nullArgument() }
    return try strJoin(separator, iterable)
  }
}
