import CSuture

// MARK: Slots

@c func suture_reversed_new(_ type: TypePointer, _ args: ObjectPointer, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if type == suture_PyReversed_Type() || hasInit(type, of: suture_PyReversed_Type()) {
      try checkNoKeywords("reversed", kwargs)
    }
    try checkPositional("reversed", Tuple(args).count, 1, 1)
    let sequence = Tuple(args)[0]
    if let method = lookup(sequence.type, suture_name___reversed__()) {
      if method == suture_None() { throw typeError(sequence, "is not reversible") }
      if let bound = try lookupSpecial(sequence, suture_name___reversed__()) {
        let callable = Owned(bound)
        return PyObject_CallNoArgs(callable.pointer)
      }
    }
    if PySequence_Check(sequence) == 0 { throw typeError(sequence, "is not reversible") }
    let n = try check(PySequence_Size(sequence))
    let o = try check(type.pointee.tp_alloc(type, 0))
    let iterator = o.cast(to: SutureIndexIterator.self)
    suture_incref_stored(sequence)
    iterator.pointee.index = Int64(n - 1)
    iterator.pointee.sequence = sequence
    return o
  }
}

@c func suture_reversed_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = IndexIterator(self)
    let index = iterator.index
    if index < 0 {
      iterator.exhaust()
      return nil
    }
    let sequence = Owned(borrowed: iterator.sequence)
    if let item = PySequence_GetItem(sequence.pointer, index) {
      iterator.move(to: index - 1)
      return item
    }
    iterator.exhaust()
    if PyErr_ExceptionMatches(suture_PyExc_IndexError()) != 0
      || PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0
    {
      PyErr_Clear()
      return nil
    }
    throw .pending
  }
}

@c func suture_reversed_length_hint(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = IndexIterator(self)
    if iterator.isExhausted { return PyLong_FromLong(0) }
    let left = iterator.index + 1
    let sequence = Owned(borrowed: iterator.sequence)
    let n = try check(PySequence_Size(sequence.pointer))
    return PyLong_FromSsize_t(n < left ? 0 : left)
  }
}

@c func suture_reversed_reduce(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let iterator = IndexIterator(self)
    if iterator.isExhausted {
      let empty = try Tuple.make(taking: Tuple.make(0))
      return try Tuple.make(taking: newReference(self.type.asObject), empty)
    }
    let number = try Owned(PyLong_FromSsize_t(iterator.index))
    let arguments = try Tuple.make(taking: newReference(iterator.sequence))
    return try Tuple.make(taking: newReference(self.type.asObject), arguments, number.take())
  }
}

@c func suture_reversed_setstate(_ self: ObjectPointer, _ state: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let index = try check(PyLong_AsSsize_t(state))
    let iterator = IndexIterator(self)
    if iterator.isExhausted { return none() }
    let sequence = Owned(borrowed: iterator.sequence)
    let n = try check(PySequence_Size(sequence.pointer))
    iterator.move(to: min(max(index, -1), n - 1))
    return none()
  }
}
