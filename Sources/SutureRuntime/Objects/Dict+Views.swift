import CSuture

// keys(), values() and items() of a dict. The set operations of keys and items give plain sets.

// MARK: Operations

private func fields(_ o: ObjectPointer) -> UnsafeMutablePointer<_PyDictViewObject> {
  o.cast(to: _PyDictViewObject.self)
}

/// The dict that a view shows, borrowed from the view.
@inline(__always)
private func viewed(_ view: ObjectPointer) -> ObjectPointer {
  UnsafeMutableRawPointer(fields(view).pointee.dv_dict!).assumingMemoryBound(to: PyObject.self)
}

private func makeView(_ dict: ObjectPointer, _ type: TypePointer) throws(Raise) -> ObjectPointer {
  guard dict.isInstance(TypeFlag.dict) else {
    throw Raise(.type, "\(type.name)() requires a dict argument, not '\(dict.type.name)'")
  }
  let view = try newObject(type, size: MemoryLayout<_PyDictViewObject>.size)
  suture_incref_stored(dict)
  fields(view).pointee.dv_dict = dict.cast(to: PyDictObject.self)
  gcTrack(view)
  return view
}

private func isKeys(_ o: ObjectPointer) -> Bool {
  o.type == suture_PyDictKeys_Type() || PyType_IsSubtype(o.type, suture_PyDictKeys_Type()) != 0
}

private func isItems(_ o: ObjectPointer) -> Bool {
  o.type == suture_PyDictItems_Type() || PyType_IsSubtype(o.type, suture_PyDictItems_Type()) != 0
}

/// True for a view that acts as a set.
func isSetView(_ o: ObjectPointer) -> Bool { isKeys(o) || isItems(o) }

private func contains(_ view: ObjectPointer, _ element: ObjectPointer) throws(Raise) -> Bool {
  let dict = viewed(view)
  if isKeys(view) { return try check(PyDict_Contains(dict, element)) != 0 }
  guard element.isInstance(TypeFlag.tuple), PyTuple_Size(element) == 2 else { return false }
  let key = try check(PyTuple_GetItem(element, 0))
  guard let found = try dictGet(dict, key) else { return false }
  let value = Owned(found)
  return try check(PyObject_RichCompareBool(value.pointer, PyTuple_GetItem(element, 1), Py_EQ)) != 0
}

/// Whether `other` contains everything that iterating `view` gives.
private func allContained(_ view: ObjectPointer, _ other: ObjectPointer) throws(Raise) -> Bool {
  let iterator = try Owned(PyObject_GetIter(view))
  while let next = PyIter_Next(iterator.pointer) {
    let element = Owned(next)
    if try check(PySequence_Contains(other, element.pointer)) == 0 { return false }
  }
  if isExceptionPending { throw .pending }
  return true
}

private func asSet(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if o.type == suture_PyDictKeys_Type(), viewed(o).type == suture_PyDict_Type() {
    return try check(PySet_New(viewed(o)))
  }
  return try check(PySet_New(o))
}

/// `a & b`, where one is a view.
private func intersection(_ a: ObjectPointer, _ b: ObjectPointer) throws(Raise) -> ObjectPointer {
  var view = a
  var other = b
  if !isSetView(view) { swap(&view, &other) }
  let size = Dict(viewed(view)).count
  if other.type == suture_PySet_Type(), size <= PySet_Size(other) {
    return try setIntersection(other, view)
  }
  if isSetView(other), Dict(viewed(other)).count > size { swap(&view, &other) }
  let result = try Owned(PySet_New(nil))
  let iterator = try Owned(PyObject_GetIter(other))
  while let next = PyIter_Next(iterator.pointer) {
    let element = Owned(next)
    if try contains(view, element.pointer) { try check(PySet_Add(result.pointer, element.pointer)) }
  }
  if isExceptionPending { throw .pending }
  return result.take()
}

/// The items of one dict or of the other, but not of both.
///
/// Values are hashed only where they are in the result.
private func itemsDifference(_ a: ObjectPointer, _ b: ObjectPointer) throws(Raise) -> ObjectPointer
{
  let rest = try Owned(dictCopy(viewed(a)))
  let result = try Owned(PySet_New(nil))
  let other = try Owned(PySequence_List(b))
  for i in 0..<PyList_Size(other.pointer) {
    let item = try Owned(PySequence_GetItem(other.pointer, i))
    let key = try check(PyTuple_GetItem(item.pointer, 0))
    let value = try check(PyTuple_GetItem(item.pointer, 1))
    if let found = try dictGet(rest.pointer, key) {
      let mine = Owned(found)
      if try check(PyObject_RichCompareBool(mine.pointer, value, Py_EQ)) != 0 {
        _ = try dictDelete(rest.pointer, key, hash: keyHash(key))
        continue
      }
    }
    try check(PySet_Add(result.pointer, item.pointer))
  }
  let items = try Owned(PyDict_Items(rest.pointer))
  try setUpdate(result.pointer, items.pointer)
  return result.take()
}

// MARK: C API

private func dict(_ o: ObjectPointer?, _ line: UInt) throws(Raise) -> ObjectPointer {
  guard let o, o.isInstance(TypeFlag.dict) else {
    throw .badInternalCall("Objects/dictobject.c", line)
  }
  return o
}

/// A list of what `part` takes of each entry, as they are at one moment.
private func list(_ dict: ObjectPointer, _ part: (DictEntry) -> ObjectPointer) throws(Raise)
  -> ObjectPointer
{
  try List.make(reading: dict) { result in
    guard result.makeRow(Dict(dict).count) else { return false }
    var position = 0
    var i = 0
    while let entry = Dict(dict).next(&position) {
      let item = part(entry.pointee)
      suture_incref_stored(item)
      result.items[i] = item
      i += 1
    }
    return true
  }
}

@c @implementation
public func PyDict_Keys(_ mp: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try list(dict(mp, 3355)) { $0.key! } }
}

@c @implementation
public func PyDict_Values(_ mp: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try list(dict(mp, 3404)) { $0.value! } }
}

@c @implementation
public func PyDict_Items(_ mp: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let mp = try dict(mp, 3452)
    // Keys and values in turns: a tuple cannot be made in the lock.
    let row = ItemRow()
    let hasRoom = withReadLock(mp) {
      guard row.makeRoom(Dict(mp).count * 2) else { return false }
      var position = 0
      while let entry = Dict(mp).next(&position) {
        suture_incref_stored(entry.pointee.key!)
        suture_incref_stored(entry.pointee.value!)
        row.add(entry.pointee.key)
        row.add(entry.pointee.value)
      }
      return true
    }
    if !hasRoom { throw Raise.noMemory }
    let result = try Owned(List.make(row.count / 2))
    for i in 0..<row.count / 2 {
      let pair = try Tuple.make(copying: row.items! + i * 2, 2)
      suture_into_storage(pair)
      List(result.pointer).items[i] = pair
    }
    return result.take()
  }
}

// MARK: Slots

@c func suture_dict_keys(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeView(self, suture_PyDictKeys_Type()) }
}

@c func suture_dict_values(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeView(self, suture_PyDictValues_Type()) }
}

@c func suture_dict_items(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeView(self, suture_PyDictItems_Type()) }
}

@c func suture_dictview_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  suture_decref_stored(viewed(self))
  freeInstance(self)
}

@c func suture_dictview_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 { visit(viewed(self), argument) }

@c func suture_dictview_length(_ self: ObjectPointer) -> Py_ssize_t { Dict(viewed(self)).count }

@c func suture_dictview_contains(_ self: ObjectPointer, _ element: ObjectPointer) -> Int32 {
  raising { () throws(Raise) in try contains(self, element) ? 1 : 0 }
}

@c func suture_dictview_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let view = self
    if try check(Py_ReprEnter(view)) > 0 { return try makeStr("...") }
    defer { Py_ReprLeave(view) }
    let elements = try Owned(PySequence_List(view))
    var writer = StrWriter()
    writer.append(view.type.name)
    writer.append(ascii: "(")
    try writer.append(repr: elements.pointer)
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

@c func suture_dictview_compare(
  _ self: ObjectPointer,
  _ other: ObjectPointer,
  _ operation: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard isAnySet(other) || isSetView(other) else { return suture_NotImplemented() }
    let mine = Dict(viewed(self)).count
    let theirs = try check(PyObject_Size(other))
    let result: Bool
    switch operation {
    case Py_EQ: result = try mine == theirs ? allContained(self, other) : false
    case Py_NE: result = try mine == theirs ? !allContained(self, other) : true
    case Py_LT: result = try mine < theirs ? allContained(self, other) : false
    case Py_LE: result = try mine <= theirs ? allContained(self, other) : false
    case Py_GT: result = try mine > theirs ? allContained(other, self) : false
    default: result = try mine >= theirs ? allContained(other, self) : false
    }
    return makeBool(result)
  }
}

@c func suture_dictview_subtract(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let result = try Owned(asSet(a))
    try setDifferenceUpdate(result.pointer, b)
    return result.take()
  }
}

@c func suture_dictview_and(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try intersection(a, b) }
}

@c func suture_dictview_or(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let result = try Owned(asSet(a))
    try setUpdate(result.pointer, b)
    return result.take()
  }
}

@c func suture_dictview_xor(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    if a.type == suture_PyDictItems_Type(), b.type == suture_PyDictItems_Type() {
      return try itemsDifference(a, b)
    }
    let result = try Owned(asSet(a))
    try setSymmetricDifferenceUpdate(result.pointer, b)
    return result.take()
  }
}

@c func suture_dictview_isdisjoint(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer?
{
  raising { () throws(Raise) in
    var view = self
    var other = other
    if view == other { return makeBool(Dict(viewed(view)).count == 0) }
    if isExactAnySet(other) || isSetView(other) {
      if try check(PyObject_Size(other)) > Dict(viewed(view)).count { swap(&view, &other) }
    }
    let iterator = try Owned(PyObject_GetIter(other))
    while let next = PyIter_Next(iterator.pointer) {
      let element = Owned(next)
      if try check(PySequence_Contains(view, element.pointer)) != 0 { return suture_False() }
    }
    if isExceptionPending { throw .pending }
    return suture_True()
  }
}

@c func suture_dictview_mapping(_ self: ObjectPointer, _ unused: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyDictProxy_New(viewed(self))
}

@c func suture_dictkeys_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeDictIterator(viewed(self), suture_PyDictIterKey_Type()) }
}

@c func suture_dictvalues_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeDictIterator(viewed(self), suture_PyDictIterValue_Type()) }
}

@c func suture_dictitems_iter(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try makeDictIterator(viewed(self), suture_PyDictIterItem_Type()) }
}

@c func suture_dictkeys_reversed(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    try makeDictIterator(viewed(self), suture_PyDictRevIterKey_Type(), isReverse: true)
  }
}

@c func suture_dictvalues_reversed(_ self: ObjectPointer, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try makeDictIterator(viewed(self), suture_PyDictRevIterValue_Type(), isReverse: true)
  }
}

@c func suture_dictitems_reversed(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    try makeDictIterator(viewed(self), suture_PyDictRevIterItem_Type(), isReverse: true)
  }
}
