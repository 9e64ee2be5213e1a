import CSuture

// The functions of builtins that take keywords.

// MARK: Operations

/// max and min: of the arguments, or of the items of the only one.
private func extreme(
  _ signature: Signature,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?,
  _ op: Int32
) throws(Raise) -> ObjectPointer? {
  let name = signature.name
  guard let args, count > 0 else {
    throw Raise(.type, "\(name) expected at least 1 argument, got 0")
  }
  let bound = try signature.bind(args + count, 0, kwnames)
  let fallback = bound[1]
  if count > 1, fallback != nil {
    throw Raise(.type, "Cannot specify a default for \(name)() with multiple positional arguments")
  }
  let key = bound[0] == suture_None() ? nil : bound[0]
  let items = try count > 1 ? makeTuple(args, count) : newReference(args[0]!)
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
  throw Raise(.value, "\(name)() iterable argument is empty")
}

// MARK: Functions

private let maxSignature = Signature("max", "key", "default")
private let minSignature = Signature("min", "key", "default")
private let powSignature = Signature("pow", "base", "exp", "mod", required: 2)
private let roundSignature = Signature("round", "number", "ndigits", required: 1)
private let sumSignature = Signature("sum", "", "start", required: 1)
private let importSignature = Signature(
  "__import__",
  "name",
  "globals",
  "locals",
  "fromlist",
  "level",
  required: 1
)
private let printSignature = Signature("print", "sep", "end", "file", "flush", positional: .max)

@c func suture_builtin_max(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try extreme(maxSignature, args, count, kwnames, Py_GT)
  }
}

@c func suture_builtin_min(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try extreme(minSignature, args, count, kwnames, Py_LT)
  }
}

@c func suture_builtin_pow(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try powSignature.bind(args, count, kwnames)
    return PyNumber_Power(bound[0], bound[1], bound[2] ?? suture_None())
  }
}

@c func suture_builtin_round(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try roundSignature.bind(args, count, kwnames)
    let number = bound[0]!
    let name = Owned(try makeStr("__round__"))
    guard let method = try lookupSpecial(number, name.pointer) else {
      throw Raise(.type, "type \(number.type.name) doesn't define __round__ method")
    }
    let round = Owned(method)
    guard let digits = bound[1], digits != suture_None() else {
      return call(round.pointer, nil, 0, nil)
    }
    return callOne(round.pointer, digits)
  }
}

@c func suture_builtin_sorted(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkPositional("sorted", count, 1, 1)
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
    let bound = try sumSignature.bind(args, count, kwnames)
    let iterator = try Owned(PyObject_GetIter(bound[0]))
    var total: Owned
    if let start = bound[1] {
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
    let bound = try importSignature.bind(args, count, kwnames)
    let globals = bound[1] == suture_None() ? nil : bound[1]
    var level: Int32 = 0
    if let given = bound[4] {
      let value = PyLong_AsLong(given)
      if value == -1, isExceptionPending { throw .pending }
      level = Int32(clamping: value)
    }
    return try Import.importLevel(bound[0]!, globals, bound[3], level)
  }
}

@c func suture_builtin_print(
  _ module: ObjectPointer?,
  _ args: Arguments?,
  _ count: Int,
  _ kwnames: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try printSignature.bind(args.map { $0 + count }, 0, kwnames)
    let sep = try textOption(bound[0], "sep")
    let end = try textOption(bound[1], "end")
    let given = bound[2] == suture_None() ? nil : bound[2]
    let file = given ?? PySys_GetObject("stdout")
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
    if try printSignature.truth(bound, 3) {
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

private func textOption(_ value: ObjectPointer?, _ name: StaticString) throws(Raise)
  -> ObjectPointer?
{
  guard let value, value != suture_None() else { return nil }
  guard value.isInstance(TypeFlag.unicode) else {
    throw Raise(.type, "\(name) must be None or a string, not \(value.type.name)")
  }
  return value
}
