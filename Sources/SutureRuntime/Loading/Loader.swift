import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// From a file to a module: inspect, decide, dlopen, init. See the decision table at `Loader.decide`.

/// Publishes the exported names to extensions.
func startLoading() {
  do throws(LoadError) { try Linker.publishExports() } catch { Diagnostics.warn(error.description) }
}

// MARK: Layout

/// How a file will be run.
struct LoadDecision {
  let entry: EntryPoint
  /// The domain of its code as far as the file tells; a definition that declares Py_MOD_GIL_NOT_USED may still make a
  /// legacy one free.
  let domain: CodeDomain
  /// True when that declaration may be believed: references are counted by calls only, or the host says so.
  let believesNoGIL: Bool
}

/// A file that was opened.
///
/// Extensions are never closed.
private struct OpenedExtension {
  let decision: LoadDecision
  let function: UnsafeMutableRawPointer
  /// The definition of a single-phase module that supports no second init (m_size == -1), and a copy of its dict.
  var definition: ModuleDefPointer?
}

// MARK: Operations

enum Loader {
  private static let lock = Mutex()
  nonisolated(unsafe) private static var opened: [String: OpenedExtension] = [:]
  /// Modules that the host runs in parallel whatever their files say; "*": all.
  nonisolated(unsafe) private static var parallel: Set<String> = []

  static func allowParallel(_ module: String) { lock.withLock { _ = parallel.insert(module) } }

  static func isParallel(_ module: String) -> Bool {
    lock.withLock { parallel.contains(module) || parallel.contains("*") }
  }

  /// How an extension file is run.
  ///
  ///     mode       | the file has                   | runs                 | domain
  ///     -----------+--------------------------------+----------------------+---------------------------------------
  ///     gilectomy  | PyModExport_                   | PyModExport_         | free if it declares NOT_USED, else legacy
  ///     gilectomy  | PyGilectomyInit_               | PyGilectomyInit_     | free; an error if it counts inline
  ///     gilectomy  | both, and counts inline        | PyInit_              | legacy
  ///     gilectomy  | PyInit_                        | PyInit_              | legacy; free if it declares NOT_USED
  ///                |                                |                      | and counts by calls only
  ///     GIL        | PyInit_, PyModExport_          | PyModExport_, PyInit_| runtime: no changes of mode
  ///     GIL        | PyGilectomyInit_ only          | error
  static func decide(_ file: ExtensionFile, _ module: String) throws(LoadError) -> LoadDecision {
    let isParallel = isParallel(module)
    let believes = isParallel || file.counting == .calls
    if let entry = file.entry(.abi3t, module) {
      return LoadDecision(
        entry: entry,
        domain: suture_is_gil_mode() ? .runtime : .legacy,
        believesNoGIL: true
      )
    }
    if suture_is_gil_mode() {
      if let entry = file.entry(.legacy, module) {
        return LoadDecision(entry: entry, domain: .runtime, believesNoGIL: false)
      }
      if let entry = file.entry(.gilectomy, module) {
        throw LoadError("defines \(entry.symbol) only: start the runtime in gilectomy mode")
      }
    } else {
      let countsInline = file.counting == .inline && !isParallel
      if let entry = file.entry(.gilectomy, module), !countsInline {
        return LoadDecision(entry: entry, domain: .free, believesNoGIL: true)
      }
      if let entry = file.entry(.legacy, module) {
        return LoadDecision(
          entry: entry,
          domain: isParallel ? .free : .legacy,
          believesNoGIL: believes
        )
      }
    }
    if let entry = file.entry(.gilectomy, module) {
      throw LoadError(
        "defines \(entry.symbol), but counts references in its own code: define Py_GILECTOMY before any include"
      )
    }
    throw LoadError(
      "dynamic module does not define module export function (PyInit_\(module))",
      isWhole: true
    )
  }

  /// Opens the file and finds its entry point.
  ///
  /// Runs the file's constructors, nothing else of it.
  private static func open(_ path: String, _ module: String) throws(LoadError) -> OpenedExtension {
    let key = path + "\0" + module
    if let found = lock.withLock({ opened[key] }) { return found }
    let file = try ExtensionFile(path: path)
    let decision = try decide(file, module)
    if !file.missingData.isEmpty {
      throw LoadError(
        "needs data that Suture does not have: \(file.missingData.joined(separator: ", "))"
      )
    }
    try Linker.publishExports()
    try Linker.publishFallbacks(file.missingFunctions)
    warn(file, decision, module)
    // A path without a slash would be searched for in the system's folders.
    let full = path.contains("/") ? path : "./" + path
    guard let handle = dlopen(full, RTLD_NOW | RTLD_LOCAL) else {
      throw LoadError(String(cString: dlerror()), isWhole: true)
    }
    guard let function = dlsym(handle, decision.entry.symbol) else {
      throw LoadError("\(decision.entry.symbol) cannot be found: \(String(cString: dlerror()))")
    }
    LoadedCode.register(function, decision.domain)
    let result = OpenedExtension(decision: decision, function: function)
    lock.withLock { opened[key] = result }
    return result
  }

  private static func warn(_ file: ExtensionFile, _ decision: LoadDecision, _ module: String) {
    guard isParallel(module), decision.domain == .free else { return }
    let isLegacy = decision.entry.generation == .legacy
    if file.counting == .inline || (isLegacy && file.counting != .calls) {
      Diagnostics.warn(
        "\(file.path) is run in parallel on request, but it counts references in its own code (\(file.counting)): objects may be freed early"
      )
    }
  }

  /// Loads an extension file as the module `name`: a new reference; the module is in sys.modules.
  static func load(_ name: String, _ path: String) throws(Raise) -> ObjectPointer {
    let last = lastDotted(name)
    let extensionModule: OpenedExtension
    do throws(LoadError) { extensionModule = try open(path, last) } catch {
      let nameObject = Owned(try makeStr(name))
      let pathObject = Owned(try makeStr(path))
      throw Import.importError(
        suture_PyExc_ImportError(),
        error.isWhole ? error.description : "\(path): \(error.description)",
        nameObject.pointer,
        pathObject.pointer
      )
    }
    let spec = Owned(try Import.makeSpec(name, origin: path))
    var initialisation = Initialisation(
      name: name,
      spec: spec.pointer,
      decision: extensionModule.decision
    )
    let module: ObjectPointer
    do throws(Raise) {
      if extensionModule.decision.entry.generation == .abi3t {
        module = try initialisation.export(extensionModule.function)
      } else {
        module = try initialisation.run(extensionModule.function)
      }
    } catch {
      note(name, path)
      throw error
    }
    if initialisation.domain != extensionModule.decision.domain {
      LoadedCode.register(extensionModule.function, initialisation.domain)
    }
    makeModuleImmortal(module)
    return module
  }

  /// Appends to the notes of the pending exception which module's init it left.
  private static func note(_ name: String, _ path: String) {
    guard let error = PyErr_GetRaisedException() else { return }
    do throws(Raise) {
      let text = Owned(try makeStr("while importing \(name) from \(path)"))
      try addNote(error, text.pointer)
    } catch {
      PyErr_Clear()
    }
    PyErr_SetRaisedException(error)
  }

  /// Initialises a module by a function of PyImport_AppendInittab, which is the host's own code.
  static func initialise(_ name: String, _ function: @convention(c) () -> ObjectPointer?)
    throws(Raise) -> ObjectPointer
  {
    let spec = Owned(try Import.makeSpec(name, origin: nil))
    try setAttribute(spec.pointer, "origin", try makeStr("built-in"))
    let entry = EntryPoint(generation: .legacy, module: name, symbol: "PyInit_" + name)
    let decision = LoadDecision(
      entry: entry,
      domain: suture_is_gil_mode() ? .runtime : .free,
      believesNoGIL: true
    )
    var initialisation = Initialisation(name: name, spec: spec.pointer, decision: decision)
    return try initialisation.run(unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }

  /// C14: what every thread will use must not be counted by every thread.
  static func makeModuleImmortal(_ module: ObjectPointer) {
    guard !suture_is_gil_mode(), isModule(module), let dict = module.asModule.pointee.module.md_dict
    else { return }
    makeImmortal(module)
    guard let values = PyDict_Values(dict) else { return PyErr_Clear() }
    defer { suture_decref(values) }
    for i in 0..<PyList_Size(values) {
      guard let value = PyList_GetItem(values, i) else { continue }
      let isFunction =
        value.type == suture_PyCFunction_Type() || value.type == suture_PyCMethod_Type()
      if isFunction { makeImmortal(value) }
      if value.isInstance(TypeFlag.type), isOwnType(value) {
        makeImmortal(value)
        makeDescriptorsImmortal(value)
      }
    }
  }

  /// What the type's methods, members and getters were made into: each use of one takes a reference to it.
  private static func makeDescriptorsImmortal(_ type: ObjectPointer) {
    guard let dict = type.cast(to: PyTypeObject.self).pointee.tp_dict,
      let values = PyDict_Values(dict)
    else { return PyErr_Clear() }
    defer { suture_decref(values) }
    let kinds = [
      suture_PyMemberDescr_Type(), suture_PyGetSetDescr_Type(), suture_PyMethodDescr_Type(),
      suture_PyClassMethodDescr_Type(), suture_PyWrapperDescr_Type(),
    ]
    for i in 0..<PyList_Size(values) {
      if let value = PyList_GetItem(values, i), kinds.contains(value.type) { makeImmortal(value) }
    }
  }

  /// A heap type that an extension made.
  private static func isOwnType(_ o: ObjectPointer) -> Bool {
    let type = o.cast(to: PyTypeObject.self)
    return type.has(TypeFlag.heap)
  }
}

/// One run of an entry point: phases, checks, conversions.
private struct Initialisation {
  let name: String
  let spec: ObjectPointer
  let decision: LoadDecision
  /// The domain of the module's code: what the decision says, until its definition has been seen.
  private(set) var domain: CodeDomain

  init(name: String, spec: ObjectPointer, decision: LoadDecision) {
    self.name = name
    self.spec = spec
    self.decision = decision
    domain = decision.domain
  }

  private var last: String { lastDotted(name) }

  /// Calls a PyInit_ or PyGilectomyInit_ function and carries out both phases.
  mutating func run(_ function: UnsafeMutableRawPointer) throws(Raise) -> ObjectPointer {
    typealias Init = @convention(c) () -> ObjectPointer?
    let initialise = unsafeBitCast(function, to: Init.self)
    let full = name
    var definition: ModuleDefPointer?
    let single: ObjectPointer? = try crossing(domain) { () throws(Raise) in
      let result = try checkInit(Import.withContext(full) { initialise() })
      if PyType_IsSubtype(result.type, suture_PyModuleDef_Type()) != 0 {
        definition = result.cast(to: PyModuleDef.self)
        return nil
      }
      return try finishSinglePhase(result)
    }
    if let single { return single }
    let def = definition!
    if domain == .legacy, decision.believesNoGIL, declaresNoGIL(def) { domain = .free }
    return try check(try crossing(domain) { () throws(Raise) in try runPhases(def) })
  }

  /// Runs `body` in the mode of the extension; the object that it gives becomes the caller's.
  private func crossing(
    _ domain: CodeDomain,
    _ body: () throws(Raise) -> ObjectPointer?
  ) throws(Raise) -> ObjectPointer? {
    if domain.isCurrent { return try body() }
    let crossing = Crossing(into: domain)
    crossing.expose(spec)
    var result: ObjectPointer?
    var failure: Raise?
    do throws(Raise) { result = try body() } catch { failure = error }
    result = crossing.leave(result)
    if let failure { throw failure }
    return result
  }

  /// What an init function returns, against what it raises.
  private func checkInit(_ result: ObjectPointer?) throws(Raise) -> ObjectPointer {
    guard let result else {
      if isExceptionPending { throw .pending }
      throw Raise(.system, "initialization of \(last) failed without raising an exception")
    }
    if isExceptionPending {
      raiseSystemErrorFromPending { "initialization of \(last) raised unreported exception" }
      throw .pending
    }
    if UnsafeMutableRawPointer(result).load(fromByteOffset: 8, as: UnsafeRawPointer?.self) == nil {
      throw Raise(.system, "init function of \(last) returned uninitialized object")
    }
    return result
  }

  private func finishSinglePhase(_ module: ObjectPointer) throws(Raise) -> ObjectPointer {
    let module = Owned(module)
    guard isModule(module.pointer) else {
      throw Raise(.system, "initialization of \(last) did not return an extension module")
    }
    guard let def = module.pointer.asModule.pointee.module.md_def else {
      throw Raise(.system, "initialization of \(last) did not return a valid extension module")
    }
    if def.pointee.m_base.m_index > 0 {
      ModuleTable.set(def.pointee.m_base.m_index, module.pointer)
    }
    try enter(module.pointer)
    return module.take()
  }

  private func runPhases(_ def: ModuleDefPointer) throws(Raise) -> ObjectPointer {
    let module = try Owned(PyModule_FromDefAndSpec2(def, spec, 1013))
    try enter(module.pointer)
    if isModule(module.pointer), PyModule_ExecDef(module.pointer, def) < 0 {
      try forget()
      throw .pending
    }
    return module.take()
  }

  /// Attributes and sys.modules, between the two phases.
  private func enter(_ module: ObjectPointer) throws(Raise) {
    try Import.setModuleAttributes(module, name, spec)
    let key = Owned(try makeStr(name))
    try check(PyDict_SetItem(Import.modules, key.pointer, module))
  }

  /// Takes a module whose exec failed out of sys.modules; the exception stays.
  private func forget() throws(Raise) {
    let saved = PyErr_GetRaisedException()
    let key = Owned(try makeStr(name))
    if PyDict_DelItem(Import.modules, key.pointer) < 0 { PyErr_Clear() }
    if let saved { PyErr_SetRaisedException(saved) }
  }

  /// Calls a PyModExport_ function and makes the module from its slots (PEP 793).
  mutating func export(_ function: UnsafeMutableRawPointer) throws(Raise) -> ObjectPointer {
    typealias Export = @convention(c) () -> UnsafePointer<PySlot>?
    let exportSlots = unsafeBitCast(function, to: Export.self)
    var found: UnsafePointer<PySlot>?
    _ = try crossing(domain) { () throws(Raise) in
      found = exportSlots()
      return nil
    }
    guard let slots = found else {
      if isExceptionPending { throw .pending }
      throw Raise(
        .system,
        "\(decision.entry.symbol) of \(last) returned NULL without setting an exception"
      )
    }
    if isExceptionPending {
      raiseSystemErrorFromPending {
        "\(decision.entry.symbol) of \(name) raised unreported exception"
      }
      throw .pending
    }
    if domain == .legacy {
      let declared = try ModuleSlots(slots, last).declaresNoGIL
      if declared || Loader.isParallel(last) { domain = .free }
    }
    return try check(
      try crossing(domain) { () throws(Raise) in
        let module = try Owned(PyModule_FromSlotsAndSpec(slots, spec))
        try enter(module.pointer)
        if isModule(module.pointer), PyModule_Exec(module.pointer) < 0 {
          try forget()
          throw .pending
        }
        return module.take()
      }
    )
  }
}
