import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The module sys: its dictionary, and the PySys_ functions.

// MARK: Operations

enum Sys {
  /// The module's dictionary: a reference of the runtime's own, made on first use.
  nonisolated(unsafe) static let dict: ObjectPointer = {
    guard let made = PyDict_New() else { Diagnostics.fatal("no memory for sys") }
    makeImmortal(made)
    return made
  }()

  /// The version text, as sys.version.
  static let version = "3.13.0 (suture 0.1, 2026) [Swift]"

  /// An attribute: borrowed from the dictionary.
  static func get(_ name: String) -> ObjectPointer? {
    var found: ObjectPointer?
    preservingPending {
      found = PyDict_GetItemString(dict, name)
      PyErr_Clear()
    }
    return found
  }

  /// Sets an attribute to an object whose reference is given away; what cannot be made is left out.
  static func set(_ name: String, _ made: ObjectPointer?) {
    guard let made else {
      PyErr_Clear()
      return
    }
    if PyDict_SetItemString(dict, name, made) < 0 { PyErr_Clear() }
    suture_decref(made)
  }

  static func set(_ name: String, _ text: String) { set(name, str(text)) }
  static func set(_ name: String, _ number: Int) { set(name, PyLong_FromLong(number)) }

  static func str(_ text: String) -> ObjectPointer? {
    raising { () throws(Raise) in try makeStr(text) }
  }

  /// A struct sequence of objects whose references are given away.
  static func sequence(_ which: SutureSysSequence, _ values: [ObjectPointer?]) -> ObjectPointer? {
    guard let type = PyStructSequence_NewType(suture_sys_sequence(which)),
      let made = PyStructSequence_New(type)
    else { return nil }
    for (i, value) in values.enumerated() { PyStructSequence_SetItem(made, i, value ?? none()) }
    return made
  }
}

/// Makes sys and warnings and enters them in sys.modules.
func startSys() {
  if PyType_Ready(suture_TextFile_Type()) < 0 { PyErr_Clear() }
  startUnraisable()
  fillSys()
  addModule("sys", Sys.dict, suture_sys_methods())
  // The hooks as they are at the start, for who replaces them.
  for name in ["excepthook", "unraisablehook", "displayhook"] {
    if let hook = Sys.get(name) { _ = PyDict_SetItemString(Sys.dict, "__\(name)__", hook) }
  }
  fillWarnings()
}

/// Makes a module of functions, with the entries of `extra`, and enters it in sys.modules.
private func addModule(
  _ name: String,
  _ extra: ObjectPointer,
  _ methods: UnsafeMutablePointer<PyMethodDef>
) {
  raisingNothing { () throws(Raise) in
    let module = try Owned(PyModule_New(name))
    try check(PyModule_AddFunctions(module.pointer, methods))
    guard let dict = PyModule_GetDict(module.pointer) else { throw .pending }
    if dict != extra {
      // sys.__dict__ is the dictionary that PySys_GetObject reads.
      try check(PyDict_Update(extra, dict))
      module.pointer.cast(to: PyModuleObject.self).pointee.md_dict = extra
    }
    guard let modules = PyImport_GetModuleDict() else { throw .pending }
    try Import.nameBuiltIn(module.pointer, name)
    try check(PyDict_SetItemString(extra, "modules", modules))
    try check(PyDict_SetItemString(modules, name, module.pointer))
    Loader.makeModuleImmortal(module.pointer)
  }
  if isExceptionPending { PyErr_Clear() }
}

private func int(_ n: Int) -> ObjectPointer? { PyLong_FromLong(n) }

private func fillSys() {
  Sys.set("version", Sys.version)
  Sys.set("hexversion", 0x030D_00F0)
  Sys.set("api_version", 1013)
  Sys.set("copyright", String(cString: Py_GetCopyright()!))
  Sys.set("platform", String(cString: Py_GetPlatform()!))
  Sys.set("byteorder", "little")
  Sys.set("maxsize", Int.max)
  Sys.set("maxunicode", 0x10FFFF)
  Sys.set("float_repr_style", "short")
  Sys.set("abiflags", "")
  Sys.set("platlibdir", "lib")
  for name in [
    "executable", "_base_executable", "prefix", "exec_prefix", "base_prefix", "base_exec_prefix",
    "_framework",
  ] {
    Sys.set(name, "")
  }
  for name in ["path", "meta_path", "path_hooks", "warnoptions", "argv", "orig_argv"] {
    Sys.set(name, PyList_New(0))
  }
  for name in ["path_importer_cache", "_xoptions"] { Sys.set(name, PyDict_New()) }
  Sys.set("dont_write_bytecode", suture_True())
  Sys.set("pycache_prefix", none())
  Sys.set("builtin_module_names", PyTuple_New(0))
  Sys.set("stdlib_module_names", PyFrozenSet_New(nil))
  Sys.set("stdin", none())
  Sys.set("stdout", makeTextFile(1, "<stdout>", errors: "strict"))
  Sys.set("stderr", makeTextFile(2, "<stderr>", errors: "backslashreplace"))
  for name in ["stdin", "stdout", "stderr"] {
    if let file = Sys.get(name) { _ = PyDict_SetItemString(Sys.dict, "__\(name)__", file) }
  }
  fillSequences()
  fillImplementation()
}

private func fillSequences() {
  Sys.set(
    "version_info",
    Sys.sequence(SUTURE_SYS_VERSION, [int(3), int(13), int(0), Sys.str("final"), int(0)])
  )
  var flags: [ObjectPointer?] = []
  for i in 0..<18 {
    switch i {
    case 4, 11, 14: flags.append(int(1))
    case 13, 16: flags.append(suture_False())
    case 17: flags.append(int(4300))
    default: flags.append(int(0))
    }
  }
  Sys.set("flags", Sys.sequence(SUTURE_SYS_FLAGS, flags))
  Sys.set("float_info", PyFloat_GetInfo())
  Sys.set("int_info", PyLong_GetInfo())
  let hash: [ObjectPointer?] = [
    int(64), int((1 << 61) - 1), int(314159), int(0), int(1_000_003), Sys.str("siphash13"), int(64),
    int(128), int(0),
  ]
  Sys.set("hash_info", Sys.sequence(SUTURE_SYS_HASH, hash))
  Sys.set(
    "thread_info",
    Sys.sequence(SUTURE_SYS_THREAD, [Sys.str("pthread"), Sys.str("futex"), none()])
  )
}

/// sys.implementation: a plain object with attributes.
private func fillImplementation() {
  raisingNothing { () throws(Raise) in
    let name = try Owned(makeStr("SimpleNamespace"))
    let bases = try Owned(PyTuple_New(0))
    let dict = try Owned(PyDict_New())
    let module = try Owned(makeStr("types"))
    try check(PyDict_SetItemString(dict.pointer, "__module__", module.pointer))
    let args = try Owned(tupleOf(name.pointer, bases.pointer, dict.pointer))
    let type = try Owned(PyObject_Call(suture_PyType_Type().asObject, args.pointer, nil))
    let o = try Owned(PyObject_Call(type.pointer, bases.pointer, nil))
    let own = try Owned(makeStr("suture"))
    try check(PyObject_SetAttrString(o.pointer, "name", own.pointer))
    try check(PyObject_SetAttrString(o.pointer, "cache_tag", suture_None()))
    let hex = try Owned(PyLong_FromLong(0x030D_00F0))
    try check(PyObject_SetAttrString(o.pointer, "hexversion", hex.pointer))
    if let version = Sys.get("version_info") {
      try check(PyObject_SetAttrString(o.pointer, "version", version))
    }
    Sys.set("implementation", o.take())
  }
  PyErr_Clear()
}

/// Writes bytes to a standard stream by way of sys.stdout or sys.stderr; to the descriptor when that fails.
private func writeStream(_ isStderr: Bool, _ make: () -> ObjectPointer?) {
  preservingPending {
    guard let text = make() else {
      PyErr_Clear()
      return
    }
    let held = Owned(text)
    if let file = Sys.get(isStderr ? "stderr" : "stdout"), file != suture_None() {
      let target = Owned(borrowed: file)
      if PyFile_WriteObject(held.pointer, target.pointer, Py_PRINT_RAW) == 0 { return }
      PyErr_Clear()
    }
    writeBytes(isStderr ? 2 : 1, swiftText(held.pointer))
  }
}

// MARK: C API

@c @implementation
func suture_sys_format(_ isStderr: Int32, _ format: UnsafePointer<CChar>, _ va: VariadicArguments) {
  writeStream(isStderr != 0) { suture_text_format(format, va) }
}

@c @implementation
func suture_sys_write(
  _ isStderr: Int32,
  _ text: UnsafePointer<CChar>,
  _ size: Py_ssize_t,
  _ truncated: Int32
) {
  writeStream(isStderr != 0) { PyUnicode_DecodeUTF8(text, size, "replace") }
  if truncated != 0 { writeStream(isStderr != 0) { Sys.str("... truncated") } }
}

@c @implementation
public func PySys_GetObject(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  var found: ObjectPointer?
  preservingPending {
    found = PyDict_GetItemString(Sys.dict, name)
    PyErr_Clear()
  }
  return found
}

@c @implementation
public func PySys_SetObject(_ name: UnsafePointer<CChar>?, _ value: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let key = try Owned(PyUnicode_InternFromString(name))
    if let value { return try check(PyDict_SetItem(Sys.dict, key.pointer, value)) }
    if try check(PyDict_Contains(Sys.dict, key.pointer)) == 0 { return 0 }
    return try check(PyDict_DelItem(Sys.dict, key.pointer))
  }
}

@c @implementation
public func PySys_GetOptionalAttr(
  _ name: ObjectPointer?,
  _ value: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  value!.pointee = nil
  return raising { () throws(Raise) in
    guard name!.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "attribute name must be string, not '\(name!.type.name)'")
    }
    return PyDict_GetItemRef(Sys.dict, name, value)
  }
}

@c @implementation
public func PySys_GetOptionalAttrString(
  _ name: UnsafePointer<CChar>?,
  _ value: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  PyDict_GetItemStringRef(Sys.dict, name, value)
}

@c @implementation
public func PySys_GetAttr(_ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var value: ObjectPointer?
    if try check(PySys_GetOptionalAttr(name, &value)) == 0 {
      throw Raise(.runtime, "lost sys.\(swiftText(name!))")
    }
    return value
  }
}

@c @implementation
public func PySys_GetAttrString(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var value: ObjectPointer?
    if try check(PySys_GetOptionalAttrString(name, &value)) == 0 {
      throw Raise(.runtime, "lost sys.\(String(cString: name!))")
    }
    return value
  }
}

@c @implementation
public func _PySys_GetAttr(_ thread: ThreadPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  var found: ObjectPointer?
  preservingPending {
    found = PyDict_GetItem(Sys.dict, name)
    PyErr_Clear()
  }
  return found
}

@c @implementation
public func _PySys_GetSizeOf(_ o: ObjectPointer?) -> Int {
  raising { () throws(Raise) in try sizeOf(o!) }
}

@c @implementation
public func PySys_GetXOptions() -> ObjectPointer? { Sys.get("_xoptions") }

@c @implementation
public func PySys_HasWarnOptions() -> Int32 {
  guard let options = Sys.get("warnoptions") else { return 0 }
  return PyList_Size(options) > 0 ? 1 : 0
}

@c @implementation
public func PySys_AddWarnOptionUnicode(_ option: ObjectPointer?) {
  if let options = Sys.get("warnoptions"), PyList_Append(options, option) < 0 { PyErr_Clear() }
}

@c @implementation
public func PySys_AddWarnOption(_ option: UnsafePointer<wchar_t>?) {
  guard let text = PyUnicode_FromWideChar(option, -1) else {
    PyErr_Clear()
    return
  }
  PySys_AddWarnOptionUnicode(text)
  suture_decref(text)
}

@c @implementation
public func PySys_ResetWarnOptions() {
  if let options = Sys.get("warnoptions"), PyList_SetSlice(options, 0, Int.max, nil) < 0 {
    PyErr_Clear()
  }
}

@c @implementation
public func PySys_AddXOption(_ option: UnsafePointer<wchar_t>?) {
  preservingPending {
    raisingNothing { () throws(Raise) in
      guard let options = Sys.get("_xoptions") else { return }
      let text = try Owned(PyUnicode_FromWideChar(option, -1))
      let whole = swiftText(text.pointer)
      guard let split = whole.firstIndex(of: "=") else {
        try check(PyDict_SetItem(options, text.pointer, suture_True()))
        return
      }
      let key = try Owned(makeStr(String(whole[..<split])))
      let value = try Owned(makeStr(String(whole[whole.index(after: split)...])))
      try check(PyDict_SetItem(options, key.pointer, value.pointer))
    }
    PyErr_Clear()
  }
}

@c @implementation
public func PySys_SetArgvEx(
  _ count: Int32,
  _ argv: UnsafeMutablePointer<UnsafeMutablePointer<wchar_t>?>?,
  _ updatesPath: Int32
) {
  raisingNothing { () throws(Raise) in
    let list = try Owned(PyList_New(0))
    for i in 0..<Int(max(count, 0)) {
      let text = try Owned(PyUnicode_FromWideChar(argv?[i], -1))
      try check(PyList_Append(list.pointer, text.pointer))
    }
    let script = PyList_GetItem(list.pointer, 0).map(swiftText)
    PyErr_Clear()
    if script == nil {
      let empty = try Owned(makeStr(""))
      try check(PyList_Append(list.pointer, empty.pointer))
    }
    try check(PySys_SetObject("argv", list.pointer))
    if updatesPath != 0, let path = Sys.get("path") {
      let folder = try Owned(makeStr(folder(ofScript: script ?? "")))
      try check(PyList_Insert(path, 0, folder.pointer))
    }
  }
  PyErr_Clear()
}

/// What CPython puts first on sys.path for `argv[0]`.
private func folder(ofScript script: String) -> String {
  if script == "-c" { return "" }
  let isModule = script == "-m"
  var path = script
  if let full = realpath(isModule ? "." : script, nil) {
    path = String(cString: full)
    free(full)
  }
  if isModule { return path }
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

@c @implementation
public func PySys_SetArgv(
  _ count: Int32,
  _ argv: UnsafeMutablePointer<UnsafeMutablePointer<wchar_t>?>?
) {
  PySys_SetArgvEx(count, argv, 1)
}

@c @implementation
public func PySys_SetPath(_ path: UnsafePointer<wchar_t>?) {
  guard let text = PyUnicode_FromWideChar(path, -1) else { return PyErr_Clear() }
  let whole = swiftText(text)
  suture_decref(text)
  guard let list = PyList_New(0) else { return PyErr_Clear() }
  for part in whole.split(separator: ":", omittingEmptySubsequences: false) {
    guard let item = Sys.str(String(part)) else { break }
    _ = PyList_Append(list, item)
    suture_decref(item)
  }
  Sys.set("path", list)
}
