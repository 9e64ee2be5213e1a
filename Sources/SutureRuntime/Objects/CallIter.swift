import CSuture

// `iter(callable, sentinel)`: calls until the sentinel comes. ExhaustedIterator.swift says when it lets both go.

// MARK: C API

@c @implementation
public func PyCallIter_New(_ callable: ObjectPointer?, _ sentinel: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let o = try newObject(suture_PyCallIter_Type(), size: MemoryLayout<SutureCallIterator>.size)
    let iterator = o.cast(to: SutureCallIterator.self)
    suture_incref_stored(callable!)
    suture_incref_stored(sentinel!)
    iterator.pointee.callable = callable
    iterator.pointee.sentinel = sentinel
    iterator.pointee.is_exhausted = 0
    gcTrack(o)
    return o
  }
}

// MARK: Slots

@c func suture_calliter_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  let iterator = self.cast(to: SutureCallIterator.self).pointee
  if let callable = iterator.callable { suture_decref_stored(callable) }
  if let sentinel = iterator.sentinel { suture_decref_stored(sentinel) }
  freeInstance(self)
}

@c func suture_calliter_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let iterator = self.cast(to: SutureCallIterator.self).pointee
  if let callable = iterator.callable, case let r = visit(callable, arg), r != 0 { return r }
  if let sentinel = iterator.sentinel { return visit(sentinel, arg) }
  return 0
}

/// The callable and the sentinel, new references; nil: exhausted.
private func parts(_ self: ObjectPointer) -> (callable: ObjectPointer, sentinel: ObjectPointer)? {
  enterIterator(self)
  let iterator = self.cast(to: SutureCallIterator.self)
  if suture_load_relaxed_i64(&iterator.pointee.is_exhausted) != 0 { return nil }
  return (newReference(iterator.pointee.callable!), newReference(iterator.pointee.sentinel!))
}

@c func suture_calliter_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let parts = parts(self) else { return nil }
    let iterator = self.cast(to: SutureCallIterator.self)
    let callable = Owned(parts.callable)
    let sentinel = Owned(parts.sentinel)
    if let made = PyObject_CallNoArgs(callable.pointer) {
      let item = Owned(made)
      if suture_load_relaxed_i64(&iterator.pointee.is_exhausted) != 0 { return nil }
      if try check(PyObject_RichCompareBool(sentinel.pointer, item.pointer, Py_EQ)) == 0 {
        return item.take()
      }
    } else if PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0 {
      PyErr_Clear()
    } else {
      throw .pending
    }
    suture_store_relaxed_i64(&iterator.pointee.is_exhausted, 1)
    letGo(&iterator.pointee.callable, of: self)
    letGo(&iterator.pointee.sentinel, of: self)
    return nil
  }
}

@c func suture_calliter_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let parts = parts(self) else { return try makeReduction("iter", Tuple.make(0)) }
    let arguments = try Owned(Tuple.make(taking: parts.callable, parts.sentinel))
    let function = try builtin("iter")
    return try Tuple.make(taking: function, arguments.take())
  }
}
