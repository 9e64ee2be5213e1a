import CSuture

// The methods of bytes and bytearray that take apart and put together.

// MARK: Operations

/// Appends a copy of `part` to `list`.
private func add(_ list: ObjectPointer, _ self: ObjectPointer, _ part: ByteView) throws(Raise) {
  let piece = try Owned(ByteString.make(like: self, part))
  try check(PyList_Append(list, piece.pointer))
}

/// Appends what is left from `start` on: the object itself, when that is all of it.
private func addRest(_ list: ObjectPointer, _ self: ObjectPointer, _ view: ByteView, _ start: Int)
  throws(Raise)
{
  if start == 0, self.isExactBytes {
    try check(PyList_Append(list, self))
  } else {
    try add(list, self, view.from(start, to: view.count))
  }
}

/// Splits at runs of white space, from the left.
private func splitSpace(_ self: ObjectPointer, _ view: ByteView, _ limit: Int) throws(Raise)
  -> ObjectPointer
{
  let list = try Owned(PyList_New(0))
  var rest = limit
  var i = 0
  while true {
    while i < view.count, view[i].isASCIISpace { i += 1 }
    if i == view.count { break }
    let start = i
    if rest == 0 {
      try addRest(list.pointer, self, view, start)
      break
    }
    rest -= 1
    while i < view.count, !view[i].isASCIISpace { i += 1 }
    try add(list.pointer, self, view.from(start, to: i))
  }
  return list.take()
}

/// Splits at runs of white space, from the right.
private func splitSpaceLast(_ self: ObjectPointer, _ view: ByteView, _ limit: Int) throws(Raise)
  -> ObjectPointer
{
  let list = try Owned(PyList_New(0))
  var rest = limit
  var end = view.count
  while true {
    while end > 0, view[end - 1].isASCIISpace { end -= 1 }
    if end == 0 { break }
    if rest == 0 {
      try add(list.pointer, self, view.from(0, to: end))
      break
    }
    rest -= 1
    var start = end
    while start > 0, !view[start - 1].isASCIISpace { start -= 1 }
    try add(list.pointer, self, view.from(start, to: end))
    end = start
  }
  try check(PyList_Reverse(list.pointer))
  return list.take()
}

private func split(
  _ self: ObjectPointer,
  _ view: ByteView,
  _ separator: ByteView,
  _ limit: Int
) throws(Raise) -> ObjectPointer {
  let list = try Owned(PyList_New(0))
  var rest = limit
  var i = 0
  while rest > 0 {
    let next = view.find(separator, from: i)
    if next < 0 { break }
    try add(list.pointer, self, view.from(i, to: next))
    i = next + separator.count
    rest -= 1
  }
  try addRest(list.pointer, self, view, i)
  return list.take()
}

private func splitLast(
  _ self: ObjectPointer,
  _ view: ByteView,
  _ separator: ByteView,
  _ limit: Int
) throws(Raise) -> ObjectPointer {
  let list = try Owned(PyList_New(0))
  var rest = limit
  var end = view.count
  while rest > 0 {
    let at = view.from(0, to: end).findLast(separator)
    if at < 0 { break }
    try add(list.pointer, self, view.from(at + separator.count, to: end))
    end = at
    rest -= 1
  }
  try add(list.pointer, self, view.from(0, to: end))
  try check(PyList_Reverse(list.pointer))
  return list.take()
}

private func splitCall(
  _ self: ObjectPointer?,
  _ signature: Signature,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?,
  last: Bool
) throws(Raise) -> ObjectPointer {
  let bound = try signature.bind(args, n, names)
  var limit = -1
  if let count = bound[1] { limit = try sizeArgument(count) }
  if limit < 0 { limit = Int.max }
  guard let separator = bound[0], separator != suture_None() else {
    return try ByteString.with(self!) { view throws(Raise) in
      last ? try splitSpaceLast(self!, view, limit) : try splitSpace(self!, view, limit)
    }
  }
  let held = try HeldBuffer(separator)
  if held.bytes.count == 0 { throw Raise(.value, "empty separator") }
  return try ByteString.with(self!) { view throws(Raise) in
    last ? try splitLast(self!, view, held.bytes, limit) : try split(self!, view, held.bytes, limit)
  }
}

private func triple(
  _ a: consuming Owned,
  _ b: consuming Owned,
  _ c: consuming Owned
) throws(Raise) -> ObjectPointer {
  let tuple = try check(PyTuple_New(3))
  _ = PyTuple_SetItem(tuple, 0, a.take())
  _ = PyTuple_SetItem(tuple, 1, b.take())
  _ = PyTuple_SetItem(tuple, 2, c.take())
  return tuple
}

private func partition(
  _ self: ObjectPointer?,
  _ separator: ObjectPointer?,
  last: Bool
) throws(Raise) -> ObjectPointer {
  let held = try HeldBuffer(separator!)
  if held.bytes.count == 0 { throw Raise(.value, "empty separator") }
  return try ByteString.with(self!) { view throws(Raise) in
    let at = last ? view.findLast(held.bytes) : view.find(held.bytes)
    if at < 0 {
      let whole = try Owned(ByteString.unchanged(self!, view))
      let nothing = view.from(0, to: 0)
      let first = try Owned(ByteString.make(like: self!, nothing))
      let second = try Owned(ByteString.make(like: self!, nothing))
      return last ? try triple(first, second, whole) : try triple(whole, first, second)
    }
    let before = try Owned(ByteString.make(like: self!, view.from(0, to: at)))
    let middle =
      separator!.isExactBytes && self!.isBytes
      ? Owned(borrowed: separator!) : try Owned(ByteString.make(like: self!, held.bytes))
    let after = try Owned(
      ByteString.make(like: self!, view.from(at + held.bytes.count, to: view.count))
    )
    return try triple(before, middle, after)
  }
}

private func strip(
  _ name: StaticString,
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  left: Bool,
  right: Bool
) throws(Raise) -> ObjectPointer {
  try checkPositional(name, n, 0, 1)
  guard n == 1, let set = args![0], set != suture_None() else {
    return try ByteString.with(self!) { view throws(Raise) in
      try trim(self!, view, left, right) { $0.isASCIISpace }
    }
  }
  let held = try HeldBuffer(set)
  let members = held.bytes
  return try ByteString.with(self!) { view throws(Raise) in
    try trim(self!, view, left, right) { members.firstIndex(of: $0) >= 0 }
  }
}

private func trim(
  _ self: ObjectPointer,
  _ view: ByteView,
  _ left: Bool,
  _ right: Bool,
  _ drops: (UInt8) -> Bool
) throws(Raise) -> ObjectPointer {
  var start = 0
  var end = view.count
  if left { while start < end, drops(view[start]) { start += 1 } }
  if right { while end > start, drops(view[end - 1]) { end -= 1 } }
  if start == 0, end == view.count { return try ByteString.unchanged(self, view) }
  return try ByteString.make(like: self, view.from(start, to: end))
}

/// `separator.join(items)` for either type.
func joinBytes(_ self: ObjectPointer, _ iterable: ObjectPointer) throws(Raise) -> ObjectPointer {
  let items = try Owned(PySequence_Fast(iterable, "can only join an iterable"))
  let isList = items.pointer.isInstance(TypeFlag.list)
  func item(_ i: Int) -> ObjectPointer? {
    isList
      ? PyList_GetItemRef(items.pointer, i)
      : PyTuple_GetItem(items.pointer, i).map { newReference($0) }
  }
  return try ByteString.with(self) { view throws(Raise) in
    var writer = ByteWriter()
    var i = 0
    let size = PySequence_Size(items.pointer)
    if size == 1, self.isBytes {
      let only = try Owned(item(0))
      if only.pointer.isExactBytes { return only.take() }
    }
    while i < PySequence_Size(items.pointer) {
      let piece = try Owned(item(i))
      if i > 0 { writer.append(view) }
      if piece.pointer.isBytes {
        writer.append(piece.pointer.bytesView)
      } else {
        guard PyObject_CheckBuffer(piece.pointer) != 0 else {
          let found = piece.pointer.type.name
          throw Raise(.type, "sequence item \(i): expected a bytes-like object, \(found) found")
        }
        let held = try HeldBuffer(piece.pointer)
        writer.append(held.bytes)
      }
      i += 1
    }
    return try ByteString.make(like: self, writer)
  }
}

// MARK: Slots

private let splitSignature = Signature("split", "sep", "maxsplit")
private let rsplitSignature = Signature("rsplit", "sep", "maxsplit")
private let splitlinesSignature = Signature("splitlines", "keepends")

@c func suture_bytes_split(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in try splitCall(self, splitSignature, args, n, names, last: false) }
}

@c func suture_bytes_rsplit(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in try splitCall(self, rsplitSignature, args, n, names, last: true) }
}

@c func suture_bytes_splitlines(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try splitlinesSignature.bind(args, n, names)
    let keeps = try splitlinesSignature.truth(bound, 0)
    return try ByteString.with(self!) { view throws(Raise) in
      let list = try Owned(PyList_New(0))
      var i = 0
      while i < view.count {
        let start = i
        while i < view.count, view[i] != 10, view[i] != 13 { i += 1 }
        var end = i
        if i < view.count {
          i += view[i] == 13 && i + 1 < view.count && view[i + 1] == 10 ? 2 : 1
          if keeps { end = i }
        }
        if start == 0, end == view.count, self!.isExactBytes {
          try check(PyList_Append(list.pointer, self))
        } else {
          try add(list.pointer, self!, view.from(start, to: end))
        }
      }
      return list.take()
    }
  }
}

@c func suture_bytes_partition(_ self: ObjectPointer?, _ separator: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try partition(self, separator, last: false) }
}

@c func suture_bytes_rpartition(_ self: ObjectPointer?, _ separator: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try partition(self, separator, last: true) }
}

@c func suture_bytes_strip(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try strip("strip", self, args, n, left: true, right: true) }
}

@c func suture_bytes_lstrip(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try strip("lstrip", self, args, n, left: true, right: false) }
}

@c func suture_bytes_rstrip(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try strip("rstrip", self, args, n, left: false, right: true) }
}

@c func suture_bytes_join(_ self: ObjectPointer?, _ iterable: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try joinBytes(self!, iterable!) }
}
