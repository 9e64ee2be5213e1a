import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// A new map or filter of `type`; takes over both references.
private func makeMapFilter(
  _ type: TypePointer,
  _ function: ObjectPointer,
  _ iterators: consuming Owned
)
  throws(Raise) -> ObjectPointer
{
  let o = try check(type.pointee.tp_alloc(type, 0))
  let object = o.cast(to: SutureMapFilter.self)
  suture_incref_stored(function)
  object.pointee.function = function
  object.pointee.iterators = iterators.store()
  return o
}

// MARK: Slots

@c func suture_map_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if type == suture_PyMap_Type() || hasInit(type, of: suture_PyMap_Type()) {
      try checkNoKeywords("map", kwargs)
    }
    if Tuple(args).count < 2 { throw Raise(.type, "map() must have at least two arguments.") }
    return try makeMapFilter(type, Tuple(args)[0], Owned(makeIterators(args, from: 1)))
  }
}

@c func suture_filter_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if type == suture_PyFilter_Type() || hasInit(type, of: suture_PyFilter_Type()) {
      try checkNoKeywords("filter", kwargs)
    }
    try checkPositional("filter", Tuple(args).count, 2, 2)
    return try makeMapFilter(type, Tuple(args)[0], Owned(PyObject_GetIter(Tuple(args)[1])))
  }
}

@c func suture_mapfilter_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  let object = self.cast(to: SutureMapFilter.self).pointee
  if let function = object.function { suture_decref_stored(function) }
  if let iterators = object.iterators { suture_decref_stored(iterators) }
  freeInstance(self)
}

@c func suture_mapfilter_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let object = self.cast(to: SutureMapFilter.self).pointee
  for part: ObjectPointer? in [object.function, object.iterators] {
    if let part {
      let result = visit(part, arg)
      if result != 0 { return result }
    }
  }
  return 0
}

@c func suture_map_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let map = self.cast(to: SutureMapFilter.self).pointee
    let iterators = Tuple(map.iterators)
    if iterators.count == 1 {
      guard let next = iterators[0].type.pointee.tp_iternext(iterators[0]) else { return nil }
      let item = Owned(next)
      return callOne(map.function, item.pointer)
    }
    let n = iterators.count
    guard let room = malloc((n + 1) * 8) else { throw Raise.noMemory }
    let row = room.assumingMemoryBound(to: ObjectPointer?.self) + 1
    var filled = 0
    defer {
      for i in 0..<filled { suture_decref(row[i]!) }
      free(room)
    }
    while filled < n {
      guard let item = iterators[filled].type.pointee.tp_iternext(iterators[filled]) else {
        return nil
      }
      row[filled] = item
      filled += 1
    }
    return PyObject_Vectorcall(map.function, row, n, nil)
  }
}

@c func suture_filter_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let filter = self.cast(to: SutureMapFilter.self).pointee
    let iterator: ObjectPointer = filter.iterators
    let function: ObjectPointer = filter.function
    while let next = iterator.type.pointee.tp_iternext(iterator) {
      let item = Owned(next)
      let isWanted: Int32
      if function == suture_None() || function == suture_PyBool_Type().asObject {
        isWanted = try check(PyObject_IsTrue(item.pointer))
      } else {
        let answer = try Owned(callOne(function, item.pointer))
        isWanted = try check(PyObject_IsTrue(answer.pointer))
      }
      if isWanted != 0 { return item.take() }
    }
    return nil
  }
}

@c func suture_map_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let map = self.cast(to: SutureMapFilter.self).pointee
    let iterators = Tuple(map.iterators)
    let parts = try Tuple.make(iterators.count + 1)
    Tuple(parts).items[0] = map.function
    suture_incref_stored(map.function)
    for i in 0..<iterators.count {
      suture_incref_stored(iterators[i])
      Tuple(parts).items[i + 1] = iterators[i]
    }
    return try Tuple.make(taking: newReference(self.type.asObject), parts)
  }
}

@c func suture_filter_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let filter = self.cast(to: SutureMapFilter.self).pointee
    let parts = try Tuple.make(
      taking: newReference(filter.function),
      newReference(filter.iterators)
    )
    return try Tuple.make(taking: newReference(self.type.asObject), parts)
  }
}
