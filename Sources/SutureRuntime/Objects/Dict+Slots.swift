import CSuture

// MARK: Operations

/// A tuple of two, whose references the caller hands over.
func makePair(_ a: consuming Owned, _ b: consuming Owned) throws(Raise) -> ObjectPointer {
  try Tuple.make(taking: a.take(), b.take())
}

/// Takes a key out.
///
/// Takes the dict's lock.
///
/// - Returns: its value, a new reference; nil: there was none.
func dictPop(_ dict: ObjectPointer, _ key: ObjectPointer) throws(Raise) -> ObjectPointer? {
  if Dict(dict).count == 0 { return nil }
  let hash = try keyHash(key)
  let entry = try withLock(dict) { () throws(Raise) -> DictEntry? in
    let n = try Dict(dict).find(key, hash)
    return n < 0 ? nil : Dict(dict).removeEntry(n)
  }
  guard let entry else { return nil }
  suture_out_of_storage(entry.value!)
  suture_decref_stored(entry.key!)
  return entry.value
}

/// The last entry, taken out; nil: the dict is empty.
///
/// Takes the dict's lock.
private func dictPopLast(_ dict: ObjectPointer) -> DictEntry? {
  withLock(dict) {
    guard Dict(dict).count > 0, let table = Dict(dict).table else { return nil }
    var n = table.filled - 1
    while table.entries[n].key == nil { n -= 1 }
    let entry = Dict(dict).removeEntry(n)
    table.head.pointee.filled = n  // the holes at the end are used again, their indices are not
    return entry
  }
}

/// `a == b` for two dicts: the same keys, with equal values.
private func dictsEqual(_ a: ObjectPointer, _ b: ObjectPointer) throws(Raise) -> Bool {
  if Dict(a).count != Dict(b).count { return false }
  var position = 0
  while let entry = Dict(a).lockedNextItem(&position) {
    let key = Owned(entry.key!)
    let value = Owned(entry.value!)
    guard let other = try dictGet(b, key.pointer, hash: entry.hash) else { return false }
    let right = Owned(other)
    if try check(PyObject_RichCompareBool(right.pointer, value.pointer, Py_EQ)) == 0 {
      return false
    }
  }
  return true
}

/// Fills a dict from the arguments of `dict(...)` and `update(...)`.
private func fill(
  _ dict: ObjectPointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?,
  _ name: StaticString
) throws(Raise) {
  let count = arguments.map { PyTuple_Size($0) } ?? 0
  try checkPositional(name, count, 0, 1)
  if count == 1 { try dictUpdate(dict, check(PyTuple_GetItem(arguments, 0))) }
  guard let keywords else { return }
  if PyArg_ValidateKeywordArguments(keywords) == 0 { throw .pending }
  try dictMerge(dict, keywords, .replace)
}

// MARK: Slots

@c func suture_dict_new(
  _ type: TypePointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? { type.pointee.tp_alloc(type, 0) }

@c func suture_dict_init(
  _ self: ObjectPointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try fill(self, arguments, keywords, "dict")
    return 0
  }
}

@c func suture_dict_dealloc(_ self: ObjectPointer) {
  let o = self
  gcUntrack(o)
  Dict(o).table?.drop()
  if o.type == suture_PyDict_Type() {
    freeBuiltin(o, size: MemoryLayout<PyDictObject>.size, isTracked: true)
  } else {
    freeInstance(o)
  }
}

@c func suture_dict_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  var position = 0
  while let entry = Dict(self).next(&position) {
    var result = visit(entry.pointee.key, argument)
    if result == 0 { result = visit(entry.pointee.value, argument) }
    if result != 0 { return result }
  }
  return 0
}

@c func suture_dict_clear_slot(_ self: ObjectPointer) -> Int32 {
  dictClear(self)
  return 0
}

@c func suture_dict_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let dict = self
    let entered = try check(Py_ReprEnter(dict))
    if entered > 0 { return try makeStr("{...}") }
    defer { Py_ReprLeave(dict) }
    if Dict(dict).count == 0 { return try makeStr("{}") }
    var writer = StrWriter()
    writer.append(ascii: "{")
    var position = 0
    var isFirst = true
    while let entry = Dict(dict).lockedNextItem(&position) {
      let key = Owned(entry.key!)
      let value = Owned(entry.value!)
      if !isFirst { writer.append(ascii: ", ") }
      isFirst = false
      try writer.append(repr: key.pointer)
      writer.append(ascii: ": ")
      try writer.append(repr: value.pointer)
    }
    writer.append(ascii: "}")
    return try writer.finish()
  }
}

@c func suture_dict_length(_ self: ObjectPointer) -> Py_ssize_t { Dict(self).count }

@c func suture_dict_subscript(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    if let value = try dictGet(self, key) { return value }
    if self.type != suture_PyDict_Type() {
      if let missing = try lookupSpecial(self, suture_name___missing__()) {
        let method = Owned(missing)
        return try check(callOne(method.pointer, key))
      }
    }
    throw keyError(key)
  }
}

@c func suture_dict_store(_ self: ObjectPointer, _ key: ObjectPointer, _ value: ObjectPointer?)
  -> Int32
{
  value == nil ? PyDict_DelItem(self, key) : PyDict_SetItem(self, key, value)
}

@c func suture_dict_contains(_ self: ObjectPointer, _ key: ObjectPointer) -> Int32 {
  PyDict_Contains(self, key)
}

@c func suture_dict_compare(_ self: ObjectPointer, _ other: ObjectPointer, _ operation: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard operation == Py_EQ || operation == Py_NE, self.isInstance(TypeFlag.dict),
      other.isInstance(TypeFlag.dict)
    else { return suture_NotImplemented() }
    let isEqual = try dictsEqual(self, other)
    return makeBool(isEqual == (operation == Py_EQ))
  }
}

@c func suture_dict_or(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard self.isInstance(TypeFlag.dict), other.isInstance(TypeFlag.dict) else {
      return suture_NotImplemented()
    }
    let result = try Owned(dictCopy(self))
    try dictUpdate(result.pointer, other)
    return result.take()
  }
}

@c func suture_dict_inplace_or(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    try dictUpdate(self, other)
    return newReference(self)
  }
}

// MARK: Methods

@c func suture_dict_getitem(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  suture_dict_subscript(self, key)
}

@c func suture_dict_has(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in makeBool(try dictContains(self, key)) }
}

@c func suture_dict_get(_ self: ObjectPointer, _ arguments: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("get", count, 1, 2)
    if let value = try dictGet(self, arguments![0]!) { return value }
    return count == 2 ? newReference(arguments![1]!) : suture_None()
  }
}

@c func suture_dict_setdefault(
  _ self: ObjectPointer,
  _ arguments: Arguments?,
  _ count: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkPositional("setdefault", count, 1, 2)
    let value = count == 2 ? arguments![1]! : suture_None()
    return try dictSetDefault(self, arguments![0]!, value).value
  }
}

@c func suture_dict_pop(_ self: ObjectPointer, _ arguments: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("pop", count, 1, 2)
    if let value = try dictPop(self, arguments![0]!) { return value }
    if count == 1 { throw keyError(arguments![0]!) }
    return newReference(arguments![1]!)
  }
}

@c func suture_dict_popitem(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let entry = dictPopLast(self) else {
      throw Raise(.key, "popitem(): dictionary is empty")
    }
    suture_out_of_storage(entry.key!)
    suture_out_of_storage(entry.value!)
    return try makePair(Owned(entry.key!), Owned(entry.value!))
  }
}

@c func suture_dict_update(
  _ self: ObjectPointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try fill(self, arguments, keywords, "update")
    return suture_None()
  }
}

@c func suture_dict_fromkeys(
  _ type: ObjectPointer,
  _ arguments: Arguments?,
  _ count: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkPositional("fromkeys", count, 1, 2)
    return try dictFromKeys(type, arguments![0]!, count == 2 ? arguments![1]! : suture_None())
  }
}

@c func suture_dict_copy(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  PyDict_Copy(self)
}

@c func suture_dict_clear_method(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer?
{
  dictClear(self)
  return suture_None()
}

@c func suture_dict_sizeof(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  let size = withReadLock(self) {
    guard let head = Dict(self).table?.head.pointee else { return 0 }
    return MemoryLayout<DictTable.Head>.size + (head.mask + 1) * 4
      + (head.filled + head.room) * MemoryLayout<DictEntry>.stride
  }
  return PyLong_FromSsize_t(instanceSize(self.type, 0) + size)
}
