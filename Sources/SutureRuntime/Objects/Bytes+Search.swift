import CSuture

// The methods of bytes and bytearray that search. Each is one function for both types: see ByteString.

// MARK: Operations

/// The two types of byte strings, as their common methods see them.
enum ByteString {
  /// Runs `body` with the bytes of a bytes or bytearray object, which keep their place and number meanwhile.
  @inline(__always)
  static func with<T>(_ o: ObjectPointer, _ body: (ByteView) throws(Raise) -> T) throws(Raise) -> T
  {
    if o.isBytes { return try body(o.bytesView) }
    return try ByteArray.withExport(o, body)
  }

  /// A new object of the type of `o`, bytes or bytearray, with a copy of `view`.
  static func make(like o: ObjectPointer, _ view: ByteView) throws(Raise) -> ObjectPointer {
    o.isBytes ? try makeBytes(view) : try ByteArray.make(view)
  }

  /// A new object of the type of `o`, of `count` bytes that `fill` sets.
  static func make(
    like o: ObjectPointer,
    _ count: Int,
    _ fill: (UnsafeMutablePointer<UInt8>) -> Void
  ) throws(Raise) -> ObjectPointer {
    if o.isBytes {
      let result = try newBytes(count)
      if count > 0 { fill(result.bytesStart) }
      return result
    }
    let result = try Owned(newZeroedObject(suture_PyByteArray_Type()))
    try ByteArray.resize(result.pointer, count)
    if count > 0 { fill(ByteArray.start(result.pointer)) }
    return result.take()
  }

  static func make(like o: ObjectPointer, _ writer: consuming ByteWriter) throws(Raise)
    -> ObjectPointer
  {
    if writer.isFull { throw Raise.noMemory }
    return try makeLike(o, writer)
  }

  private static func makeLike(_ o: ObjectPointer, _ writer: borrowing ByteWriter) throws(Raise)
    -> ObjectPointer
  {
    o.isBytes ? try makeBytes(writer.bytes) : try ByteArray.make(writer.bytes)
  }

  /// `o` itself when it is exactly bytes, else a copy.
  static func unchanged(_ o: ObjectPointer, _ view: ByteView) throws(Raise) -> ObjectPointer {
    o.isExactBytes ? newReference(o) : try make(like: o, view)
  }
}

/// What the find family looks for: a byte, or the bytes of a buffer.
private struct Needle: ~Copyable {
  private var byte: UInt8 = 0
  private var buffer = Py_buffer()
  private let isByte: Bool

  init(_ o: ObjectPointer) throws(Raise) {
    isByte = PyObject_CheckBuffer(o) == 0
    if !isByte {
      try check(PyObject_GetBuffer(o, &buffer, 0))
      return
    }
    guard PyIndex_Check(o) != 0 else {
      throw Raise(.type, "argument should be integer or bytes-like object, not '\(o.type.name)'")
    }
    byte = try byteValue(o, "byte must be in range(0, 256)")
  }

  func with<T>(_ body: (ByteView) -> T) -> T {
    if !isByte { return body(ByteView(raw: UnsafeRawPointer(buffer.buf), buffer.len)) }
    return withUnsafePointer(to: byte) { body(ByteView($0, 1)) }
  }

  deinit {
    var held = buffer
    PyBuffer_Release(&held)
  }
}

/// Calls `body` with the part of self between the optional bounds, what to look for, and where the part starts.
private func search<T>(
  _ name: StaticString,
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ count: Int,
  _ missing: T,
  _ body: (ByteView, ByteView, Int) -> T
) throws(Raise) -> T {
  try checkPositional(name, count, 1, 3)
  var start = try sliceBound(count > 1 ? args![1] : nil, 0)
  var end = try sliceBound(count > 2 ? args![2] : nil, Int.max)
  let needle = try Needle(args![0]!)
  return try ByteString.with(self!) { view throws(Raise) in
    adjustIndices(&start, &end, view.count)
    if start > end { return missing }
    let part = view.from(start, to: end)
    return needle.with { body(part, $0, start) }
  }
}

private func position(
  _ name: StaticString,
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ count: Int,
  last: Bool
) throws(Raise) -> Int {
  try search(name, self, args, count, -1) { part, needle, start in
    let at = last ? part.findLast(needle) : part.find(needle)
    return at < 0 ? -1 : at + start
  }
}

private func found(_ at: Int) throws(Raise) -> Int {
  if at < 0 { throw Raise(.value, "subsection not found") }
  return at
}

/// Whether self[start:end] starts or ends with the buffer `part`.
private func matchesTail(
  _ view: ByteView,
  _ part: ObjectPointer,
  _ low: Int,
  _ high: Int,
  atEnd: Bool
) throws(Raise) -> Bool {
  let held = try HeldBuffer(part)
  var start = low
  var end = high
  adjustIndices(&start, &end, view.count)
  let n = held.bytes.count
  if end - start < n || start > view.count { return false }
  let whole = view.from(start, to: end)
  return atEnd ? whole.hasSuffix(held.bytes) : whole.hasPrefix(held.bytes)
}

private func tailMatch(
  _ name: StaticString,
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ count: Int,
  atEnd: Bool
) throws(Raise) -> ObjectPointer {
  try checkPositional(name, count, 1, 3)
  let start = try sliceBound(count > 1 ? args![1] : nil, 0)
  let end = try sliceBound(count > 2 ? args![2] : nil, Int.max)
  let part = args![0]!
  return try ByteString.with(self!) { view throws(Raise) in
    if part.isInstance(TypeFlag.tuple) {
      for i in 0..<PyTuple_Size(part) {
        if try matchesTail(view, PyTuple_GetItem(part, i)!, start, end, atEnd: atEnd) {
          return suture_True()
        }
      }
      return suture_False()
    }
    guard PyObject_CheckBuffer(part) != 0 else {
      throw Raise(
        .type,
        "\(name) first arg must be bytes or a tuple of bytes, not \(part.type.name)"
      )
    }
    return makeBool(try matchesTail(view, part, start, end, atEnd: atEnd))
  }
}

/// `item in self`.
func byteStringContains(_ self: ObjectPointer, _ item: ObjectPointer) throws(Raise) -> Bool {
  if PyIndex_Check(item) != 0 {
    let n = PyNumber_AsSsize_t(item, nil)
    if n != -1 || !isExceptionPending {
      guard n >= 0, n < 256 else { throw Raise(.value, "byte must be in range(0, 256)") }
      return try ByteString.with(self) { view throws(Raise) in view.firstIndex(of: UInt8(n)) >= 0 }
    }
    PyErr_Clear()
  }
  let held = try HeldBuffer(item)
  return try ByteString.with(self) { view throws(Raise) in view.find(held.bytes) >= 0 }
}

// MARK: Slots

@c func suture_bytes_contains(_ self: ObjectPointer?, _ item: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in try byteStringContains(self!, item!) ? 1 : 0 }
}

@c func suture_bytes_find(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int) -> ObjectPointer?
{
  raising { () throws(Raise) in PyLong_FromSsize_t(try position("find", self, args, n, last: false))
  }
}

@c func suture_bytes_rfind(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in PyLong_FromSsize_t(try position("rfind", self, args, n, last: true))
  }
}

@c func suture_bytes_index(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    PyLong_FromSsize_t(try found(position("index", self, args, n, last: false)))
  }
}

@c func suture_bytes_rindex(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    PyLong_FromSsize_t(try found(position("rindex", self, args, n, last: true)))
  }
}

@c func suture_bytes_count(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let total = try search("count", self, args, n, 0) { part, needle, _ in
      part.countOccurrences(needle)
    }
    return PyLong_FromSsize_t(total)
  }
}

@c func suture_bytes_startswith(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try tailMatch("startswith", self, args, n, atEnd: false) }
}

@c func suture_bytes_endswith(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try tailMatch("endswith", self, args, n, atEnd: true) }
}

@c func suture_bytes_removeprefix(_ self: ObjectPointer?, _ prefix: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let held = try HeldBuffer(prefix!)
    return try ByteString.with(self!) { view throws(Raise) in
      let n = held.bytes.count
      guard n > 0, view.hasPrefix(held.bytes) else { return try ByteString.unchanged(self!, view) }
      return try ByteString.make(like: self!, view.from(n, to: view.count))
    }
  }
}

@c func suture_bytes_removesuffix(_ self: ObjectPointer?, _ suffix: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let held = try HeldBuffer(suffix!)
    return try ByteString.with(self!) { view throws(Raise) in
      let n = held.bytes.count
      guard n > 0, view.hasSuffix(held.bytes) else { return try ByteString.unchanged(self!, view) }
      return try ByteString.make(like: self!, view.from(0, to: view.count - n))
    }
  }
}

// MARK: Replacing and translating

@c func suture_bytes_replace(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("replace", n, 2, 3)
    let old = try HeldBuffer(args![0]!)
    let new = try HeldBuffer(args![1]!)
    let limit = n > 2 ? try sizeArgument(args![2]!) : -1
    return try ByteString.with(self!) { view throws(Raise) in
      try replace(self!, view, old.bytes, new.bytes, limit < 0 ? Int.max : limit)
    }
  }
}

private func replace(
  _ self: ObjectPointer,
  _ view: ByteView,
  _ old: ByteView,
  _ new: ByteView,
  _ limit: Int
) throws(Raise) -> ObjectPointer {
  let times = old.count > view.count ? 0 : view.countOccurrences(old, limit: limit)
  if times == 0 || (old.count == 0 && new.count == 0) {
    return try ByteString.unchanged(self, view)
  }
  let (growth, overflow) = (new.count - old.count).multipliedReportingOverflow(by: times)
  if overflow || growth > Int.max - 64 - view.count {
    throw Raise(.overflow, "replace bytes is too long")
  }
  var writer = ByteWriter(capacity: view.count + growth)
  var at = 0
  for i in 0..<times {
    if old.count == 0 {
      // Before each byte, and after the last.
      if i > 0 {
        writer.append(view[at])
        at += 1
      }
      writer.append(new)
    } else {
      let next = view.find(old, from: at)
      writer.append(view.from(at, to: next))
      writer.append(new)
      at = next + old.count
    }
  }
  writer.append(view.from(at, to: view.count))
  return try ByteString.make(like: self, writer)
}

private let translateSignature = Signature("translate", "", "delete", required: 1)

@c func suture_bytes_translate(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try translateSignature.bind(args, n, names)
    let table: ObjectPointer? = bound[0] == suture_None() ? nil : bound[0]
    if let table {
      let held = try HeldBuffer(table)
      if held.bytes.count != 256 {
        throw Raise(.value, "translation table must be 256 characters long")
      }
      return try deleteAndMap(self!, held.bytes, bound[1])
    }
    return try deleteAndMap(self!, nil, bound[1])
  }
}

private func deleteAndMap(
  _ self: ObjectPointer,
  _ table: ByteView?,
  _ removed: ObjectPointer?
) throws(Raise) -> ObjectPointer {
  var drops = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
  if let removed {
    let held = try HeldBuffer(removed)
    withUnsafeMutableBytes(of: &drops) { bits in
      for i in 0..<held.bytes.count { bits[Int(held.bytes[i] >> 3)] |= 1 << (held.bytes[i] & 7) }
    }
  }
  return try ByteString.with(self) { view throws(Raise) in
    var writer = ByteWriter(capacity: view.count)
    withUnsafeBytes(of: &drops) { bits in
      for i in 0..<view.count {
        let byte = view[i]
        if bits[Int(byte >> 3)] & (1 << (byte & 7)) == 0 {
          writer.append(table?[Int(byte)] ?? byte)
        }
      }
    }
    if writer.bytes == view { return try ByteString.unchanged(self, view) }
    return try ByteString.make(like: self, writer)
  }
}

@c func suture_bytes_maketrans(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("maketrans", n, 2, 2)
    let from = try HeldBuffer(args![0]!)
    let to = try HeldBuffer(args![1]!)
    if from.bytes.count != to.bytes.count {
      throw Raise(.value, "maketrans arguments must have same length")
    }
    let result = try newBytes(256)
    for i in 0..<256 { result.bytesStart[i] = UInt8(i) }
    for i in 0..<from.bytes.count { result.bytesStart[Int(from.bytes[i])] = to.bytes[i] }
    return result
  }
}
