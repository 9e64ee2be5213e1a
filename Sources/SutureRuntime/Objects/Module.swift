import CSuture

// Module objects. A module owns its dict; its state belongs to the extension and is zeroed memory of the size that its
// definition asks for.

// MARK: Layout

typealias ModulePointer = UnsafeMutablePointer<SutureModule>
typealias ModuleDefPointer = UnsafeMutablePointer<PyModuleDef>

/// True for a module and for an instance of a subclass.
@inline(__always)
func isModule(_ o: ObjectPointer) -> Bool {
  o.type == suture_PyModule_Type() || PyType_IsSubtype(o.type, suture_PyModule_Type()) != 0
}

extension UnsafeMutablePointer where Pointee == PyObject {
  /// - Safety: `isModule(self)`.
  var asModule: ModulePointer { cast(to: SutureModule.self) }
}

extension SutureModule {
  var codeDomain: CodeDomain { CodeDomain(rawValue: domain) ?? .runtime }
}

// MARK: Operations

/// A new module: an empty dict but for the five names that every module has.
///
/// `name` is borrowed.
func makeModule(name: ObjectPointer) throws(Raise) -> ObjectPointer {
  let module = try Owned(suture_module_new(suture_PyModule_Type(), nil, nil))
  try initialiseDict(module.pointer, name: name, doc: nil)
  return module.take()
}

/// A new module with a name known here.
func makeModule(_ name: String) throws(Raise) -> ObjectPointer {
  let text = Owned(try makeStr(name))
  return try makeModule(name: text.pointer)
}

private func initialiseDict(_ module: ObjectPointer, name: ObjectPointer, doc: ObjectPointer?)
  throws(Raise)
{
  let m = module.asModule
  let dict = m.pointee.module.md_dict!
  let nothing = suture_None()
  try check(PyDict_SetItem(dict, suture_name___name__(), name))
  try check(PyDict_SetItem(dict, suture_name___doc__(), doc ?? nothing))
  try check(PyDict_SetItem(dict, suture_name___package__(), nothing))
  try check(PyDict_SetItem(dict, suture_name___loader__(), nothing))
  try check(PyDict_SetItem(dict, suture_name___spec__(), nothing))
  guard name.type == suture_PyUnicode_Type() else { return }
  suture_incref_stored(name)
  let old = m.pointee.module.md_name
  m.pointee.module.md_name = name
  if let old { suture_decref_stored(old) }
}

/// Adds the functions of a method table to a module-like object.
func addFunctions(
  _ module: ObjectPointer,
  name: ObjectPointer,
  _ table: MethodDefPointer?,
  _ domain: CodeDomain
) throws(Raise) {
  guard var entry = table else { return }
  while let text = entry.pointee.ml_name {
    if entry.pointee.ml_flags & (CallFlag.classMethod | CallFlag.staticMethod) != 0 {
      throw Raise(.value, "module functions cannot set METH_CLASS or METH_STATIC")
    }
    let function = Owned(try makeCFunction(entry, module, name, nil, domain))
    try check(PyObject_SetAttrString(module, text, function.pointer))
    entry += 1
  }
}

/// `__name__` of a module: borrowed from its dict.
func moduleName(_ module: ObjectPointer) throws(Raise) -> ObjectPointer {
  guard isModule(module) else { throw Raise.badArgument() }
  let dict = module.asModule.pointee.module.md_dict
  guard let dict, let name = PyDict_GetItemWithError(dict, suture_name___name__()),
    name.isInstance(TypeFlag.unicode)
  else {
    if isExceptionPending { throw .pending }
    throw Raise(.system, "nameless module")
  }
  return name
}

/// The module's dict item `name`, borrowed; nil without an exception when there is none.
private func dictItem(_ module: ObjectPointer, _ name: ObjectPointer) throws(Raise)
  -> ObjectPointer?
{
  guard let dict = module.asModule.pointee.module.md_dict else { return nil }
  if let item = PyDict_GetItemWithError(dict, name) { return item }
  if isExceptionPending { throw .pending }
  return nil
}

/// Runs m_traverse, m_clear or m_free of the module's definition in the mode of its code.
private func callDefinition<T>(_ module: ObjectPointer, _ none: T, _ body: (ModulePointer) -> T)
  -> T
{
  let m = module.asModule
  if m.pointee.codeDomain.isCurrent { return body(m) }
  let crossing = Crossing(into: m.pointee.codeDomain)
  return crossing.leave(returning: body(m))
}

/// CPython calls the definition's functions only once the state that they work on exists.
private func hasState(_ m: ModulePointer) -> Bool {
  if m.pointee.module.md_state != nil { return true }
  if let def = m.pointee.module.md_def { return def.pointee.m_size <= 0 }
  return m.pointee.state_size <= 0
}

/// The text of repr(module), as importlib writes it.
private func describeModule(_ module: ObjectPointer) throws(Raise) -> ObjectPointer {
  var writer = StrWriter()
  writer.append(ascii: "<module ")
  if let spec = try dictItem(module, suture_name___spec__()), spec != suture_None() {
    suture_incref(spec)
    let spec = Owned(spec)
    try appendSpec(spec.pointer, &writer)
  } else {
    if let name = try dictItem(module, suture_name___name__()) {
      try writer.append(repr: name)
    } else {
      writer.append(ascii: "'?'")
    }
    if let file = try dictItem(module, suture_name___file__()) {
      writer.append(ascii: " from ")
      try writer.append(repr: file)
    } else if let loader = try dictItem(module, suture_name___loader__()), loader != suture_None() {
      writer.append(ascii: " (")
      try writer.append(repr: loader)
      writer.append(ascii: ")")
    }
  }
  writer.append(ascii: ">")
  return try writer.finish()
}

private func appendSpec(_ spec: ObjectPointer, _ writer: inout StrWriter) throws(Raise) {
  let name = try Owned(PyObject_GetAttr(spec, suture_name_name()))
  if name.pointer == suture_None() {
    writer.append(ascii: "'?'")
  } else {
    try writer.append(repr: name.pointer)
  }
  let origin = try Owned(PyObject_GetAttrString(spec, "origin"))
  if origin.pointer == suture_None() {
    let loader = try Owned(PyObject_GetAttrString(spec, "loader"))
    if loader.pointer != suture_None() {
      writer.append(ascii: " (")
      try writer.append(repr: loader.pointer)
      writer.append(ascii: ")")
    }
    return
  }
  let location = try Owned(PyObject_GetAttrString(spec, "has_location"))
  if try check(PyObject_IsTrue(location.pointer)) != 0 {
    writer.append(ascii: " from ")
    try writer.append(repr: origin.pointer)
  } else {
    writer.append(ascii: " (")
    let text = try Owned(PyObject_Str(origin.pointer))
    try writer.append(str: text.pointer)
    writer.append(ascii: ")")
  }
}

/// An attribute of a module that is neither in its dict nor in its type.
private func missingAttribute(_ module: ObjectPointer, _ name: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    if let hook = try dictItem(module, suture_name___getattr__()) {
      suture_incref(hook)
      let hook = Owned(hook)
      var arguments: ObjectPointer? = name
      return call(hook.pointer, &arguments, 1, nil)
    }
    let attribute = swiftText(name)
    guard let own = try dictItem(module, suture_name___name__()), own.isInstance(TypeFlag.unicode)
    else {
      throw Raise(.attribute, "module has no attribute '\(attribute)'")
    }
    let text = swiftText(own)
    if try isInitialising(module) {
      throw Raise(
        .attribute,
        "partially initialized module '\(text)' has no attribute '\(attribute)' (most likely due to a circular import)"
      )
    }
    throw Raise(.attribute, "module '\(text)' has no attribute '\(attribute)'")
  }
}

/// Whether `__spec__._initializing` is true.
func isInitialising(_ module: ObjectPointer) throws(Raise) -> Bool {
  guard let spec = try dictItem(module, suture_name___spec__()), spec != suture_None() else {
    return false
  }
  guard let flag = PyObject_GetAttrString(spec, "_initializing") else {
    PyErr_Clear()
    return false
  }
  defer { suture_decref(flag) }
  return try check(PyObject_IsTrue(flag)) != 0
}

// MARK: C API

@c @implementation
public func PyModule_NewObject(_ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeModule(name: name!) }
}

@c @implementation
public func PyModule_New(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = try Owned(PyUnicode_FromString(name))
    return try makeModule(name: text.pointer)
  }
}

@c @implementation
public func PyModule_GetDict(_ module: ObjectPointer?) -> ObjectPointer? {
  guard let module, isModule(module) else {
    _ = Raise.badInternalCall("Objects/moduleobject.c", 554)
    return nil
  }
  guard let dict = module.asModule.pointee.module.md_dict else { return nil }
  suture_expose(dict)
  return dict
}

@c @implementation
public func PyModule_GetNameObject(_ module: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in newReference(try moduleName(module!)) }
}

@c @implementation
public func PyModule_GetName(_ module: ObjectPointer?) -> UnsafePointer<CChar>? {
  do throws(Raise) { return PyUnicode_AsUTF8AndSize(try moduleName(module!), nil) } catch {
    return nil
  }
}

@c @implementation
public func PyModule_GetFilenameObject(_ module: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let module, isModule(module) else {
      throw Raise.badArgument()
    }
    guard let file = try dictItem(module, suture_name___file__()), file.isInstance(TypeFlag.unicode)
    else {
      throw Raise(.system, "module filename missing")
    }
    return newReference(file)
  }
}

@c @implementation
public func PyModule_GetFilename(_ module: ObjectPointer?) -> UnsafePointer<CChar>? {
  guard let file = PyModule_GetFilenameObject(module) else { return nil }
  let text = PyUnicode_AsUTF8AndSize(file, nil)
  suture_decref(file)  // the module's dict still holds it
  return text
}

@c @implementation
public func PyModule_GetDef(_ module: ObjectPointer?) -> UnsafeMutablePointer<PyModuleDef>? {
  guard let module, isModule(module) else {
    _ = Raise.badArgument()
    return nil
  }
  return module.asModule.pointee.module.md_def
}

@c @implementation
public func PyModule_GetState(_ module: ObjectPointer?) -> UnsafeMutableRawPointer? {
  guard let module, isModule(module) else {
    _ = Raise.badArgument()
    return nil
  }
  return module.asModule.pointee.module.md_state
}

@c @implementation
public func PyModule_GetState_DuringGC(_ module: ObjectPointer?) -> UnsafeMutableRawPointer? {
  PyModule_GetState(module)
}

@c @implementation
public func PyModule_GetStateSize(
  _ module: ObjectPointer?,
  _ size: UnsafeMutablePointer<Py_ssize_t>?
) -> Int32 {
  size!.pointee = -1
  guard let module, isModule(module) else {
    _ = Raise(.type, "expected module, got \(module!.type.name)")
    return -1
  }
  let m = module.asModule
  size!.pointee = m.pointee.module.md_def?.pointee.m_size ?? m.pointee.state_size
  return 0
}

@c @implementation
public func PyModule_GetToken(
  _ module: ObjectPointer?,
  _ token: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
  token!.pointee = nil
  guard let module, isModule(module) else {
    _ = Raise(.type, "expected module, got \(module!.type.name)")
    return -1
  }
  let m = module.asModule
  token!.pointee =
    m.pointee.module.md_def.map { UnsafeMutableRawPointer($0) }
    ?? UnsafeMutableRawPointer(mutating: m.pointee.token)
  return 0
}

@c @implementation
public func PyModule_GetToken_DuringGC(
  _ module: ObjectPointer?,
  _ token: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
  PyModule_GetToken(module, token)
}

// MARK: Slots

@c func suture_module_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let allocate = type!.pointee.tp_alloc
    let o = try allocate == nil ? newZeroedObject(type!) : check(allocate!(type!, 0))
    let m = o.asModule
    m.pointee.domain = CodeDomain.runtime.rawValue
    guard let dict = PyDict_New() else {
      suture_decref(o)
      throw .pending
    }
    suture_into_storage(dict)
    m.pointee.module.md_dict = dict
    gcTrack(o)
    return o
  }
}

private let signature = Signature("module", "name", "doc", required: 1)

@c func suture_module_init(_ o: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    let given = try signature.bind(tuple: args, dict: kwargs)
    let name = given[0]!
    guard name.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "module() argument 'name' must be str, not \(name.type.name)")
    }
    if o!.asModule.pointee.module.md_dict == nil {
      let dict = try Owned(PyDict_New())
      o!.asModule.pointee.module.md_dict = dict.store()
    }
    try initialiseDict(o!, name: name, doc: given[1])
    return 0
  }
}

@c func suture_module_dealloc(_ o: ObjectPointer?) {
  let o = o!
  gcUntrack(o)
  let m = o.asModule
  if m.pointee.module.md_weaklist != nil { PyObject_ClearWeakRefs(o) }
  if hasState(m) {
    callDefinition(o, ()) { m in
      if let free = m.pointee.module.md_def?.pointee.m_free ?? m.pointee.free { free(o) }
    }
  }
  let dict = m.pointee.module.md_dict
  let name = m.pointee.module.md_name
  m.pointee.module.md_dict = nil
  PyMem_Free(m.pointee.module.md_state)
  m.pointee.exec?.deallocate()
  if let dict { suture_decref_stored(dict) }
  if let name { suture_decref_stored(name) }
  freeInstance(o)
}

@c func suture_module_traverse(
  _ o: ObjectPointer?,
  _ visit: visitproc?,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let m = o!.asModule
  if hasState(m) {
    let r: Int32 = callDefinition(o!, 0) { m in
      guard let traverse = m.pointee.module.md_def?.pointee.m_traverse ?? m.pointee.traverse else {
        return 0
      }
      return traverse(o, visit, arg)
    }
    if r != 0 { return r }
  }
  if let dict = m.pointee.module.md_dict { return visit!(dict, arg) }
  return 0
}

@c func suture_module_clear(_ o: ObjectPointer?) -> Int32 {
  let m = o!.asModule
  if hasState(m) {
    let r: Int32 = callDefinition(o!, 0) { m in
      guard let clear = m.pointee.module.md_def?.pointee.m_clear ?? m.pointee.clear else {
        return 0
      }
      return clear(o)
    }
    if r != 0, isExceptionPending { PyErr_WriteUnraisable(nil) }
  }
  if let dict = m.pointee.module.md_dict {
    m.pointee.module.md_dict = nil
    suture_decref_stored(dict)
  }
  return 0
}

@c func suture_module_repr(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try describeModule(o!) }
}

@c func suture_module_getattro(_ o: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  if let value = PyObject_GenericGetAttr(o, name) { return value }
  guard PyErr_ExceptionMatches(suture_PyExc_AttributeError()) != 0 else { return nil }
  PyErr_Clear()
  return missingAttribute(o!, name!)
}

@c func suture_module_dir(_ o: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let dict = try Owned(PyObject_GetAttr(o, suture_name___dict__()))
    guard dict.pointer.isInstance(TypeFlag.dict) else {
      throw Raise(.type, "<module>.__dict__ is not a dictionary")
    }
    if let hook = PyDict_GetItemWithError(dict.pointer, suture_name___dir__()) {
      return call(hook, nil, 0, nil)
    }
    return try check(PyDict_Keys(dict.pointer))
  }
}

@c func suture_module_get_dict(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(o!.asModule.pointee.module.md_dict ?? suture_None())
}

@c func suture_module_get_annotations(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if let found = try dictItem(o!, suture_name___annotations__()) { return newReference(found) }
    let dict = try Owned(PyDict_New())
    try check(
      PyDict_SetItem(
        o!.asModule.pointee.module.md_dict,
        suture_name___annotations__(),
        dict.pointer
      )
    )
    return dict.take()
  }
}

@c func suture_module_set_annotations(
  _ o: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  let dict = o!.asModule.pointee.module.md_dict
  if let value { return PyDict_SetItem(dict, suture_name___annotations__(), value) }
  return raising { () throws(Raise) in
    if try dictItem(o!, suture_name___annotations__()) == nil {
      throw Raise(.attribute, "__annotations__")
    }
    return PyDict_DelItem(dict, suture_name___annotations__())
  }
}
