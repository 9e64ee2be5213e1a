import CSuture

// `iter(callable, sentinel)`: calls until the sentinel comes. The parts are kept until the iterator dies, so that threads
// which share it never drop them twice.

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
  suture_decref_stored(iterator.callable)
  suture_decref_stored(iterator.sentinel)
  freeInstance(self)
}

@c func suture_calliter_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let iterator = self.cast(to: SutureCallIterator.self).pointee
  let result = visit(iterator.callable, arg)
  return result != 0 ? result : visit(iterator.sentinel, arg)
}

@c func suture_calliter_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = self.cast(to: SutureCallIterator.self)
    if suture_load_relaxed_i64(&iterator.pointee.is_exhausted) != 0 { return nil }
    if let made = PyObject_CallNoArgs(iterator.pointee.callable) {
      let item = Owned(made)
      if try check(PyObject_RichCompareBool(iterator.pointee.sentinel, item.pointer, Py_EQ)) == 0 {
        return item.take()
      }
    } else if PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0 {
      PyErr_Clear()
    } else {
      throw .pending
    }
    suture_store_relaxed_i64(&iterator.pointee.is_exhausted, 1)
    return nil
  }
}

@c func suture_calliter_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = self.cast(to: SutureCallIterator.self).pointee
    if iterator.is_exhausted != 0 { return try makeReduction("iter", Tuple.make(0)) }
    let parts = try Owned(
      Tuple.make(taking: newReference(iterator.callable), newReference(iterator.sentinel))
    )
    let function = try builtin("iter")
    return try Tuple.make(taking: function, parts.take())
  }
}
