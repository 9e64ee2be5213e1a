import CSuture

// Imports of code objects, which need an interpreter to run.

// MARK: C API: code

/// Suture runs no Python code: PyEval_EvalCode decides what a code object can do.
@c @implementation
public func PyImport_ExecCodeModuleObject(
  _ name: ObjectPointer?,
  _ code: ObjectPointer?,
  _ path: ObjectPointer?,
  _ cachedPath: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let module = Owned(try addModule(name!))
    let dict = module.pointer.asModule.pointee.module.md_dict
    try check(PyDict_SetItem(dict, suture_name___builtins__(), try builtinsModule()))
    let file = try Owned(
      path.map { newReference($0) } ?? PyObject_GetAttrString(code, "co_filename")
    )
    try check(PyDict_SetItem(dict, suture_name___file__(), file.pointer))
    try check(PyDict_SetItemString(dict, "__cached__", cachedPath ?? suture_None()))
    let result = PyEval_EvalCode(code, dict, dict)
    guard let result else {
      let saved = PyErr_GetRaisedException()
      if PyDict_DelItem(Import.modules, name) < 0 { PyErr_Clear() }
      if let saved { PyErr_SetRaisedException(saved) }
      throw .pending
    }
    suture_decref(result)
    var found: ObjectPointer?
    if PyDict_GetItemRef(Import.modules, name, &found) < 0 { throw .pending }
    if let found { return found }
    throw Raise(.importError, "Loaded module \(describe(name!)) not found in sys.modules")
  }
}

@c @implementation
public func PyImport_ExecCodeModuleWithPathnames(
  _ name: UnsafePointer<CChar>?,
  _ code: ObjectPointer?,
  _ path: UnsafePointer<CChar>?,
  _ cachedPath: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = try Owned(PyUnicode_FromString(name))
    let file = try path.map { (p) throws(Raise) in try check(PyUnicode_DecodeFSDefault(p)) }
    defer { if let file { suture_decref(file) } }
    let cached = try cachedPath.map { (p) throws(Raise) in try check(PyUnicode_DecodeFSDefault(p)) }
    defer { if let cached { suture_decref(cached) } }
    return PyImport_ExecCodeModuleObject(text.pointer, code, file, cached)
  }
}

@c @implementation
public func PyImport_ExecCodeModuleEx(
  _ name: UnsafePointer<CChar>?,
  _ code: ObjectPointer?,
  _ path: UnsafePointer<CChar>?
) -> ObjectPointer? {
  PyImport_ExecCodeModuleWithPathnames(name, code, path, nil)
}

@c @implementation
public func PyImport_ExecCodeModule(_ name: UnsafePointer<CChar>?, _ code: ObjectPointer?)
  -> ObjectPointer?
{
  PyImport_ExecCodeModuleWithPathnames(name, code, nil, nil)
}
