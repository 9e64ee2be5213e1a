import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The methods of str that take arguments. Those without are in Str+Case.swift.

private typealias Row = UnsafePointer<ObjectPointer?>?

// MARK: Searching

private func find(
  _ self: ObjectPointer?,
  _ args: MethodArguments,
  _ direction: SearchDirection
) throws(Raise) -> Int {
  try args.positional(1, 3)
  let sub = try args.str(0)
  let (start, end) = try args.bounds(1)
  return try strFind(self!, sub, start, end, direction)
}

@c func suture_str_find(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    PyLong_FromSsize_t(
      try find(self, MethodArguments(name: "find", base: args, count: n), .forward)
    )
  }
}

@c func suture_str_rfind(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    PyLong_FromSsize_t(
      try find(self, MethodArguments(name: "rfind", base: args, count: n), .backward)
    )
  }
}

@c func suture_str_index(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let at = try find(self, MethodArguments(name: "index", base: args, count: n), .forward)
    if at < 0 { throw Raise(.value, "substring not found") }
    return PyLong_FromSsize_t(at)
  }
}

@c func suture_str_rindex(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let at = try find(self, MethodArguments(name: "rindex", base: args, count: n), .backward)
    if at < 0 { throw Raise(.value, "substring not found") }
    return PyLong_FromSsize_t(at)
  }
}

@c func suture_str_count(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let args = MethodArguments(name: "count", base: args, count: n)
    try args.positional(1, 3)
    let sub = try args.str(0)
    let (start, end) = try args.bounds(1)
    return PyLong_FromSsize_t(try strCountOf(self!, sub, start, end))
  }
}

private func tailMatch(_ self: ObjectPointer, _ args: MethodArguments, atEnd: Bool) throws(Raise)
  -> ObjectPointer
{
  try args.positional(1, 3)
  let what = args[0]
  let (start, end) = try args.bounds(1)
  if what.isInstance(TypeFlag.tuple) {
    let count = what.cast(to: PyVarObject.self).pointee.ob_size
    for i in 0..<count {
      let item = tupleItems(what)[i]!
      if !item.isStr {
        throw Raise(.type, "tuple for \(args.name) must only contain str, not \(item.type.name)")
      }
      if strTailMatch(self, item, start, end, atEnd: atEnd) { return suture_True() }
    }
    return suture_False()
  }
  if !what.isStr {
    throw Raise(
      .type,
      "\(args.name) first arg must be str or a tuple of str, not \(what.type.name)"
    )
  }
  return makeBool(strTailMatch(self, what, start, end, atEnd: atEnd))
}

@c func suture_str_startswith(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try tailMatch(self!, MethodArguments(name: "startswith", base: args, count: n), atEnd: false)
  }
}

@c func suture_str_endswith(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try tailMatch(self!, MethodArguments(name: "endswith", base: args, count: n), atEnd: true)
  }
}

private let replaceSignature = Signature("replace", "", "", "count", required: 2)

@c func suture_str_replace(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try replaceSignature.bind(args, n, keywords)
    let args = MethodArguments(name: "replace", base: args, count: n)
    let old = try args.str(0)
    let new = try args.str(1)
    let limit = try bound[2].map { (o) throws(Raise) in try sizeArgument(o) } ?? -1
    return try strReplace(self!, old, new, limit)
  }
}

// MARK: Taking apart and putting together

private let splitSignature = Signature("split", "sep", "maxsplit")
private let rsplitSignature = Signature("rsplit", "sep", "maxsplit")

private func split(
  _ self: ObjectPointer,
  _ bound: BoundArguments,
  _ direction: SearchDirection
) throws(Raise) -> ObjectPointer {
  let limit = try bound[1].map { (o) throws(Raise) in try sizeArgument(o) } ?? -1
  var sep: ObjectPointer?
  if let given = bound[0], given != suture_None() {
    if !given.isStr { throw Raise(.type, "must be str or None, not \(given.type.name)") }
    sep = given
  }
  return direction == .forward ? try strSplit(self, sep, limit) : try strRSplit(self, sep, limit)
}

@c func suture_str_split(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try split(self!, splitSignature.bind(args, n, keywords), .forward)
  }
}

@c func suture_str_rsplit(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try split(self!, rsplitSignature.bind(args, n, keywords), .backward)
  }
}

private let splitlinesSignature = Signature("splitlines", "keepends")

@c func suture_str_splitlines(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try splitlinesSignature.bind(args, n, keywords)
    return try strSplitLines(self!, keepEnds: splitlinesSignature.truth(bound, 0))
  }
}

@c func suture_str_partition(_ self: ObjectPointer?, _ sep: ObjectPointer?) -> ObjectPointer? {
  PyUnicode_Partition(self, sep)
}

@c func suture_str_rpartition(_ self: ObjectPointer?, _ sep: ObjectPointer?) -> ObjectPointer? {
  PyUnicode_RPartition(self, sep)
}

@c func suture_str_join(_ self: ObjectPointer?, _ iterable: ObjectPointer?) -> ObjectPointer? {
  PyUnicode_Join(self, iterable)
}

@c func suture_str_removeprefix(_ self: ObjectPointer?, _ prefix: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let (str, prefix) = (self!, prefix!)
    if !prefix.isStr {
      throw Raise(
        .type,
        "removeprefix() argument must be str, not \(prefix.givenTypeName)"
      )
    }
    if !strTailMatch(str, prefix, 0, Int.max, atEnd: false) { return try exactStr(str) }
    let text = strText(str)
    let n = strCount(prefix)
    return n == 0 ? try exactStr(str) : try makeStr(text.slice(n, text.count - n))
  }
}

@c func suture_str_removesuffix(_ self: ObjectPointer?, _ suffix: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let (str, suffix) = (self!, suffix!)
    if !suffix.isStr {
      throw Raise(
        .type,
        "removesuffix() argument must be str, not \(suffix.givenTypeName)"
      )
    }
    let n = strCount(suffix)
    if n == 0 || !strTailMatch(str, suffix, 0, Int.max, atEnd: true) { return try exactStr(str) }
    let text = strText(str)
    return try makeStr(text.slice(0, text.count - n))
  }
}

private func strip(
  _ self: ObjectPointer,
  _ args: MethodArguments,
  left: Bool,
  right: Bool
) throws(Raise) -> ObjectPointer {
  try args.positional(0, 1)
  let text = strText(self)
  var set: StrText?
  if args.count > 0, args[0] != suture_None() {
    if !args[0].isStr { throw Raise(.type, "\(args.name) arg must be None or str") }
    set = strText(args[0])
  }
  func drops(_ point: UInt32) -> Bool {
    guard let set else { return isSpace(point) }
    for i in 0..<set.count where set[i] == point { return true }
    return false
  }
  var start = 0
  var end = text.count
  if left { while start < end, drops(text[start]) { start += 1 } }
  if right { while end > start, drops(text[end - 1]) { end -= 1 } }
  if end - start == text.count { return try exactStr(self) }
  return try makeStr(text.slice(start, end - start))
}

@c func suture_str_strip(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try strip(self!, MethodArguments(name: "strip", base: args, count: n), left: true, right: true)
  }
}

@c func suture_str_lstrip(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try strip(
      self!,
      MethodArguments(name: "lstrip", base: args, count: n),
      left: true,
      right: false
    )
  }
}

@c func suture_str_rstrip(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try strip(
      self!,
      MethodArguments(name: "rstrip", base: args, count: n),
      left: false,
      right: true
    )
  }
}

// MARK: Padding

/// `left` times `fill`, the text, `right` times `fill`; a new reference.
func strPadded(_ str: ObjectPointer, _ left: Int, _ right: Int, _ fill: UInt32) throws(Raise)
  -> ObjectPointer
{
  let (left, right) = (max(left, 0), max(right, 0))
  if left == 0, right == 0 { return try exactStr(str) }
  let text = strText(str)
  let (sum, overflow) = text.count.addingReportingOverflow(left)
  let (size, overflow2) = sum.addingReportingOverflow(right)
  if overflow || overflow2 { throw Raise(.overflow, "padded string is too long") }
  let o = try newStr(size, maximum: max(text.bound, fill))
  let base = strBuffer(o)
  let width = strText(o).width
  for i in 0..<left { writePoint(base, width, i, fill) }
  copyText(text, to: base, width: width, at: left)
  for i in (left + text.count)..<size { writePoint(base, width, i, fill) }
  return o
}

private func widthAndFill(_ args: MethodArguments) throws(Raise) -> (Int, UInt32) {
  try args.positional(1, 2)
  let width = try sizeArgument(args[0])
  if args.count < 2 { return (width, 32) }
  let fill = args[1]
  if !fill.isStr {
    throw Raise(.type, "The fill character must be a unicode character, not \(fill.type.name)")
  }
  if strCount(fill) != 1 {
    throw Raise(.type, "The fill character must be exactly one character long")
  }
  return (width, strText(fill)[0])
}

@c func suture_str_center(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let (width, fill) = try widthAndFill(MethodArguments(name: "center", base: args, count: n))
    let margin = width &- strCount(self!)
    if width <= strCount(self!) { return try exactStr(self!) }
    let left = margin / 2 + (margin & width & 1)
    return try strPadded(self!, left, margin - left, fill)
  }
}

@c func suture_str_ljust(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let (width, fill) = try widthAndFill(MethodArguments(name: "ljust", base: args, count: n))
    return try strPadded(self!, 0, width <= 0 ? 0 : width - strCount(self!), fill)
  }
}

@c func suture_str_rjust(_ self: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let (width, fill) = try widthAndFill(MethodArguments(name: "rjust", base: args, count: n))
    return try strPadded(self!, width <= 0 ? 0 : width - strCount(self!), 0, fill)
  }
}

@c func suture_str_zfill(_ self: ObjectPointer?, _ width: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let width = try sizeArgument(width!)
    let text = strText(self!)
    if width <= text.count { return try exactStr(self!) }
    let o = try strPadded(self!, width - text.count, 0, 48)
    if text.count > 0, text[0] == 43 || text[0] == 45 {
      let base = strBuffer(o)
      let size = strText(o).width
      writePoint(base, size, 0, text[0])
      writePoint(base, size, width - text.count, 48)
    }
    return o
  }
}

private let expandtabsSignature = Signature("expandtabs", "tabsize")

@c func suture_str_expandtabs(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try expandtabsSignature.bind(args, n, keywords)
    let size = try bound[0].map { (o) throws(Raise) in try intArgument(o) } ?? 8
    let text = strText(self!)
    var column = 0
    var total = 0
    var found = false
    for i in 0..<text.count {
      let point = text[i]
      var step = 1
      if point == 9 {
        found = true
        step = size > 0 ? size - column % size : 0
        column += step
      } else {
        column = point == 10 || point == 13 ? 0 : column + 1
      }
      let (sum, overflow) = total.addingReportingOverflow(step)
      if overflow { throw Raise(.overflow, "new string is too long") }
      total = sum
    }
    if !found { return try exactStr(self!) }
    var w = StrWriter(capacity: total)
    column = 0
    for i in 0..<text.count {
      let point = text[i]
      if point == 9 {
        let step = size > 0 ? size - column % size : 0
        w.append(32, times: step)
        column += step
      } else {
        column = point == 10 || point == 13 ? 0 : column + 1
        w.append(point)
      }
    }
    return try w.finish()
  }
}

// MARK: Others

private let encodeSignature = Signature("encode", "encoding", "errors")

@c func suture_str_encode(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try encodeSignature.bind(args, n, keywords)
    let encoding = try encodeSignature.text(bound, 0)
    let errors = try encodeSignature.text(bound, 1)
    return PyUnicode_AsEncodedString(self, encoding, errors)
  }
}

@c func suture_str_format_spec(_ self: ObjectPointer?, _ spec: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let (str, spec) = (self!, spec!)
    if !spec.isStr {
      throw Raise(.type, "__format__() argument must be str, not \(spec.givenTypeName)")
    }
    if strCount(spec) == 0 {
      return str.isExactStr ? newReference(str) : try check(PyObject_Str(str))
    }
    return try formatStrSpec(str, spec)
  }
}

@c func suture_str_sizeof(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  let o = self!
  let state = strState(o).pointee
  let text = strText(o)
  var size: Int
  if state & StrLayout.compact == 0 {
    size = StrLayout.compactSize + 8 + (text.count + 1) * text.width
  } else {
    size =
      (text.isASCII ? StrLayout.asciiSize : StrLayout.compactSize) + (text.count + 1) * text.width
  }
  if !text.isASCII, o.cast(to: PyCompactUnicodeObject.self).pointee.utf8 != nil {
    size += o.cast(to: PyCompactUnicodeObject.self).pointee.utf8_length + 1
  }
  return PyLong_FromSsize_t(size)
}

@c func suture_str_getnewargs(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let copy = try Owned(makeStr(strText(self!)))
    let tuple = try check(PyTuple_New(1))
    PyTuple_SetItem(tuple, 0, copy.take())
    return tuple
  }
}
