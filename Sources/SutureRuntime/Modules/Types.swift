import CSuture

// The module types, and small stand-ins for modules that extensions look at while they start.

/// The module types.
func makeTypesModule() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("types"))
  let types: [(StaticString, TypePointer)] = [
    ("SimpleNamespace", ModuleTypes.namespace), ("MethodType", suture_PyMethod_Type()),
    ("ModuleType", suture_PyModule_Type()), ("GenericAlias", suture_Py_GenericAliasType()),
    ("FunctionType", suture_PyFunction_Type()), ("LambdaType", suture_PyFunction_Type()),
    ("GeneratorType", suture_PyGen_Type()), ("CoroutineType", suture_PyCoro_Type()),
    ("CodeType", suture_PyCode_Type()),
    ("FrameType", suture_PyFrame_Type()),
    ("TracebackType", suture_PyTraceBack_Type()),
    ("BuiltinFunctionType", suture_PyCFunction_Type()),
    ("BuiltinMethodType", suture_PyCFunction_Type()),
    ("MappingProxyType", suture_PyDictProxy_Type()),
    ("NoneType", suture_PyNone_Type()), ("NotImplementedType", suture_PyNotImplemented_Type()),
    ("EllipsisType", suture_PyEllipsis_Type()), ("CellType", suture_PyCell_Type()),
    ("MethodWrapperType", suture_PyMethodWrapper_Type()),
    ("WrapperDescriptorType", suture_PyWrapperDescr_Type()),
    ("MethodDescriptorType", suture_PyMethodDescr_Type()),
    ("ClassMethodDescriptorType", suture_PyClassMethodDescr_Type()),
    ("GetSetDescriptorType", suture_PyGetSetDescr_Type()),
    ("MemberDescriptorType", suture_PyMemberDescr_Type()),
    ("CapsuleType", suture_PyCapsule_Type()), ("UnionType", suture_Union_Type()),
  ]
  for (name, type) in types { try add(module.pointer, name, type.asObject) }
  return module.take()
}

/// The module inspect: the flags of code objects, which Cython's generated code reads.
func makeInspect() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("inspect"))
  let flags: [(StaticString, Int)] = [
    ("CO_OPTIMIZED", 0x1), ("CO_NEWLOCALS", 0x2), ("CO_VARARGS", 0x4), ("CO_VARKEYWORDS", 0x8),
    ("CO_NESTED", 0x10), ("CO_GENERATOR", 0x20), ("CO_COROUTINE", 0x80),
    ("CO_ITERABLE_COROUTINE", 0x100), ("CO_ASYNC_GENERATOR", 0x200),
  ]
  for (name, flag) in flags {
    let number = try Owned(PyLong_FromLong(flag))
    try add(module.pointer, name, number.pointer)
  }
  return module.take()
}

/// `type(name, (base,), {"__module__": module})`: a class without anything of its own.
func makePlainClass(_ name: String, module: String, base: TypePointer) throws(Raise)
  -> ObjectPointer
{
  let dict = try Owned(PyDict_New())
  let moduleText = Owned(try makeStr(module))
  try check(PyDict_SetItem(dict.pointer, suture_name___module__(), moduleText.pointer))
  let text = Owned(try makeStr(name))
  var baseObject: ObjectPointer? = base.asObject
  let bases = Owned(try makeTuple(&baseObject, 1))
  var row: (ObjectPointer?, ObjectPointer?, ObjectPointer?) = (
    text.pointer, bases.pointer, dict.pointer
  )
  let result = withUnsafePointer(to: &row) { p in
    call(
      suture_PyType_Type().asObject,
      UnsafeRawPointer(p).assumingMemoryBound(to: ObjectPointer?.self),
      3,
      nil
    )
  }
  return try check(result)
}

/// The module _io: the class that extensions test files against.
func makeIO() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("_io"))
  let base = Owned(try makePlainClass("_IOBase", module: "_io", base: suture_PyBaseObject_Type()))
  try add(module.pointer, "_IOBase", base.pointer)
  let type = base.pointer.cast(to: PyTypeObject.self)
  for name: StaticString in ["_RawIOBase", "_BufferedIOBase", "_TextIOBase"] {
    let made = Owned(try makePlainClass(String(describing: name), module: "_io", base: type))
    try add(module.pointer, name, made.pointer)
  }
  return module.take()
}

/// A module of functions that are Python code in CPython.
func makeStubs(_ name: String, _ table: MethodDefPointer) throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule(name))
  let text = Owned(try makeStr(name))
  try addFunctions(module.pointer, name: text.pointer, table, .runtime)
  return module.take()
}

/// A package that holds only built-in modules.
func makeEmptyPackage(_ name: String) throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule(name))
  let path = try Owned(PyList_New(0))
  try check(PyObject_SetAttr(module.pointer, suture_name___path__(), path.pointer))
  return module.take()
}

/// importlib.metadata: `version` finds no package, since the host installs none.
func makeMetadata() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeStubs("importlib.metadata", suture_metadata_functions()))
  let base = suture_PyExc_ModuleNotFoundError().cast(to: PyTypeObject.self)
  let error = Owned(
    try makePlainClass("PackageNotFoundError", module: "importlib.metadata", base: base)
  )
  try add(module.pointer, "PackageNotFoundError", error.pointer)
  return module.take()
}

@c func suture_metadata_version(_ module: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let error = try Owned(PyObject_GetAttrString(module, "PackageNotFoundError"))
    let text = try Owned(PyObject_Str(name))
    let message = Owned(try makeStr("No package metadata was found for " + swiftText(text.pointer)))
    PyErr_SetObject(error.pointer, message.pointer)
    throw .pending
  }
}

@c func suture_email_parsedate(_ module: ObjectPointer?, _ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard text!.isInstance(TypeFlag.unicode) else {
      throw Raise(.value, "Invalid date value or format \"\(describe(text!))\"")
    }
    guard let seconds = MailDate.seconds(swiftText(text!)) else {
      throw Raise(.value, "Invalid date value or format \"\(swiftText(text!))\"")
    }
    let result = Owned(try makeNamespace())
    try setAttribute(result.pointer, "seconds", PyFloat_FromDouble(Double(seconds)))
    return result.take()
  }
}

/// The module uuid, as far as extensions look at it: the names of SafeUUID, whose values are what CPython's enum has.
func makeUUID() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("uuid"))
  let base = suture_PyBaseObject_Type()
  let safe = Owned(try makePlainClass("SafeUUID", module: "uuid", base: base))
  for name in ["safe", "unsafe", "unknown"] {
    let member = Owned(try makeNamespace())
    try setAttribute(member.pointer, "name", try makeStr(name))
    let value =
      name == "safe" ? PyLong_FromLong(0) : name == "unsafe" ? PyLong_FromLong(-1) : none()
    try setAttribute(member.pointer, "value", value)
    try check(PyObject_SetAttrString(safe.pointer, name, member.pointer))
  }
  try add(module.pointer, "SafeUUID", safe.pointer)
  let uuid = Owned(try makePlainClass("UUID", module: "uuid", base: base))
  try add(module.pointer, "UUID", uuid.pointer)
  return module.take()
}

/// The module logging, without handlers: what extensions log is dropped, as no logger is enabled for any level.
func makeLogging() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeStubs("logging", suture_logging_functions()))
  let levels: [(StaticString, Int)] = [
    ("NOTSET", 0), ("DEBUG", 10), ("INFO", 20), ("WARNING", 30), ("ERROR", 40), ("CRITICAL", 50),
  ]
  for (name, level) in levels {
    let number = try Owned(PyLong_FromLong(level))
    try add(module.pointer, name, number.pointer)
  }
  let base = suture_PyBaseObject_Type()
  let logger = Owned(try makePlainClass("Logger", module: "logging", base: base))
  let name = Owned(try makeStr("Logger"))
  try addFunctions(logger.pointer, name: name.pointer, suture_logger_functions(), .runtime)
  try add(module.pointer, "Logger", logger.pointer)
  try setAttribute(module.pointer, "root", PyObject_CallObject(logger.pointer, nil))
  return module.take()
}

/// One logger serves all names.
@c func suture_logging_get_logger(_ module: ObjectPointer?, _ args: ObjectPointer?)
  -> ObjectPointer?
{
  PyObject_GetAttrString(module, "root")
}

@c func suture_logging_is_enabled(
  _ logger: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  newReference(suture_False())
}

@c func suture_logging_log(
  _ logger: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  none()
}

/// Dates of mail and HTTP headers: "Thu, 12 Nov 2026 16:44:56 +0000".
enum MailDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Seconds since 1970; nil: not such a date.
  static func seconds(_ text: String) -> Int? {
    var parts = text.split(whereSeparator: { $0 == " " || $0 == "," }).map { $0.lowercased() }
    if let first = parts.first, Int(first) == nil { parts.removeFirst() }
    guard parts.count >= 4, let day = Int(parts[0]), let year = Int(parts[2]),
      let month = months.firstIndex(of: String(parts[1].prefix(3)))
    else { return nil }
    let clock = parts[3].split(separator: ":").compactMap { Int($0) }
    guard clock.count >= 2, (1...31).contains(day), (1...9999).contains(year) else { return nil }
    var offset = 0
    if parts.count > 4, let zone = Int(parts[4]) {
      offset = (zone / 100) * 3600 + (zone % 100) * 60
    }
    let second = clock.count > 2 ? clock[2] : 0
    return daysSince1970(year, month + 1, day) * 86400 + clock[0] * 3600 + clock[1] * 60 + second
      - offset
  }

  /// The civil calendar, counted in years that begin in March.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146097 + dayOfEra - 719468
  }
}
