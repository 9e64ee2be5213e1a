import CSuture

// Warnings: the filters of the module `warnings` decide whether one is shown, raised or ignored. There are no Python
// frames, so a warning from C belongs to the place `<sys>:0`, as in CPython where no frame is on the stack.

// MARK: Layout

enum Warnings {
  /// The dictionary of the module warnings: `filters`, `_defaultaction`, `_onceregistry`.
  nonisolated(unsafe) static let dict: ObjectPointer = {
    guard let made = PyDict_New() else { Diagnostics.fatal("no memory for warnings") }
    makeImmortal(made)
    return made
  }()

  static func get(_ name: String) -> ObjectPointer? { PyDict_GetItemString(dict, name) }

  enum Action {
    case error, ignore, always, byDefault, module, once
  }
}

/// Where a warning is reported.
private struct Place {
  var filename: ObjectPointer
  var line: Int
  /// Borrowed; nil: derived from the file name.
  var module: ObjectPointer?
  /// Borrowed; a dict, None or nil.
  var registry: ObjectPointer?
}

// MARK: Operations

/// Makes the module warnings with CPython's default filters.
func fillWarnings() {
  raisingNothing { () throws(Raise) in
    let filters = try Owned(PyList_New(0))
    let action = try Owned(makeStr("default"))
    let ignore = try Owned(makeStr("ignore"))
    let main = try Owned(makeStr("__main__"))
    let zero = try Owned(PyLong_FromLong(0))
    func add(_ what: ObjectPointer, _ category: ObjectPointer, _ module: ObjectPointer)
      throws(Raise)
    {
      let entry = try Owned(tupleOf(what, suture_None(), category, module, zero.pointer))
      try check(PyList_Append(filters.pointer, entry.pointer))
    }
    try add(action.pointer, suture_PyExc_DeprecationWarning(), main.pointer)
    try add(ignore.pointer, suture_PyExc_DeprecationWarning(), suture_None())
    try add(ignore.pointer, suture_PyExc_PendingDeprecationWarning(), suture_None())
    try add(ignore.pointer, suture_PyExc_ImportWarning(), suture_None())
    try add(ignore.pointer, suture_PyExc_ResourceWarning(), suture_None())
    let once = try Owned(PyDict_New())
    let module = try Owned(PyModule_New("warnings"))
    try check(PyModule_AddFunctions(module.pointer, suture_warnings_methods()))
    guard let own = PyModule_GetDict(module.pointer) else { throw .pending }
    try check(PyDict_SetItemString(own, "filters", filters.pointer))
    try check(PyDict_SetItemString(own, "_defaultaction", action.pointer))
    try check(PyDict_SetItemString(own, "_onceregistry", once.pointer))
    try check(PyDict_Update(Warnings.dict, own))
    module.pointer.cast(to: PyModuleObject.self).pointee.md_dict = Warnings.dict
    guard let modules = PyImport_GetModuleDict() else { throw .pending }
    try check(PyDict_SetItemString(modules, "warnings", module.pointer))
  }
  if isExceptionPending { PyErr_Clear() }
}

/// The class of a warning, borrowed.
private func category(of message: ObjectPointer, _ given: ObjectPointer?) throws(Raise)
  -> ObjectPointer
{
  if PyType_IsSubtype(message.type, suture_PyExc_Warning().asType) != 0 {
    return message.type.asObject
  }
  guard let given, given != suture_None() else { return suture_PyExc_UserWarning() }
  guard given.isExceptionClass, PyType_IsSubtype(given.asType, suture_PyExc_Warning().asType) != 0
  else {
    throw Raise(.type, "category must be a Warning subclass, not '\(given.type.name)'")
  }
  return given
}

/// A pattern of a filter: None fits anything, a str only itself, anything else has `match`.
private func fits(_ pattern: ObjectPointer, _ text: ObjectPointer) throws(Raise) -> Bool {
  if pattern == suture_None() { return true }
  if pattern.type == suture_PyUnicode_Type() { return PyUnicode_Compare(pattern, text) == 0 }
  let match = try Owned(PyObject_GetAttrString(pattern, "match"))
  let result = try Owned(callOne(match.pointer, text))
  return try check(PyObject_IsTrue(result.pointer)) != 0
}

/// The action of the first filter that fits.
private func action(
  _ category: ObjectPointer,
  _ text: ObjectPointer,
  _ line: Int,
  _ module: ObjectPointer
) throws(Raise) -> Warnings.Action {
  if let filters = Warnings.get("filters"), filters.isInstance(TypeFlag.list) {
    let held = Owned(borrowed: filters)
    var i = 0
    while i < PyList_Size(held.pointer) {
      let entry = try Owned(PySequence_GetItem(held.pointer, i))
      i += 1
      guard entry.pointer.isInstance(TypeFlag.tuple), tupleCount(entry.pointer) == 5 else {
        throw Raise(.value, "warnings.filters item \(i - 1) isn't a 5-tuple")
      }
      let wantedLine = try check(PyLong_AsSsize_t(tupleItem(entry.pointer, 4)))
      guard wantedLine == 0 || wantedLine == line else { continue }
      guard try fits(tupleItem(entry.pointer, 1), text),
        try fits(tupleItem(entry.pointer, 3), module)
      else { continue }
      if try check(PyObject_IsSubclass(category, tupleItem(entry.pointer, 2))) == 0 { continue }
      return try actionNamed(tupleItem(entry.pointer, 0), entry.pointer)
    }
  }
  guard let fallback = Warnings.get("_defaultaction") else { return .byDefault }
  return try actionNamed(fallback, suture_None())
}

private func actionNamed(_ name: ObjectPointer, _ entry: ObjectPointer) throws(Raise)
  -> Warnings.Action
{
  guard name.isInstance(TypeFlag.unicode) else {
    throw Raise(.type, "action must be a string, not '\(name.type.name)'")
  }
  switch swiftText(name) {
  case "error": return .error
  case "ignore": return .ignore
  case "always", "all": return .always
  case "default": return .byDefault
  case "module": return .module
  case "once": return .once
  default:
    let item = try Owned(PyObject_Repr(entry))
    let shown = try Owned(PyObject_Repr(name))
    throw Raise(
      .runtime,
      "Unrecognized action (\(swiftText(shown.pointer))) in warnings.filters:\n \(swiftText(item.pointer))"
    )
  }
}

/// Enters `key` in a registry.
///
/// - Returns: whether it was there already.
private func remember(_ registry: ObjectPointer?, _ key: ObjectPointer) throws(Raise) -> Bool {
  guard let registry, registry != suture_None() else { return false }
  var found: ObjectPointer?
  if PyDict_GetItemRef(registry, key, &found) < 0 { throw .pending }
  if let found {
    let held = Owned(found)
    if try check(PyObject_IsTrue(held.pointer)) != 0 { return true }
  }
  try check(PyDict_SetItem(registry, key, suture_True()))
  return false
}

private func isRemembered(_ registry: ObjectPointer?, _ key: ObjectPointer) throws(Raise) -> Bool {
  guard let registry, registry != suture_None() else { return false }
  var found: ObjectPointer?
  if PyDict_GetItemRef(registry, key, &found) < 0 { throw .pending }
  guard let found else { return false }
  let held = Owned(found)
  return try check(PyObject_IsTrue(held.pointer)) != 0
}

/// The module that a file name stands for: a new reference.
private func warningModule(_ filename: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = swiftText(filename)
  if text.isEmpty { return try makeStr("<unknown>") }
  return text.hasSuffix(".py") ? try makeStr(String(text.dropLast(3))) : newReference(filename)
}

/// Shows, raises or ignores one warning.
private func report(_ message: ObjectPointer, _ given: ObjectPointer?, _ place: Place) throws(Raise)
{
  if let registry = place.registry, registry != suture_None(), !registry.isInstance(TypeFlag.dict) {
    throw Raise(.type, "'registry' must be a dict or None")
  }
  var category = given ?? suture_PyExc_RuntimeWarning()
  let text: Owned
  let instance: Owned
  if PyType_IsSubtype(message.type, suture_PyExc_Warning().asType) != 0 {
    text = try Owned(PyObject_Str(message))
    category = message.type.asObject
    instance = Owned(borrowed: message)
  } else {
    text = Owned(borrowed: message)
    instance = try Owned(callOne(category, message))
  }
  let module =
    if let given = place.module { Owned(borrowed: given) } else {
      try Owned(warningModule(place.filename))
    }
  let line = try Owned(PyLong_FromLong(place.line))
  let key = try Owned(tupleOf(text.pointer, category, line.pointer))
  if try isRemembered(place.registry, key.pointer) { return }
  let action = try action(category, text.pointer, place.line, module.pointer)
  switch action {
  case .error:
    PyErr_SetObject(category, instance.pointer)
    throw .pending
  case .ignore: return
  case .always: break
  case .byDefault: _ = try remember(place.registry, key.pointer)
  case .once, .module:
    _ = try remember(place.registry, key.pointer)
    let zero = try Owned(PyLong_FromLong(0))
    let any = try Owned(
      action == .once
        ? tupleOf(text.pointer, category) : tupleOf(text.pointer, category, zero.pointer)
    )
    if try remember(action == .once ? Warnings.get("_onceregistry") : place.registry, any.pointer) {
      return
    }
  }
  try show(instance.pointer, category, text.pointer, place, line.pointer)
}

/// Calls `warnings.showwarning` if somebody set it; else prints.
private func show(
  _ instance: ObjectPointer,
  _ category: ObjectPointer,
  _ text: ObjectPointer,
  _ place: Place,
  _ line: ObjectPointer
) throws(Raise) {
  if let hook = Warnings.get("showwarning") {
    let held = Owned(borrowed: hook)
    let args = try Owned(tupleOf(instance, category, place.filename, line))
    _ = try Owned(PyObject_Call(held.pointer, args.pointer, nil))
    return
  }
  let filename = swiftText(place.filename)
  let shown = try Owned(PyObject_Str(text))
  var output =
    "\(filename):\(place.line): \(shortName(category.asType)): \(swiftText(shown.pointer))\n"
  if place.line > 0,
    let source = filename.withCString({
      PyErr_ProgramText($0, Int32(truncatingIfNeeded: place.line))
    })
  {
    let code = swiftText(source).trimmed
    suture_decref(source)
    if !code.isEmpty { output += "  \(code)\n" }
  }
  writeToStderr(output)
}

/// A warning from C code.
private func warn(_ given: ObjectPointer?, _ message: ObjectPointer, _ source: ObjectPointer? = nil)
  throws(Raise)
{
  var registry = PyDict_GetItemString(Sys.dict, "__warningregistry__")
  if registry == nil {
    let made = try Owned(PyDict_New())
    try check(PyDict_SetItemString(Sys.dict, "__warningregistry__", made.pointer))
    registry = PyDict_GetItemString(Sys.dict, "__warningregistry__")
  }
  let filename = try Owned(makeStr("<sys>"))
  let module = Owned(borrowed: suture_name_sys())
  try report(
    message,
    given,
    Place(filename: filename.pointer, line: 0, module: module.pointer, registry: registry)
  )
}

// MARK: C API

@c @implementation
func suture_warn_format(
  _ category: ObjectPointer?,
  _ source: ObjectPointer?,
  _ level: Py_ssize_t,
  _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments
) -> Int32 {
  raising { () throws(Raise) in
    let text = try Owned(suture_text_format(format, va))
    try warn(category, text.pointer, source)
    return 0
  }
}

@c @implementation
public func PyErr_WarnEx(
  _ category: ObjectPointer?,
  _ message: UnsafePointer<CChar>?,
  _ level: Py_ssize_t
) -> Int32 {
  raising { () throws(Raise) in
    let text = try Owned(PyUnicode_FromString(message))
    try warn(category, text.pointer)
    return 0
  }
}

@c @implementation
public func PyErr_WarnExplicit(
  _ category: ObjectPointer?,
  _ message: UnsafePointer<CChar>?,
  _ filename: UnsafePointer<CChar>?,
  _ line: Int32,
  _ module: UnsafePointer<CChar>?,
  _ registry: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let text = try Owned(PyUnicode_FromString(message))
    let file = try Owned(PyUnicode_DecodeFSDefault(filename))
    let name = try Owned(
      module == nil
        ? warningModule(file.pointer) : check(PyUnicode_FromString(module)) as ObjectPointer
    )
    try report(
      text.pointer,
      category,
      Place(filename: file.pointer, line: Int(line), module: name.pointer, registry: registry)
    )
    return 0
  }
}

// MARK: Functions

private let warnSignature = Signature(
  "warn",
  "message",
  "category",
  "stacklevel",
  "source",
  "skip_file_prefixes",
  required: 1,
  positional: 4
)
private let explicitSignature = Signature(
  "warn_explicit",
  "message",
  "category",
  "filename",
  "lineno",
  "module",
  "registry",
  "module_globals",
  "source",
  required: 4
)
private let simpleSignature = Signature(
  "simplefilter",
  "action",
  "category",
  "lineno",
  "append",
  required: 1
)
private let filterSignature = Signature(
  "filterwarnings",
  "action",
  "message",
  "category",
  "module",
  "lineno",
  "append",
  required: 1
)

@c func suture_warnings_warn(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let values = try warnSignature.bind(tuple: args, dict: kwargs)
    let chosen = try category(of: values[0]!, values[1])
    try warn(chosen, values[0]!)
    return none()
  }
}

@c func suture_warnings_warn_explicit(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let values = try explicitSignature.bind(tuple: args, dict: kwargs)
    let line = try check(PyLong_AsLong(values[3]))
    let module = values[4] == suture_None() ? nil : values[4]
    try report(
      values[0]!,
      values[1],
      Place(filename: values[2]!, line: line, module: module, registry: values[5])
    )
    return none()
  }
}

/// Puts a filter first, or last.
private func addFilter(_ entry: ObjectPointer, append: Bool) throws(Raise) {
  guard let filters = Warnings.get("filters") else { return }
  let held = Owned(borrowed: filters)
  if append {
    try check(PyList_Append(held.pointer, entry))
  } else {
    try check(PyList_Insert(held.pointer, 0, entry))
  }
  // A changed filter may let through what was shown once.
  if let registry = PyDict_GetItemString(Sys.dict, "__warningregistry__") { PyDict_Clear(registry) }
}

@c func suture_warnings_simplefilter(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let values = try simpleSignature.bind(tuple: args, dict: kwargs)
    let line = try Owned(values[2].map { newReference($0) } ?? PyLong_FromLong(0))
    let category = values[1] ?? suture_PyExc_Warning()
    let entry = try Owned(tupleOf(values[0]!, suture_None(), category, suture_None(), line.pointer))
    try addFilter(entry.pointer, append: simpleSignature.truth(values, 3))
    return none()
  }
}

@c func suture_warnings_filterwarnings(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let values = try filterSignature.bind(tuple: args, dict: kwargs)
    let line = try Owned(values[4].map { newReference($0) } ?? PyLong_FromLong(0))
    func pattern(_ o: ObjectPointer?) -> ObjectPointer {
      guard let o, !(o.isInstance(TypeFlag.unicode) && PyUnicode_GetLength(o) == 0) else {
        return suture_None()
      }
      return o
    }
    let category = values[2] ?? suture_PyExc_Warning()
    let entry = try Owned(
      tupleOf(values[0]!, pattern(values[1]), category, pattern(values[3]), line.pointer)
    )
    try addFilter(entry.pointer, append: filterSignature.truth(values, 5))
    return none()
  }
}

@c func suture_warnings_resetwarnings(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if let filters = Warnings.get("filters") {
      try check(PyList_SetSlice(filters, 0, Int.max, nil))
    }
    return none()
  }
}
