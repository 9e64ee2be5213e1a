import CSuture

// The functions of builtins that take keywords.

// MARK: Operations

/// max and min: of the arguments, or of the items of the only one.
private func extreme(_ a: CallArguments, _ op: Int32) throws(Raise) -> ObjectPointer? {
  if a.count == 0 { throw Raise(.type, "\(a.name) expected at least 1 argument, got 0") }
  try a.allow("key", "default")
  let fallback = a.keyword("default")
  if a.count > 1, fallback != nil {
    throw Raise(
      .type,
      "Cannot specify a default for \(a.name)() with multiple positional arguments"
    )
  }
  let key = a.keyword("key").flatMap { $0 == suture_None() ? nil : $0 }
  let items = try a.count > 1 ? makeTuple(a.args, a.count) : newReference(a.args![0]!)
  let source = Owned(items)
  let iterator = try Owned(PyObject_GetIter(source.pointer))
  var best: ObjectPointer?
  var bestKey: ObjectPointer?
  defer {
    if let best { suture_decref(best) }
    if let bestKey { suture_decref(bestKey) }
  }
  while let item = PyIter_Next(iterator.pointer) {
    let item = Owned(item)
    let value: ObjectPointer
    if let key {
      var argument: ObjectPointer? = item.pointer
      value = try check(call(key, &argument, 1, nil))
    } else {
      value = newReference(item.pointer)
    }
    if let current = bestKey {
      let wins = PyObject_RichCompareBool(value, current, op)
      if wins <= 0 {
        suture_decref(value)
        if wins < 0 { throw .pending }
        continue
      }
      suture_decref(current)
      suture_decref(best!)
    }
    bestKey = value
    best = item.take()
  }
  if isExceptionPending { throw .pending }
  if let found = best {
    best = nil
    return found
  }
  if let fallback { return newReference(fallback) }
  throw Raise(.value, "\(a.name)() iterable argument is empty")
}

// MARK: Functions

@c func suture_builtin_max(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try extreme(CallArguments(name: "max", args: args, count: count, kwnames: kwnames), 4)
  }
}

@c func suture_builtin_min(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try extreme(CallArguments(name: "min", args: args, count: count, kwnames: kwnames), 0)
  }
}

@c func suture_builtin_pow(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let a = CallArguments(name: "pow", args: args, count: count, kwnames: kwnames)
    try a.limit(3)
    try a.allow("base", "exp", "mod")
    let base = try a.required(0, "base")
    let exponent = try a.required(1, "exp")
    return PyNumber_Power(base, exponent, try a.value(2, "mod") ?? suture_None())
  }
}

@c func suture_builtin_round(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let a = CallArguments(name: "round", args: args, count: count, kwnames: kwnames)
    try a.limit(2)
    try a.allow("number", "ndigits")
    let number = try a.required(0, "number")
    let digits = try a.value(1, "ndigits")
    let name = Owned(try makeStr("__round__"))
    guard let method = try lookupSpecial(number, name.pointer) else {
      throw Raise(.type, "type \(number.type.name) doesn't define __round__ method")
    }
    let bound = Owned(method)
    guard let digits, digits != suture_None() else { return call(bound.pointer, nil, 0, nil) }
    var argument: ObjectPointer? = digits
    return call(bound.pointer, &argument, 1, nil)
  }
}

@c func suture_builtin_sorted(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    if count != 1 { throw Raise(.type, "sorted expected 1 argument, got \(count)") }
    let list = try Owned(PySequence_List(args![0]))
    let sort = try Owned(PyObject_GetAttr(list.pointer, suture_name_sort()))
    let result = try Owned(call(sort.pointer, args! + 1, 0, kwnames))
    _ = result.pointer
    return list.take()
  }
}

@c func suture_builtin_sum(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let a = CallArguments(name: "sum", args: args, count: count, kwnames: kwnames)
    try a.limit(2, least: 1)
    try a.allow("start")
    let iterator = try Owned(PyObject_GetIter(args![0]))
    var total: Owned
    if let start = try a.value(1, "start") {
      if start.isInstance(TypeFlag.unicode) {
        throw Raise(.type, "sum() can't sum strings [use ''.join(seq) instead]")
      }
      if start.isInstance(TypeFlag.bytes) {
        throw Raise(.type, "sum() can't sum bytes [use b''.join(seq) instead]")
      }
      if PyType_IsSubtype(start.type, suture_PyByteArray_Type()) != 0 {
        throw Raise(.type, "sum() can't sum bytearray [use b''.join(seq) instead]")
      }
      total = Owned(borrowed: start)
    } else {
      total = try Owned(PyLong_FromLong(0))
    }
    while let item = PyIter_Next(iterator.pointer) {
      let item = Owned(item)
      total = try Owned(PyNumber_Add(total.pointer, item.pointer))
    }
    if isExceptionPending { throw .pending }
    return total.take()
  }
}

@c func suture_builtin_import(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let a = CallArguments(name: "__import__", args: args, count: count, kwnames: kwnames)
    try a.limit(5)
    try a.allow("name", "globals", "locals", "fromlist", "level")
    let name = try a.required(0, "name")
    let globals = try a.value(1, "globals")
    let fromlist = try a.value(3, "fromlist")
    var level: Int32 = 0
    if let given = try a.value(4, "level") {
      let value = PyLong_AsLong(given)
      if value == -1, isExceptionPending { throw .pending }
      level = Int32(clamping: value)
    }
    return try Import.importLevel(name, globals == suture_None() ? nil : globals, fromlist, level)
  }
}

@c func suture_builtin_print(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let a = CallArguments(name: "print", args: args, count: count, kwnames: kwnames)
    try a.allow("sep", "end", "file", "flush")
    let sep = try textOption(a, "sep")
    let end = try textOption(a, "end")
    let file =
      a.keyword("file").flatMap { $0 == suture_None() ? nil : $0 } ?? PySys_GetObject("stdout")
    var writer = StrWriter()
    for i in 0..<count {
      if i > 0 {
        if let sep { try writer.append(str: sep) } else { writer.append(ascii: " ") }
      }
      let text = try Owned(PyObject_Str(args![i]))
      try writer.append(str: text.pointer)
    }
    if let end { try writer.append(str: end) } else { writer.append(ascii: "\n") }
    let text = Owned(try writer.finish())
    guard let file, file != suture_None() else {
      if file == nil { try printToDescriptor(text.pointer) }
      return none()
    }
    try check(PyFile_WriteObject(text.pointer, file, 1))
    if let flush = a.keyword("flush"), try check(PyObject_IsTrue(flush)) != 0 {
      let method = try Owned(PyObject_GetAttr(file, suture_name_flush()))
      let result = try Owned(call(method.pointer, nil, 0, nil))
      _ = result.pointer
    }
    return none()
  }
}

/// A host without sys.stdout has file descriptor 1.
private func printToDescriptor(_ text: ObjectPointer) throws(Raise) {
  PyErr_Clear()
  Diagnostics.write(swiftText(text), to: 1)
}

private func textOption(_ a: CallArguments, _ name: StaticString) throws(Raise) -> ObjectPointer? {
  guard let value = a.keyword(name), value != suture_None() else { return nil }
  guard value.isInstance(TypeFlag.unicode) else {
    throw Raise(.type, "\(name) must be None or a string, not \(value.type.name)")
  }
  return value
}
