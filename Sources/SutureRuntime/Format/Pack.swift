import CSuture

/// A new tuple of borrowed objects.
func tupleOf(_ a: ObjectPointer) throws(Raise) -> ObjectPointer {
  let t = try Owned(PyTuple_New(1))
  try check(PyTuple_SetItem(t.pointer, 0, newReference(a)))
  return t.take()
}

func tupleOf(_ a: ObjectPointer, _ b: ObjectPointer) throws(Raise) -> ObjectPointer {
  let t = try Owned(PyTuple_New(2))
  try check(PyTuple_SetItem(t.pointer, 0, newReference(a)))
  try check(PyTuple_SetItem(t.pointer, 1, newReference(b)))
  return t.take()
}

func tupleOf(_ items: ObjectPointer...) throws(Raise) -> ObjectPointer {
  let t = try Owned(PyTuple_New(items.count))
  for (i, item) in items.enumerated() {
    try check(PyTuple_SetItem(t.pointer, i, newReference(item)))
  }
  return t.take()
}
