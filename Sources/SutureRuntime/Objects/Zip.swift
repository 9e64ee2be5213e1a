import CSuture

// MARK: Operations

/// A tuple of iterators over the items of `args` from `start` on.
func makeIterators(_ args: ObjectPointer, from start: Int) throws(Raise) -> ObjectPointer {
  let given = Tuple(args)
  let result = try Owned(Tuple.make(given.count - start))
  for i in start..<given.count {
    let iterator = try Owned(PyObject_GetIter(given[i]))
    Tuple(result.pointer).items[i - start] = iterator.store()
  }
  return result.take()
}

/// ValueError of a strict zip: argument `index` and those before it differ.
private func lengthsDiffer(_ index: Int, _ word: StaticString) -> Raise {
  let others = index == 1 ? " " : "s 1-"
  return Raise(.value, "zip() argument \(index + 1) is \(word) than argument\(others)\(index)")
}

// MARK: Slots

private let signature = Signature("zip", "strict")

@c func suture_zip_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let isStrict = try signature.truth(signature.bind(tuple: nil, dict: kwargs), 0)
    let iterators = try Owned(makeIterators(args, from: 0))
    let o = try check(type.pointee.tp_alloc(type, 0))
    let zip = o.cast(to: SutureZip.self)
    zip.pointee.iterators = iterators.store()
    zip.pointee.strict = isStrict ? 1 : 0
    return o
  }
}

@c func suture_zip_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  if let iterators = self.cast(to: SutureZip.self).pointee.iterators {
    suture_decref_stored(iterators)
  }
  freeInstance(self)
}

@c func suture_zip_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  guard let iterators = self.cast(to: SutureZip.self).pointee.iterators else { return 0 }
  return visit(iterators, arg)
}

@c func suture_zip_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let zip = self.cast(to: SutureZip.self).pointee
    let iterators = Tuple(zip.iterators)
    if iterators.count == 0 { return nil }
    let result = try Owned(Tuple.make(iterators.count))
    for i in 0..<iterators.count {
      let iterator = iterators[i]
      guard let item = iterator.type.pointee.tp_iternext(iterator) else {
        if zip.strict == 0 {
          if isExceptionPending { throw .pending }
          return nil
        }
        try clearStopIteration()
        if i > 0 { throw lengthsDiffer(i, "shorter") }
        try checkOthersEnded(iterators)
        return nil
      }
      Tuple(result.pointer).items[i] = Owned(item).store()
    }
    return result.take()
  }
}

/// Clears a pending StopIteration; any other exception is thrown on.
private func clearStopIteration() throws(Raise) {
  if !isExceptionPending { return }
  guard PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0 else { throw .pending }
  PyErr_Clear()
}

/// The first iterator of a strict zip has ended: so must the others.
private func checkOthersEnded(_ iterators: Tuple) throws(Raise) {
  for i in 1..<max(iterators.count, 1) {
    if let item = iterators[i].type.pointee.tp_iternext(iterators[i]) {
      suture_decref(item)
      throw lengthsDiffer(i, "longer")
    }
    try clearStopIteration()
  }
}

@c func suture_zip_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let zip = self.cast(to: SutureZip.self).pointee
    let strict: ObjectPointer? = zip.strict != 0 ? suture_True() : nil
    return try Tuple.make(
      taking: newReference(self.type.asObject),
      newReference(zip.iterators),
      strict
    )
  }
}

@c func suture_zip_setstate(_ self: ObjectPointer, _ state: ObjectPointer) -> ObjectPointer? {
  let strict = PyObject_IsTrue(state)
  if strict < 0 { return nil }
  self.cast(to: SutureZip.self).pointee.strict = strict
  return none()
}
