import CSuture

// Code objects. Suture runs no Python code: they stand for places in source files, so that a traceback can name them, and
// describe functions of extensions (Cython's `__code__`).

// MARK: Layout

extension UnsafeMutablePointer where Pointee == PyObject {
  var code: UnsafeMutablePointer<SutureCode> { cast(to: SutureCode.self) }
}

/// A parameter of `types.CodeType`, and the field that keeps it.
private struct CodeField {
  enum Kind: String { case number = "int", bytes, tuple, names, text = "str" }
  let name: String
  let kind: Kind
  let offset: Int

  init(_ name: String, _ kind: Kind, _ field: PartialKeyPath<SutureCode>) {
    self.name = "co_" + name
    self.kind = kind
    offset = MemoryLayout<SutureCode>.offset(of: field)!
  }
}

/// In the order of the parameters, and of the getters in CSources/Data/traceback.c.
private let codeFields: [CodeField] = [
  CodeField("argcount", .number, \.argcount),
  CodeField("posonlyargcount", .number, \.posonlyargcount),
  CodeField("kwonlyargcount", .number, \.kwonlyargcount),
  CodeField("nlocals", .number, \.nlocals),
  CodeField("stacksize", .number, \.stacksize),
  CodeField("flags", .number, \.flags),
  CodeField("code", .bytes, \.code),
  CodeField("consts", .tuple, \.consts),
  CodeField("names", .names, \.names),
  CodeField("varnames", .names, \.varnames),
  CodeField("filename", .text, \.filename),
  CodeField("name", .text, \.name),
  CodeField("qualname", .text, \.qualname),
  CodeField("firstlineno", .number, \.first_line),
  CodeField("linetable", .bytes, \.linetable),
  CodeField("exceptiontable", .bytes, \.exceptiontable),
  CodeField("freevars", .names, \.freevars),
  CodeField("cellvars", .names, \.cellvars),
]

// MARK: Operations

/// A code object that stands for a place in a source file: a new reference.
func makeCode(filename: ObjectPointer, name: ObjectPointer, line: Int) throws(Raise)
  -> ObjectPointer
{
  let o = try newZeroedObject(suture_PyCode_Type())
  suture_incref_stored(filename)
  suture_incref_stored(name)
  suture_incref_stored(name)
  o.code.pointee.filename = filename
  o.code.pointee.name = name
  o.code.pointee.qualname = name
  o.code.pointee.first_line = Int32(truncatingIfNeeded: line)
  return o
}

private func numberField(_ o: ObjectPointer, _ field: CodeField) -> UnsafeMutablePointer<Int32> {
  (UnsafeMutableRawPointer(o) + field.offset).assumingMemoryBound(to: Int32.self)
}

/// Stores `value`, borrowed; `mismatch` raises "must be tuple, not int" as its caller words it.
private func set(
  _ o: ObjectPointer,
  _ field: CodeField,
  _ value: ObjectPointer,
  mismatch: (String) -> Raise
) throws(Raise) {
  let fits: Bool
  switch field.kind {
  case .number:
    let number = PyLong_AsInt(value)
    if number == -1, PyErr_Occurred() != nil { throw .pending }
    numberField(o, field).pointee = number
    return
  case .bytes: fits = value.isInstance(TypeFlag.bytes)
  case .tuple, .names: fits = value.isInstance(TypeFlag.tuple)
  case .text: fits = value.isInstance(TypeFlag.unicode)
  }
  guard fits else {
    let wanted = field.kind == .names ? "tuple" : field.kind.rawValue
    throw mismatch("must be \(wanted), not \(value.type.name)")
  }
  writeField(o, exceptionField(o, field.offset), value)
}

private func badCall(_ line: UInt = 412) -> Raise { .badInternalCall("Objects/codeobject.c", line) }

/// The first of the names that is no str.
private func nonString(_ o: ObjectPointer) -> ObjectPointer? {
  for field in codeFields where field.kind == .names {
    guard let names = exceptionField(o, field.offset).pointee else { continue }
    for i in 0..<tupleCount(names) where !tupleItem(names, i).isInstance(TypeFlag.unicode) {
      return tupleItem(names, i)
    }
  }
  return nil
}

/// What a code object must satisfy, whoever made it.
private func validate(_ o: ObjectPointer) throws(Raise) {
  let code = o.code.pointee
  let counts = [
    code.argcount - code.posonlyargcount, code.posonlyargcount, code.kwonlyargcount,
    code.stacksize, code.flags,
  ]
  if counts.contains(where: { $0 < 0 }) { throw badCall() }
  if let bytes = code.code, PyBytes_Size(bytes) % 2 != 0 {
    throw Raise(.value, "code: co_code is malformed")
  }
  let locals = code.varnames.map { tupleCount($0) } ?? 0
  guard Int(code.nlocals) == locals else {
    throw Raise(.value, "code: co_nlocals != len(co_varnames)")
  }
  let star = (code.flags & 0x4 != 0 ? 1 : 0) + (code.flags & 0x8 != 0 ? 1 : 0)
  guard Int(code.argcount) + Int(code.kwonlyargcount) + star <= locals else {
    throw Raise(.value, "code: co_varnames is too small")
  }
  if nonString(o) != nil { throw Raise(.system, "non-string found in code slot") }
}

/// The value of a field, a new reference.
private func value(_ o: ObjectPointer, of field: CodeField) -> ObjectPointer? {
  if field.kind == .number { return PyLong_FromLong(Int(numberField(o, field).pointee)) }
  if let kept = exceptionField(o, field.offset).pointee { return newReference(kept) }
  switch field.name {
  case "co_code": return codeBytes()
  case "co_linetable", "co_exceptiontable": return PyBytes_FromStringAndSize(nil, 0)
  default: return PyTuple_New(0)
  }
}

/// The bytecode of a code object that has none: CPython's of an empty one, which raises AssertionError.
private func codeBytes() -> ObjectPointer? {
  let code: [UInt8] = [0x95, 0x00, 0x17, 0x00, 0x65, 0x01]
  return code.withUnsafeBytes {
    PyBytes_FromStringAndSize($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
  }
}

// MARK: Slots

@c func suture_code_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try refuseKeywords(type!, kwargs)
    let n = tupleCount(args!)
    try checkPositional("code", n, 16, 18)
    let made = Owned(try newZeroedObject(suture_PyCode_Type()))
    for i in 0..<n {
      try set(made.pointer, codeFields[i], tupleItem(args!, i)) {
        Raise(.type, "code() argument \(i + 1) \($0)")
      }
    }
    for field in codeFields[0..<4] where numberField(made.pointer, field).pointee < 0 {
      throw Raise(.value, "code: \(field.name.dropFirst(3)) must not be negative")
    }
    if let name = nonString(made.pointer) {
      throw Raise(.type, "name tuples must contain only strings, not '\(name.type.name)'")
    }
    try validate(made.pointer)
    return made.take()
  }
}

@c func suture_code_dealloc(_ self: ObjectPointer?) {
  for field in codeFields where field.kind != .number {
    if let kept = exceptionField(self!, field.offset).pointee { suture_decref_stored(kept) }
  }
  freeInstance(self!)
}

@c func suture_code_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let code = self!.code.pointee
    let name = code.name.map(swiftText) ?? "???"
    let filename = code.filename.map(swiftText) ?? "???"
    let address = String(UInt(bitPattern: self), radix: 16)
    let line = code.first_line == 0 ? -1 : code.first_line
    return try makeStr("<code object \(name) at 0x\(address), file \"\(filename)\", line \(line)>")
  }
}

/// `closure`: the index of the field.
@c func suture_code_get(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  value(self!, of: codeFields[Int(bitPattern: closure)])
}

@c func suture_code_replace(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard tupleCount(args!) == 0 else {
      throw Raise(.type, "replace() takes no positional arguments")
    }
    let made = Owned(try newZeroedObject(suture_PyCode_Type()))
    var found = 0
    for field in codeFields {
      if let kwargs, let given = PyDict_GetItemString(kwargs, field.name) {
        found += 1
        try set(made.pointer, field, given) {
          Raise(.type, "replace() argument '\(field.name)' \($0)")
        }
      } else if field.kind == .number {
        numberField(made.pointer, field).pointee = numberField(self!, field).pointee
      } else {
        writeField(
          made.pointer,
          exceptionField(made.pointer, field.offset),
          exceptionField(self!, field.offset).pointee
        )
      }
    }
    if let kwargs, PyDict_Size(kwargs) != found {
      var position = 0
      var key: ObjectPointer?
      while PyDict_Next(kwargs, &position, &key, nil) != 0 {
        let name = swiftText(key!)
        guard codeFields.contains(where: { $0.name == name }) else {
          throw Raise(.type, "replace() got an unexpected keyword argument '\(name)'")
        }
      }
    }
    for field in codeFields where field.kind == .number {
      if numberField(made.pointer, field).pointee < 0 {
        throw Raise(.value, "\(field.name) must be a positive integer")
      }
    }
    try validate(made.pointer)
    return made.take()
  }
}

// MARK: C API

@c @implementation
public func PyCode_NewEmpty(
  _ filename: UnsafePointer<CChar>?,
  _ name: UnsafePointer<CChar>?,
  _ line: Int32
) -> OpaquePointer? {
  let made: ObjectPointer? = raising { () throws(Raise) in
    let file = try Owned(PyUnicode_DecodeFSDefault(filename))
    let function = try Owned(PyUnicode_FromString(name))
    return try makeCode(filename: file.pointer, name: function.pointer, line: Int(line))
  }
  return made.map { OpaquePointer($0) }
}

@c @implementation
public func PyUnstable_Code_NewWithPosOnlyArgs(
  _ argumentCount: Int32,
  _ positionalOnly: Int32,
  _ keywordOnly: Int32,
  _ locals: Int32,
  _ stack: Int32,
  _ flags: Int32,
  _ code: ObjectPointer?,
  _ consts: ObjectPointer?,
  _ names: ObjectPointer?,
  _ varnames: ObjectPointer?,
  _ freevars: ObjectPointer?,
  _ cellvars: ObjectPointer?,
  _ filename: ObjectPointer?,
  _ name: ObjectPointer?,
  _ qualname: ObjectPointer?,
  _ line: Int32,
  _ lineTable: ObjectPointer?,
  _ exceptionTable: ObjectPointer?
) -> OpaquePointer? {
  let made: ObjectPointer? = raising { () throws(Raise) in
    let made = Owned(try newZeroedObject(suture_PyCode_Type()))
    let numbers = [argumentCount, positionalOnly, keywordOnly, locals, stack, flags, line]
    for (field, number) in zip(codeFields.filter { $0.kind == .number }, numbers) {
      numberField(made.pointer, field).pointee = number
    }
    let objects = [
      code, consts, names, varnames, filename, name, qualname, lineTable, exceptionTable,
      freevars, cellvars,
    ]
    for list in [varnames, freevars, cellvars] where list?.isInstance(TypeFlag.tuple) != true {
      throw badCall(710)
    }
    for (field, object) in zip(codeFields.filter { $0.kind != .number }, objects) {
      guard let object else { throw badCall() }
      try set(made.pointer, field, object) { _ in badCall() }
    }
    try validate(made.pointer)
    return made.take()
  }
  return made.map { OpaquePointer($0) }
}

/// The value of a field by its index, a new reference.
private func value(_ code: OpaquePointer?, _ index: Int) -> ObjectPointer? {
  value(UnsafeMutablePointer<PyObject>(code!), of: codeFields[index])
}

@c @implementation
public func PyCode_GetCode(_ code: OpaquePointer?) -> ObjectPointer? { value(code, 6) }

@c @implementation
public func PyCode_GetVarnames(_ code: OpaquePointer?) -> ObjectPointer? { value(code, 9) }

@c @implementation
public func PyCode_GetFreevars(_ code: OpaquePointer?) -> ObjectPointer? { value(code, 16) }

@c @implementation
public func PyCode_GetCellvars(_ code: OpaquePointer?) -> ObjectPointer? { value(code, 17) }
