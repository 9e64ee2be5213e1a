import CSuture

// MARK: Operations

/// The arguments of `enumerate(iterable, start=0)`, borrowed; what CPython says about wrong ones depends on their number.
private func enumerateArguments(_ args: ObjectPointer, _ kwargs: ObjectPointer?)
  throws(Raise) -> (iterable: ObjectPointer, start: ObjectPointer?)
{
  let tuple = Tuple(args)
  let named = kwargs == nil ? 0 : PyDict_Size(kwargs)
  if tuple.count + named > 2 {
    throw Raise(.type, "enumerate() takes at most 2 arguments (\(tuple.count + named) given)")
  }
  if tuple.count + named == 0 {
    throw Raise(.type, "enumerate() missing required argument 'iterable'")
  }
  var iterable = tuple.count > 0 ? tuple[0] : nil
  var start = tuple.count > 1 ? tuple[1] : nil
  if named > 0 {
    var position: Int = 0
    var name: ObjectPointer?
    var value: ObjectPointer?
    while PyDict_Next(kwargs, &position, &name, &value) != 0 {
      if iterable == nil, PyUnicode_EqualToUTF8(name, "iterable") != 0 {
        iterable = value
      } else if tuple.count + named == 2, start == nil, PyUnicode_EqualToUTF8(name, "start") != 0 {
        start = value
      } else {
        throw Raise(.type, "'\(swiftText(name!))' is an invalid keyword argument for enumerate()")
      }
    }
  }
  guard let iterable else { throw Raise(.type, "enumerate() missing required argument 'iterable'") }
  return (iterable, start)
}

// MARK: Slots

@c func suture_enumerate_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let given = try enumerateArguments(args, kwargs)
    var index = 0
    var big: ObjectPointer?
    if let start = given.start {
      let number = try Owned(PyNumber_Index(start))
      if let small = smallInt(number.pointer), small != Int.max {
        index = small
      } else {
        index = Int.max
        big = newReference(number.pointer)
      }
    }
    guard let iterator = PyObject_GetIter(given.iterable) else {
      if let big { suture_decref(big) }
      throw .pending
    }
    let items = Owned(iterator)
    guard let o = type.pointee.tp_alloc(type, 0) else {
      if let big { suture_decref(big) }
      throw .pending
    }
    let enumerate = o.cast(to: SutureEnumerate.self)
    if let big { suture_into_storage(big) }
    enumerate.pointee.index = index
    enumerate.pointee.big = big
    enumerate.pointee.iterator = items.store()
    return o
  }
}

@c func suture_enumerate_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  let enumerate = self.cast(to: SutureEnumerate.self).pointee
  if let iterator = enumerate.iterator { suture_decref_stored(iterator) }
  if let big = enumerate.big { suture_decref_stored(big) }
  freeInstance(self)
}

@c func suture_enumerate_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let enumerate = self.cast(to: SutureEnumerate.self).pointee
  guard let iterator = enumerate.iterator else { return 0 }
  return visit(iterator, arg)
}

/// The number of the next item, a new reference; the one after it takes its place.
private func nextNumber(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  let enumerate = o.cast(to: SutureEnumerate.self)
  let index = enumerate.pointee.index
  if index != Int.max {
    enumerate.pointee.index = index + 1
    return try check(PyLong_FromSsize_t(index))
  }
  let one = try Owned(PyLong_FromLong(1))
  return try withLock(o) { () throws(Raise) in
    if enumerate.pointee.big == nil {
      enumerate.pointee.big = try Owned(PyLong_FromSsize_t(Int.max)).store()
    }
    let current = enumerate.pointee.big!
    let following = try Owned(PyNumber_Add(current, one.pointer))
    enumerate.pointee.big = following.store()
    suture_out_of_storage(current)
    return current
  }
}

@c func suture_enumerate_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = self.cast(to: SutureEnumerate.self).pointee.iterator!
    guard let next = iterator.type.pointee.tp_iternext(iterator) else { return nil }
    let item = Owned(next)
    let number = try nextNumber(self)
    return try Tuple.make(taking: number, item.take())
  }
}

@c func suture_enumerate_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let enumerate = self.cast(to: SutureEnumerate.self)
    let number = try withLock(self) { () throws(Raise) in
      if let big = enumerate.pointee.big { return newReference(big) }
      return try check(PyLong_FromSsize_t(enumerate.pointee.index))
    }
    let parts = try Tuple.make(taking: newReference(enumerate.pointee.iterator), number)
    return try Tuple.make(taking: newReference(self.type.asObject), parts)
  }
}
