import CSuture

// translate() and maketrans().

// MARK: Operations

/// What a translation table says about a code point.
private enum Translation {
  case unchanged, removed
  case point(UInt32)
  /// A str, a reference of the caller's.
  case text(ObjectPointer)
}

private func translation(of point: UInt32, in table: ObjectPointer) throws(Raise) -> Translation {
  let key = try Owned(PyLong_FromLong(Int(point)))
  guard let found = PyObject_GetItem(table, key.pointer) else {
    if PyErr_ExceptionMatches(suture_PyExc_LookupError()) == 0 { throw .pending }
    PyErr_Clear()
    return .unchanged
  }
  if found.isStr { return .text(found) }
  let owned = Owned(found)
  if owned.pointer == suture_None() { return .removed }
  guard owned.pointer.isInstance(TypeFlag.long) else {
    throw Raise(.type, "character mapping must return integer, None or str")
  }
  let value = PyLong_AsLong(owned.pointer)
  if value == -1, isExceptionPending { PyErr_Clear() }
  if value < 0 || value > 0x10FFFF { throw Raise(.value, "character mapping must be in range(0x110000)") }
  return .point(UInt32(value))
}

/// `str.translate(table)`; a new reference.
func strTranslate(_ str: ObjectPointer, _ table: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  var w = StrWriter(capacity: text.count)
  for i in 0..<text.count {
    let point = text[i]
    switch try translation(of: point, in: table) {
    case .unchanged: w.append(point)
    case .removed: break
    case .point(let other): w.append(other)
    case .text(let other):
      let owned = Owned(other)
      w.append(strText(owned.pointer))
    }
  }
  return try w.finish()
}

private func setItem(_ dict: ObjectPointer, _ key: UInt32, _ value: ObjectPointer) throws(Raise) {
  let number = try Owned(PyLong_FromLong(Int(key)))
  try check(PyDict_SetItem(dict, number.pointer, value))
}

private func makeTable(from mapping: ObjectPointer, into dict: ObjectPointer) throws(Raise) {
  guard mapping.type == suture_PyDict_Type() else {
    throw Raise(.type, "if you give only one argument to maketrans it must be a dict")
  }
  var at: Py_ssize_t = 0
  var key: ObjectPointer?
  var value: ObjectPointer?
  while PyDict_Next(mapping, &at, &key, &value) != 0 {
    let (key, value) = (key!, value!)
    if key.isStr {
      if strCount(key) != 1 { throw Raise(.value, "string keys in translate table must be of length 1") }
      try setItem(dict, strText(key)[0], value)
    } else if key.isInstance(TypeFlag.long) {
      try check(PyDict_SetItem(dict, key, value))
    } else {
      throw Raise(.type, "keys in translate table must be strings or integers")
    }
  }
}

// MARK: C API

@c @implementation
public func PyUnicode_Translate(
  _ str: ObjectPointer?, _ table: ObjectPointer?, _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let str = try ensureStr(str!)
    guard let table else {
      _ = PyErr_BadArgument()
      throw .pending
    }
    return try strTranslate(str, table)
  }
}

/// The encoding table that inverts a decoding table of 256 characters, as a dict from code point to byte.
@c @implementation
public func PyUnicode_BuildEncodingMap(_ decoding: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = strText(try checkStr(decoding))
    if text.count == 0 {
      _ = PyErr_BadArgument()
      throw .pending
    }
    let dict = try Owned(PyDict_New())
    for i in 0..<min(text.count, 256) where text[i] != 0xFFFE {
      let byte = try Owned(PyLong_FromLong(i))
      try setItem(dict.pointer, text[i], byte.pointer)
    }
    return dict.take()
  }
}

// MARK: Slots

@c func suture_str_translate(_ self: ObjectPointer?, _ table: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strTranslate(self!, table!) }
}

@c func suture_str_maketrans(
  _ none: ObjectPointer?, _ args: UnsafePointer<ObjectPointer?>?, _ n: Int
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let args = MethodArguments(name: "maketrans", base: args, count: n)
    try args.positional(1, 3)
    let from = args[0]
    let to = n > 1 ? try args.str(1) : nil
    let removed = n > 2 ? try args.str(2) : nil
    let dict = try Owned(PyDict_New())
    guard let to else {
      try makeTable(from: from, into: dict.pointer)
      return dict.take()
    }
    if !from.isStr {
      throw Raise(.type, "first maketrans argument must be a string if there is a second argument")
    }
    let keys = strText(from)
    let values = strText(to)
    if keys.count != values.count {
      throw Raise(.value, "the first two maketrans arguments must have equal length")
    }
    for i in 0..<keys.count {
      let value = try Owned(PyLong_FromLong(Int(values[i])))
      try setItem(dict.pointer, keys[i], value.pointer)
    }
    if let removed {
      let points = strText(removed)
      for i in 0..<points.count { try setItem(dict.pointer, points[i], suture_None()) }
    }
    return dict.take()
  }
}
