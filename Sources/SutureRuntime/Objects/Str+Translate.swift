import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// translate() and maketrans().

// MARK: Operations

/// What a translation table says about a code point.
private enum Translation {
  case unchanged, undefined
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
  if owned.pointer == suture_None() { return .undefined }
  guard owned.pointer.isInstance(TypeFlag.long) else {
    throw Raise(.type, "character mapping must return integer, None or str")
  }
  var overflow: Int32 = 0
  let value = PyLong_AsLongAndOverflow(owned.pointer, &overflow)
  if overflow != 0 || value < 0 || value > 0x10FFFF {
    throw Raise(.value, "character mapping must be in range(0x110000)")
  }
  return .point(UInt32(value))
}

/// Asks the error handler `errors` about the undefined points `start ..< end`: appends its replacement.
///
/// - Returns: where to go on.
private func handle(
  _ errors: UnsafePointer<CChar>?,
  _ str: ObjectPointer,
  _ start: Int,
  _ end: Int,
  _ w: inout StrWriter
) throws(Raise) -> Int {
  let handler = try Owned(PyCodec_LookupError(errors))
  let args = try Owned(PyTuple_New(4))
  PyTuple_SetItem(args.pointer, 0, newReference(str))
  PyTuple_SetItem(args.pointer, 1, try check(PyLong_FromSsize_t(start)))
  PyTuple_SetItem(args.pointer, 2, try check(PyLong_FromSsize_t(end)))
  PyTuple_SetItem(args.pointer, 3, try makeStr("character maps to <undefined>"))
  let error = try Owned(PyObject_Call(suture_PyExc_UnicodeTranslateError(), args.pointer, nil))
  let result = try Owned(callOne(handler.pointer, error.pointer))
  guard result.pointer.isInstance(TypeFlag.tuple), PyTuple_Size(result.pointer) == 2,
    let text = tupleItems(result.pointer)[0], text.isStr
  else { throw Raise(.type, "translating error handler must return (str, int) tuple") }
  let given = try sizeArgument(tupleItems(result.pointer)[1]!)
  let next = given < 0 ? given + strCount(str) : given
  if next < 0 || next > strCount(str) {
    throw Raise(.index, "position \(next) from error handler out of bounds")
  }
  w.append(strText(text))
  return next
}

/// `str.translate(table)`; a new reference.
///
/// - Parameter errors: what handles points that the table maps to None; nil: strict.
func strTranslate(
  _ str: ObjectPointer,
  _ table: ObjectPointer,
  errors: UnsafePointer<CChar>?
) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  var ignores = false
  if let errors { ignores = strcmp(errors, "ignore") == 0 }
  var w = StrWriter(capacity: text.count)
  var i = 0
  while i < text.count {
    let point = text[i]
    switch try translation(of: point, in: table) {
    case .unchanged: w.append(point)
    case .undefined:
      if ignores { break }
      var end = i + 1
      while end < text.count {
        let next = try translation(of: text[end], in: table)
        if case .text(let o) = next { suture_decref(o) }
        guard case .undefined = next else { break }
        end += 1
      }
      i = try handle(errors, str, i, end, &w)
      continue
    case .point(let other): w.append(other)
    case .text(let other):
      let owned = Owned(other)
      w.append(strText(owned.pointer))
    }
    i += 1
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
      if strCount(key) != 1 {
        throw Raise(.value, "string keys in translate table must be of length 1")
      }
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
  _ str: ObjectPointer?,
  _ table: ObjectPointer?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let str = try ensureStr(str!)
    guard let table else {
      throw Raise.badArgument()
    }
    return try strTranslate(str, table, errors: errors)
  }
}

/// The encoding table that inverts a decoding table of 256 characters, as a dict from code point to byte.
@c @implementation
public func PyUnicode_BuildEncodingMap(_ decoding: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = strText(try checkStr(decoding))
    if text.count == 0 {
      throw Raise.badArgument()
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
  raising { () throws(Raise) in
    let ignore: StaticString = "ignore"
    return try strTranslate(self!, table!, errors: ignore.cString)
  }
}

@c func suture_str_maketrans(
  _ none: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int
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
