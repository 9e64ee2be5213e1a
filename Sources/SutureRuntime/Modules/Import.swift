import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Import: sys.modules, then the modules that are built in or that the host registered, then extension files on sys.path.
// A module is imported by one thread; others wait for it, detached, unless that would close a circle.

// MARK: Layout

enum Import {
  /// sys.modules, made on first use; a reference of the runtime's own.
  nonisolated(unsafe) private static var modulesDict: ObjectPointer?
  static var modules: ObjectPointer {
    if let modulesDict { return modulesDict }
    guard let dict = PyDict_New() else { Diagnostics.fatal("no sys.modules") }
    suture_into_storage(dict)
    modulesDict = dict
    return dict
  }

  private static let lock = Mutex()
  /// Makers of modules that need no file, by full name.
  nonisolated(unsafe) private static var makers:
    [String: @Sendable () throws(Raise) -> ObjectPointer] = [:]
  /// Init functions of PyImport_AppendInittab.
  nonisolated(unsafe) private static var initTable: [String: @convention(c) () -> ObjectPointer?] =
    [:]
  nonisolated(unsafe) private static var hostPath: [String] = []
  /// The full name of the module whose single-phase init a thread runs, by thread.
  nonisolated(unsafe) private static var contexts: [UInt32: String] = [:]

  /// The modules that imports looked for in vain, the first ones of the process, with commas: C text, so that a handler
  /// of SIGABRT can read it.
  nonisolated(unsafe) private static let missing: UnsafeMutableBufferPointer<CChar> = {
    let text = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 128)
    text.initialize(repeating: 0)
    return text
  }()
  static var missingModules: UnsafePointer<CChar> { UnsafePointer(missing.baseAddress!) }

  /// Adds a name to `missingModules`, whole or not at all.
  private static func noteMissing(_ name: String) {
    lock.withLock {
      let used = strlen(missingModules)
      let text = ((used == 0 ? "" : ", ") + name).utf8CString
      guard used + text.count <= missing.count else { return }
      for (i, unit) in text.enumerated() { missing[used + i] = unit }
    }
  }

  /// Registers a module that is made when it is first imported.
  static func register(
    _ name: String,
    _ make: @escaping @Sendable () throws(Raise) -> ObjectPointer
  ) {
    lock.withLock { makers[name] = make }
  }

  static func appendInitTable(
    _ name: String,
    _ function: @escaping @convention(c) () -> ObjectPointer?
  ) {
    lock.withLock { initTable[name] = function }
  }

  static func builtinMaker(_ name: String) -> (@Sendable () throws(Raise) -> ObjectPointer)? {
    lock.withLock { makers[name] }
  }

  static func tableEntry(_ name: String) -> (@convention(c) () -> ObjectPointer?)? {
    lock.withLock { initTable[name] }
  }

  /// Adds a folder to search for extension files, before those of sys.path.
  static func addHostPath(_ folder: String) { lock.withLock { hostPath.append(folder) } }

  /// PyModule_Create2's name for the module: a single-phase init knows only the last part of it.
  static func qualify(_ name: String) -> String {
    let id = suture_thread().pointee.id
    return lock.withLock {
      guard let context = contexts[id], context.hasSuffix("." + name) else { return name }
      contexts[id] = nil
      return context
    }
  }

  static func withContext<T>(_ name: String, _ body: () -> T) -> T {
    let id = suture_thread().pointee.id
    let old = lock.withLock {
      let old = contexts[id]
      contexts[id] = name
      return old
    }
    defer { lock.withLock { contexts[id] = old } }
    return body()
  }

  /// File name endings of extensions, in the order of preference.
  static let suffixes: [String] = [
    ".cpython-313-\(nativeArchitecture)-linux-gnu.so", ".abi3.so", ".abi3t.so",
    ".abi3t-\(nativeArchitecture)-linux-gnu.so", ".so",
  ]
}

// MARK: Operations

extension Import {
  /// The module of this full name: a new reference.
  static func module(_ name: String) throws(Raise) -> ObjectPointer {
    let key = try Owned(makeStr(name))
    return try module(key.pointer)
  }

  /// The module whose full name is this str: a new reference.
  static func module(_ key: ObjectPointer) throws(Raise) -> ObjectPointer {
    if let found = try loaded(key), !ImportLocks.isBusy(swiftText(key)) { return found.take() }
    let name = swiftText(key)
    let holds = ImportLocks.acquire(name)
    defer { if holds { ImportLocks.release(name) } }
    if let found = try loaded(key) { return found.take() }
    return try find(name, key)
  }

  /// The entry of sys.modules.
  private static func loaded(_ key: ObjectPointer) throws(Raise) -> Owned? {
    guard let found = try dictGet(modules, key) else { return nil }
    if found == suture_None() {
      throw notFound("import of \(swiftText(key)) halted; None in sys.modules", key)
    }
    return Owned(found)
  }

  /// ModuleNotFoundError(message, name=name).
  static func notFound(_ message: String, _ name: ObjectPointer) -> Raise {
    importError(suture_PyExc_ModuleNotFoundError(), message, name, nil)
  }

  static func importError(
    _ type: ObjectPointer,
    _ message: String,
    _ name: ObjectPointer?,
    _ path: ObjectPointer?
  ) -> Raise {
    guard let text = try? makeStr(message) else { return .pending }
    _ = PyErr_SetImportErrorSubclass(type, text, name, path)
    suture_decref(text)
    return .pending
  }

  private static func find(_ name: String, _ key: ObjectPointer) throws(Raise) -> ObjectPointer {
    guard let dot = name.lastIndex(of: ".") else { return try make(name, name, key, nil) }
    let parentName = String(name[..<dot])
    let last = String(name[name.index(after: dot)...])
    let parent = Owned(try module(parentName))
    if let found = try loaded(key) { return found.take() }
    let folders = try packageFolders(parent.pointer)
    if folders == nil, builtinMaker(name) == nil, tableEntry(name) == nil {
      throw notFound("No module named '\(name)'; '\(parentName)' is not a package", key)
    }
    let module = Owned(try make(name, last, key, folders ?? []))
    try check(PyObject_SetAttrString(parent.pointer, last, module.pointer))
    return module.take()
  }

  /// `__path__` of a package; nil: it is not one.
  private static func packageFolders(_ module: ObjectPointer) throws(Raise) -> [String]? {
    guard let path = PyObject_GetAttr(module, suture_name___path__()) else {
      PyErr_Clear()
      return nil
    }
    defer { suture_decref(path) }
    return try strings(path)
  }

  private static func strings(_ sequence: ObjectPointer) throws(Raise) -> [String] {
    let list = try Owned(PySequence_List(sequence))
    var result: [String] = []
    for i in 0..<PyList_Size(list.pointer) {
      if let item = PyList_GetItem(list.pointer, i), item.isInstance(TypeFlag.unicode) {
        result.append(swiftText(item))
      }
    }
    return result
  }

  /// The host's folders, then sys.path.
  private static func searchPath() throws(Raise) -> [String] {
    var result = lock.withLock { hostPath }
    if let path = PySys_GetObject("path"), path.isInstance(TypeFlag.list) {
      for folder in try strings(path) where !result.contains(folder) { result.append(folder) }
    }
    if isExceptionPending { PyErr_Clear() }
    return result
  }

  /// Makes a module that is not in sys.modules, and enters it there.
  private static func make(
    _ name: String,
    _ last: String,
    _ key: ObjectPointer,
    _ folders: [String]?
  ) throws(Raise) -> ObjectPointer {
    if let maker = builtinMaker(name) {
      let module = Owned(try maker())
      try nameBuiltIn(module.pointer, name)
      Loader.makeModuleImmortal(module.pointer)
      try check(PyDict_SetItem(modules, key, module.pointer))
      return module.take()
    }
    if let function = tableEntry(name) { return try Loader.initialise(name, function) }
    let path: [String]
    if let folders { path = folders } else { path = try searchPath() }
    var packages: [String] = []
    for folder in path {
      let base = (folder.isEmpty ? "." : folder) + "/" + last
      for suffix in suffixes where isFile(base + suffix) {
        return try Loader.load(name, base + suffix)
      }
      if isFolder(base) { packages.append(base) }
    }
    if !packages.isEmpty { return try makePackage(name, key, packages) }
    noteMissing(name)
    throw notFound("No module named '\(name)'", key)
  }

  /// Gives a module of the runtime's own its spec, which repr shows as "(built-in)".
  static func nameBuiltIn(_ module: ObjectPointer, _ name: String) throws(Raise) {
    let spec = Owned(try makeSpec(name, origin: nil))
    try setAttribute(spec.pointer, "origin", try makeStr("built-in"))
    try setQuietly(module, "__package__", try check(PyObject_GetAttrString(spec.pointer, "parent")))
    try setQuietly(module, "__spec__", newReference(spec.pointer))
  }

  private static func isFile(_ path: String) -> Bool { kind(path) == S_IFREG }
  private static func isFolder(_ path: String) -> Bool { kind(path) == S_IFDIR }
  private static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// A folder is a package without code: what it holds can be imported.
  private static func makePackage(_ name: String, _ key: ObjectPointer, _ folders: [String])
    throws(Raise) -> ObjectPointer
  {
    let module = Owned(try makeModule(name: key))
    let list = try Owned(PyList_New(0))
    for folder in folders {
      let text = Owned(try makeStr(folder))
      try check(PyList_Append(list.pointer, text.pointer))
    }
    let spec = Owned(try makeSpec(name, origin: nil, folders: list.pointer))
    try setModuleAttributes(module.pointer, name, spec.pointer)
    try check(PyObject_SetAttr(module.pointer, suture_name___path__(), list.pointer))
    try check(PyDict_SetItem(modules, key, module.pointer))
    return module.take()
  }

  /// A ModuleSpec: name, loader, origin, parent and the rest.
  static func makeSpec(_ name: String, origin: String?, folders: ObjectPointer? = nil) throws(Raise)
    -> ObjectPointer
  {
    let spec = Owned(try makeNamespace(ModuleTypes.spec))
    let s = spec.pointer
    let text = Owned(try makeStr(name))
    try check(PyObject_SetAttr(s, suture_name_name(), text.pointer))
    if let origin {
      let loader = Owned(try makeNamespace(ModuleTypes.extensionLoader))
      try check(PyObject_SetAttr(loader.pointer, suture_name_name(), text.pointer))
      try setAttribute(loader.pointer, "path", try makeStr(origin))
      try setAttribute(s, "loader", newReference(loader.pointer))
      try setAttribute(s, "origin", try makeStr(origin))
    } else {
      try setAttribute(s, "loader", none())
      try setAttribute(s, "origin", none())
    }
    try setAttribute(s, "loader_state", none())
    try setAttribute(s, "submodule_search_locations", newReference(folders ?? suture_None()))
    let parent: String
    if folders != nil {
      parent = name
    } else {
      parent = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
    }
    try setAttribute(s, "parent", try makeStr(parent))
    try setAttribute(s, "has_location", origin == nil ? suture_False() : suture_True())
    try setAttribute(s, "cached", none())
    try setAttribute(s, "_initializing", suture_False())
    return spec.take()
  }

  /// `__spec__`, `__loader__`, `__package__` and `__file__`, on whatever object an extension gives as its module.
  static func setModuleAttributes(_ module: ObjectPointer, _ name: String, _ spec: ObjectPointer)
    throws(Raise)
  {
    let pairs: [(String, String)] = [("__package__", "parent"), ("__loader__", "loader")]
    for (attribute, source) in pairs {
      try setQuietly(module, attribute, try check(PyObject_GetAttrString(spec, source)))
    }
    try setQuietly(module, "__spec__", newReference(spec))
    let origin = try Owned(PyObject_GetAttrString(spec, "origin"))
    if origin.pointer != suture_None() {
      try setQuietly(module, "__file__", newReference(origin.pointer))
    }
  }

  /// importlib ignores an object that takes no attributes.
  private static func setQuietly(_ o: ObjectPointer, _ name: String, _ value: ObjectPointer)
    throws(Raise)
  {
    let value = Owned(value)
    if PyObject_SetAttrString(o, name, value.pointer) == 0 { return }
    guard PyErr_ExceptionMatches(suture_PyExc_AttributeError()) != 0 else { throw .pending }
    PyErr_Clear()
  }

  /// `import name` and `from name import fromlist`, as `__import__` does them.
  static func importLevel(
    _ name: ObjectPointer,
    _ globals: ObjectPointer?,
    _ fromlist: ObjectPointer?,
    _ level: Int32
  ) throws(Raise) -> ObjectPointer {
    guard name.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "module name must be a string")
    }
    if level < 0 { throw Raise(.value, "level must be >= 0") }
    let given = swiftText(name)
    var full = given
    if level > 0 {
      full = try resolve(given, globals, Int(level))
    } else if given.isEmpty {
      throw Raise(.value, "Empty module name")
    }
    let module = Owned(try module(full))
    let hasNames = try fromlist.map { (f) throws(Raise) in
      f != suture_None() ? try check(PyObject_IsTrue(f)) != 0 : false
    }
    if hasNames ?? false {
      try importNames(module.pointer, full, fromlist!)
      return module.take()
    }
    guard let dot = given.firstIndex(of: ".") else { return module.take() }
    let front = String(given[..<dot])
    if level == 0 { return try self.module(front) }
    let cut = given.utf8.count - front.utf8.count
    return try self.module(String(decoding: full.utf8.dropLast(cut), as: UTF8.self))
  }

  /// The names of `from package import names` that are submodules.
  private static func importNames(
    _ module: ObjectPointer,
    _ full: String,
    _ fromlist: ObjectPointer
  ) throws(Raise) {
    guard try packageFolders(module) != nil else { return }
    for name in try strings(fromlist) where name != "*" {
      if PyObject_HasAttrString(module, name) != 0 { continue }
      if let submodule = try? self.module(full + "." + name) {
        suture_decref(submodule)
        continue
      }
      guard PyErr_ExceptionMatches(suture_PyExc_ModuleNotFoundError()) != 0 else { throw .pending }
      PyErr_Clear()
    }
  }

  /// The full name of a relative import.
  private static func resolve(_ name: String, _ globals: ObjectPointer?, _ level: Int) throws(Raise)
    -> String
  {
    guard let globals else { throw Raise(.key, "'__name__' not in globals") }
    guard globals.isInstance(TypeFlag.dict) else { throw Raise(.type, "globals must be a dict") }
    var package = ""
    if let given = PyDict_GetItemString(globals, "__package__"), given != suture_None() {
      guard given.isInstance(TypeFlag.unicode) else {
        throw Raise(.type, "package must be a string")
      }
      package = swiftText(given)
    } else if let spec = PyDict_GetItemString(globals, "__spec__"), spec != suture_None() {
      let parent = try Owned(PyObject_GetAttrString(spec, "parent"))
      guard parent.pointer.isInstance(TypeFlag.unicode) else {
        throw Raise(.type, "__spec__.parent must be a string")
      }
      package = swiftText(parent.pointer)
    } else {
      guard let own = PyDict_GetItemString(globals, "__name__") else {
        throw Raise(.key, "'__name__' not in globals")
      }
      guard own.isInstance(TypeFlag.unicode) else {
        throw Raise(.type, "__name__ must be a string")
      }
      package = swiftText(own)
      if PyDict_GetItemString(globals, "__path__") == nil {
        guard let dot = package.lastIndex(of: ".") else {
          throw Raise(.importError, "attempted relative import with no known parent package")
        }
        package = String(package[..<dot])
      }
    }
    if package.isEmpty {
      throw Raise(.importError, "attempted relative import with no known parent package")
    }
    for _ in 1..<level {
      guard let dot = package.lastIndex(of: ".") else {
        throw Raise(.importError, "attempted relative import beyond top-level package")
      }
      package = String(package[..<dot])
    }
    return name.isEmpty ? package : package + "." + name
  }
}

// MARK: C API

@c @implementation
public func PyImport_GetModuleDict() -> ObjectPointer? {
  suture_expose(Import.modules)
  return Import.modules
}

@c @implementation
public func PyImport_GetModule(_ name: ObjectPointer?) -> ObjectPointer? {
  var found: ObjectPointer?
  return PyDict_GetItemRef(Import.modules, name, &found) < 0 ? nil : found
}

@c @implementation
public func PyImport_AddModuleRef(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let key = try Owned(PyUnicode_FromString(name))
    return try addModule(key.pointer)
  }
}

/// The entry of sys.modules, or a new empty module that is entered there: a new reference.
///
/// A module of Suture's own counts as loaded: builtins must not become an empty module because nobody has imported it yet.
func addModule(_ key: ObjectPointer) throws(Raise) -> ObjectPointer {
  var found: ObjectPointer?
  if PyDict_GetItemRef(Import.modules, key, &found) < 0 { throw .pending }
  if let found {
    if isModule(found) { return found }
    suture_decref(found)
  } else if key.isInstance(TypeFlag.unicode), Import.builtinMaker(swiftText(key)) != nil {
    return try check(PyImport_Import(key))
  }
  let module = Owned(try makeModule(name: key))
  try check(PyDict_SetItem(Import.modules, key, module.pointer))
  return module.take()
}

@c @implementation
public func PyImport_AddModuleObject(_ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let module = try addModule(name!)
    suture_decref(module)  // sys.modules holds it
    return module
  }
}

@c @implementation
public func PyImport_AddModule(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  guard let module = PyImport_AddModuleRef(name) else { return nil }
  suture_decref(module)
  return module
}

@c @implementation
public func PyImport_ImportModule(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = try Owned(PyUnicode_FromString(name))
    return try check(PyImport_Import(text.pointer))
  }
}

@c @implementation
public func PyImport_ImportModuleNoBlock(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  PyImport_ImportModule(name)
}

@c @implementation
public func PyImport_Import(_ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard name!.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "module name must be a string")
    }
    if strCount(name!) == 0 { throw Raise(.value, "Empty module name") }
    return try Import.module(name!)
  }
}

@c @implementation
public func _PyImport_GetModuleAttr(_ name: ObjectPointer?, _ attribute: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let module = try Owned(PyImport_Import(name))
    return PyObject_GetAttr(module.pointer, attribute)
  }
}

@c @implementation
public func _PyImport_GetModuleAttrString(
  _ name: UnsafePointer<CChar>?,
  _ attribute: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let name = try Owned(PyUnicode_FromString(name))
    let attribute = try Owned(PyUnicode_FromString(attribute))
    return _PyImport_GetModuleAttr(name.pointer, attribute.pointer)
  }
}

@c @implementation
public func _PyImport_SetModule(_ name: ObjectPointer?, _ module: ObjectPointer?) -> Int32 {
  PyDict_SetItem(Import.modules, name, module)
}

@c @implementation
public func PyImport_ImportModuleLevelObject(
  _ name: ObjectPointer?,
  _ globals: ObjectPointer?,
  _ locals: ObjectPointer?,
  _ fromlist: ObjectPointer?,
  _ level: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let name else { throw Raise(.value, "Empty module name") }
    return try Import.importLevel(name, globals, fromlist, level)
  }
}

@c @implementation
public func PyImport_ImportModuleLevel(
  _ name: UnsafePointer<CChar>?,
  _ globals: ObjectPointer?,
  _ locals: ObjectPointer?,
  _ fromlist: ObjectPointer?,
  _ level: Int32
) -> ObjectPointer? {
  guard let text = PyUnicode_FromString(name) else { return nil }
  defer { suture_decref(text) }
  return PyImport_ImportModuleLevelObject(text, globals, locals, fromlist, level)
}

/// Extensions are not run again, as in CPython: the module is returned as it is.
@c @implementation
public func PyImport_ReloadModule(_ module: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let module, isModule(module) else {
      throw Raise(.type, "reload() argument must be a module")
    }
    let name = Owned(borrowed: try moduleName(module))
    var found: ObjectPointer?
    if PyDict_GetItemRef(Import.modules, name.pointer, &found) < 0 { throw .pending }
    guard let found, found == module else {
      if let found { suture_decref(found) }
      throw Raise(.importError, "module \(swiftText(name.pointer)) not in sys.modules")
    }
    return found
  }
}

@c @implementation
public func PyImport_AppendInittab(
  _ name: UnsafePointer<CChar>?,
  _ function: (@convention(c) () -> ObjectPointer?)?
) -> Int32 {
  guard let name, let function else { return -1 }
  Import.appendInitTable(String(cString: name), function)
  return 0
}

@c @implementation
public func PyImport_GetImporter(_ path: ObjectPointer?) -> ObjectPointer? { none() }

@c @implementation
public func PyImport_GetMagicNumber() -> Int { 0x0a0d_0df3 }

@c @implementation
public func PyImport_GetMagicTag() -> UnsafePointer<CChar>? {
  magicTag.utf8Start.withMemoryRebound(to: CChar.self, capacity: 12) { UnsafePointer($0) }
}

private let magicTag: StaticString = "cpython-313"

/// Suture has no frozen modules.
@c @implementation
public func PyImport_ImportFrozenModuleObject(_ name: ObjectPointer?) -> Int32 { 0 }

@c @implementation
public func PyImport_ImportFrozenModule(_ name: UnsafePointer<CChar>?) -> Int32 { 0 }
