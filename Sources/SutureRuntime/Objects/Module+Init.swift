import CSuture
import SutureSync

// Making modules from definitions: single-phase (PyModule_Create2) and multi-phase (PEP 489), and the table that
// PyState_FindModule reads.

// MARK: Operations

/// Indices of module definitions, and the modules that PyState_AddModule noted under them.
enum ModuleTable {
  private static let lock = Mutex()
  nonisolated(unsafe) private static var lastIndex = 0
  nonisolated(unsafe) private static var modules: [Int: ObjectPointer] = [:]

  /// Makes a definition an object: immortal, with an index.
  static func ready(_ def: ModuleDefPointer) {
    let o = UnsafeMutableRawPointer(def).assumingMemoryBound(to: PyObject.self)
    lock.withLock {
      guard def.pointee.m_base.m_index == 0 else { return }
      lastIndex += 1
      o.pointee.ob_type = suture_PyModuleDef_Type()
      makeImmortal(o)
      def.pointee.m_base.m_index = lastIndex
    }
  }

  /// Borrowed; nil: none.
  static func find(_ index: Int) -> ObjectPointer? { lock.withLock { modules[index] } }

  /// Takes its own reference to `module`; nil removes the entry.
  ///
  /// - Returns: whether there was an entry.
  @discardableResult
  static func set(_ index: Int, _ module: ObjectPointer?) -> Bool {
    if let module { suture_incref_stored(module) }
    let old = lock.withLock {
      let old = modules[index]
      modules[index] = module
      return old
    }
    if let old { suture_decref_stored(old) }
    return old != nil
  }
}

private func text(_ s: UnsafePointer<CChar>?) -> String {
  s.map { String(cString: $0) } ?? "(null)"
}

/// A RuntimeWarning when the extension was built for another version of the API.
private func checkVersion(_ name: String, _ version: Int32) throws(Raise) {
  if version == 1013 || version == 3 { return }
  let message =
    "Python C API version mismatch for module \(name): This Python has API version 1013, "
    + "module \(name) has version \(version)."
  try check(PyErr_WarnEx(suture_PyExc_RuntimeWarning(), message, 1))
}

/// PyModule_Create2.
private func createSinglePhase(_ def: ModuleDefPointer, _ version: Int32) throws(Raise)
  -> ObjectPointer
{
  ModuleTable.ready(def)
  if def.pointee.m_slots != nil {
    throw Raise(
      .system,
      "module \(text(def.pointee.m_name)): PyModule_Create is incompatible with m_slots"
    )
  }
  let own = text(def.pointee.m_name)
  try checkVersion(own, version)
  let name = Owned(try makeStr(Import.qualify(own)))
  let module = Owned(try makeModule(name: name.pointer))
  let m = module.pointer.asModule
  m.pointee.domain = CodeDomain.current.rawValue
  if def.pointee.m_size > 0 { m.pointee.module.md_state = try zeroedState(def.pointee.m_size) }
  if let methods = def.pointee.m_methods {
    try addFunctions(module.pointer, name: name.pointer, methods, .current)
  }
  if let doc = def.pointee.m_doc { try check(PyModule_SetDocString(module.pointer, doc)) }
  m.pointee.module.md_def = def
  return module.take()
}

func zeroedState(_ size: Int) throws(Raise) -> UnsafeMutableRawPointer {
  guard let state = PyMem_Calloc(1, size) else { throw .noMemory }
  return state
}

/// What a definition's slots say, each kind at most once.
private struct DefinitionSlots {
  var create: UnsafeMutableRawPointer?
  var executes = false
  var interpreters: UnsafeMutableRawPointer?
  var gil: UnsafeMutableRawPointer?

  init(_ def: ModuleDefPointer, _ name: String) throws(Raise) {
    guard var slot = def.pointee.m_slots else { return }
    var seen = (interpreters: false, gil: false)
    while slot.pointee.slot != 0 {
      switch slot.pointee.slot {
      case 1:
        if create != nil { throw Raise(.system, "module \(name) has multiple create slots") }
        create = slot.pointee.value
      case 2: executes = true
      case 3:
        if seen.interpreters {
          throw Raise(.system, "module \(name) has more than one 'multiple interpreters' slots")
        }
        seen.interpreters = true
        interpreters = slot.pointee.value
      case 4:
        if seen.gil { throw Raise(.system, "module \(name) has more than one 'gil' slot") }
        seen.gil = true
        gil = slot.pointee.value
      default:
        throw Raise(.system, "module \(name) uses unknown slot ID \(slot.pointee.slot)")
      }
      slot += 1
    }
  }
}

/// Whether a definition declares Py_MOD_GIL_NOT_USED.
func declaresNoGIL(_ def: ModuleDefPointer) -> Bool {
  guard var slot = def.pointee.m_slots else { return false }
  while slot.pointee.slot != 0 {
    if slot.pointee.slot == 4 {
      return slot.pointee.value == UnsafeMutableRawPointer(bitPattern: 1)
    }
    slot += 1
  }
  return false
}

/// The first phase of PEP 489.
private func createMultiPhase(
  _ def: ModuleDefPointer,
  _ spec: ObjectPointer,
  _ version: Int32
) throws(Raise) -> ObjectPointer {
  ModuleTable.ready(def)
  let name = try Owned(PyObject_GetAttr(spec, suture_name_name()))
  guard let utf8 = PyUnicode_AsUTF8AndSize(name.pointer, nil) else { throw .pending }
  let text = String(cString: utf8)
  try checkVersion(text, version)
  if def.pointee.m_size < 0 {
    throw Raise(
      .system,
      "module \(text): m_size may not be negative for multi-phase initialization"
    )
  }
  let slots = try DefinitionSlots(def, text)
  let module = try Owned(
    create(slots.create, spec, UnsafeMutableRawPointer(def), name.pointer, text)
  )
  let hasFunctions =
    def.pointee.m_traverse != nil || def.pointee.m_clear != nil || def.pointee.m_free != nil
  if isModule(module.pointer) {
    let m = module.pointer.asModule
    m.pointee.module.md_state = nil
    m.pointee.module.md_def = def
    m.pointee.domain = CodeDomain.current.rawValue
  } else {
    try refuseNonModule(
      text,
      hasState: def.pointee.m_size > 0 || hasFunctions,
      executes: slots.executes
    )
  }
  try addFunctions(module.pointer, name: name.pointer, def.pointee.m_methods, .current)
  if let doc = def.pointee.m_doc { try check(PyModule_SetDocString(module.pointer, doc)) }
  return module.take()
}

/// A create slot may give any object, unless the module asks for what only a module has.
func refuseNonModule(_ name: String, hasState: Bool, executes: Bool) throws(Raise) {
  if hasState {
    throw Raise(.system, "module \(name) is not a module object, but requests module state")
  }
  if executes {
    throw Raise(
      .system,
      "module \(name) specifies execution slots, but did not create a ModuleType instance"
    )
  }
}

/// Runs a create slot, or makes a plain module.
func create(
  _ slot: UnsafeMutableRawPointer?,
  _ spec: ObjectPointer,
  _ def: UnsafeMutableRawPointer?,
  _ name: ObjectPointer,
  _ text: String
) throws(Raise) -> ObjectPointer {
  guard let slot else { return try makeModule(name: name) }
  typealias Create = @convention(c) (ObjectPointer?, UnsafeMutableRawPointer?) -> ObjectPointer?
  let module = unsafeBitCast(slot, to: Create.self)(spec, def)
  guard let module else {
    if !isExceptionPending {
      throw Raise(.system, "creation of module \(text) failed without setting an exception")
    }
    throw .pending
  }
  if isExceptionPending {
    suture_decref(module)
    raiseSystemErrorFromPending { "creation of module \(text) raised unreported exception" }
    throw .pending
  }
  return module
}

/// Runs one exec slot.
func execute(_ slot: UnsafeMutableRawPointer, _ module: ObjectPointer, _ text: String) throws(Raise)
{
  typealias Exec = @convention(c) (ObjectPointer?) -> Int32
  let result = unsafeBitCast(slot, to: Exec.self)(module)
  if result != 0 {
    if !isExceptionPending {
      throw Raise(.system, "execution of module \(text) failed without setting an exception")
    }
    throw .pending
  }
  if isExceptionPending {
    raiseSystemErrorFromPending { "execution of module \(text) raised unreported exception" }
    throw .pending
  }
}

/// The second phase of PEP 489.
private func executeSlots(_ module: ObjectPointer, _ def: ModuleDefPointer) throws(Raise) {
  let name = swiftText(try moduleName(module))
  if def.pointee.m_size >= 0, isModule(module) {
    let m = module.asModule
    if m.pointee.module.md_state == nil {
      m.pointee.module.md_state = try zeroedState(def.pointee.m_size)
    }
  }
  guard var slot = def.pointee.m_slots else { return }
  while slot.pointee.slot != 0 {
    switch slot.pointee.slot {
    case 2: try execute(slot.pointee.value, module, name)
    case 1, 3, 4: break
    default:
      throw Raise(.system, "module \(name) initialized with unknown slot \(slot.pointee.slot)")
    }
    slot += 1
  }
}

// MARK: C API

@c @implementation
public func PyModuleDef_Init(_ def: UnsafeMutablePointer<PyModuleDef>?) -> ObjectPointer? {
  ModuleTable.ready(def!)
  return UnsafeMutableRawPointer(def!).assumingMemoryBound(to: PyObject.self)
}

@c @implementation
public func PyModule_Create2(_ def: UnsafeMutablePointer<PyModuleDef>?, _ version: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try createSinglePhase(def!, version) }
}

@c @implementation
public func PyModule_FromDefAndSpec2(
  _ def: UnsafeMutablePointer<PyModuleDef>?,
  _ spec: ObjectPointer?,
  _ version: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in try createMultiPhase(def!, spec!, version) }
}

@c @implementation
public func PyModule_ExecDef(_ module: ObjectPointer?, _ def: UnsafeMutablePointer<PyModuleDef>?)
  -> Int32
{
  raising { () throws(Raise) in
    try executeSlots(module!, def!)
    return 0
  }
}

@c @implementation
public func PyState_FindModule(_ def: UnsafeMutablePointer<PyModuleDef>?) -> ObjectPointer? {
  let def = def!
  if def.pointee.m_slots != nil || def.pointee.m_base.m_index == 0 { return nil }
  guard let module = ModuleTable.find(def.pointee.m_base.m_index) else { return nil }
  suture_expose(module)
  return module
}

@c @implementation
public func PyState_AddModule(_ module: ObjectPointer?, _ def: UnsafeMutablePointer<PyModuleDef>?)
  -> Int32
{
  guard let def else {
    Diagnostics.fatalError(in: "PyState_AddModule", "module definition is NULL")
  }
  if def.pointee.m_slots != nil {
    _ = Raise(.system, "PyState_AddModule called on module with slots")
    return -1
  }
  ModuleTable.ready(def)
  ModuleTable.set(def.pointee.m_base.m_index, module)
  return 0
}

@c @implementation
public func _PyState_AddModule(_ module: ObjectPointer?, _ def: UnsafeMutablePointer<PyModuleDef>?)
  -> Int32
{
  PyState_AddModule(module, def)
}

@c @implementation
public func PyState_RemoveModule(_ def: UnsafeMutablePointer<PyModuleDef>?) -> Int32 {
  let def = def!
  if def.pointee.m_slots != nil {
    _ = Raise(.system, "PyState_RemoveModule called on module with slots")
    return -1
  }
  ModuleTable.set(def.pointee.m_base.m_index, nil)
  return 0
}
