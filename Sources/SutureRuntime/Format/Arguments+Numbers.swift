import CSuture

// How methods read numbers.

/// An argument of C type Py_ssize_t.
func sizeArgument(_ o: ObjectPointer) throws(Raise) -> Int {
  let index = try Owned(PyNumber_Index(o))
  return try check(PyLong_AsSsize_t(index.pointer))
}

/// An argument of C type int.
func intArgument(_ o: ObjectPointer) throws(Raise) -> Int {
  let index = try Owned(PyNumber_Index(o))
  var overflow: Int32 = 0
  let n = PyLong_AsLongAndOverflow(index.pointer, &overflow)
  if n == -1, isExceptionPending { throw .pending }
  guard overflow == 0, n == Int(Int32(truncatingIfNeeded: n)) else {
    throw Raise(.overflow, "Python int too large to convert to C int")
  }
  return n
}

/// A bound of a slice, clipped to Int; nil stands for "not given".
func sliceBound(_ o: ObjectPointer?, _ missing: Int) throws(Raise) -> Int {
  guard let o, o != suture_None() else { return missing }
  guard PyIndex_Check(o) != 0 else {
    throw Raise(.type, "slice indices must be integers or None or have an __index__ method")
  }
  return try check(PyNumber_AsSsize_t(o, nil))
}

/// `start` and `end` as a slice of `count` items takes them; start may stay above end.
@inline(__always)
func adjustIndices(_ start: inout Int, _ end: inout Int, _ count: Int) {
  if end > count { end = count } else if end < 0 { end = max(end + count, 0) }
  if start < 0 { start = max(start + count, 0) }
}
