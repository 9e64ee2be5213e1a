import CSuture

// PyModule_Add and its kin.

// MARK: C API: adding names

@c @implementation
public func PyModule_AddFunctions(
  _ module: ObjectPointer?,
  _ table: UnsafeMutablePointer<PyMethodDef>?
) -> Int32 {
  raising { () throws(Raise) in
    let name = Owned(borrowed: try moduleName(module!))
    try addFunctions(module!, name: name.pointer, table, .current)
    return 0
  }
}

@c @implementation
public func PyModule_SetDocString(_ module: ObjectPointer?, _ doc: UnsafePointer<CChar>?) -> Int32 {
  guard let text = PyUnicode_FromString(doc) else { return -1 }
  defer { suture_decref(text) }
  return PyObject_SetAttr(module, suture_name___doc__(), text)
}

@c @implementation
public func PyModule_AddObjectRef(
  _ module: ObjectPointer?,
  _ name: UnsafePointer<CChar>?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let module, isModule(module) else {
      throw Raise(.type, "PyModule_AddObjectRef() first argument must be a module")
    }
    guard let value else {
      if isExceptionPending { throw .pending }
      throw Raise(
        .system,
        "PyModule_AddObjectRef() must be called with an exception raised if value is NULL"
      )
    }
    guard let dict = module.asModule.pointee.module.md_dict else {
      let text = swiftText(try moduleName(module))
      throw Raise(.system, "module '\(text)' has no __dict__")
    }
    return try check(PyDict_SetItemString(dict, name, value))
  }
}

@c @implementation
public func PyModule_Add(
  _ module: ObjectPointer?,
  _ name: UnsafePointer<CChar>?,
  _ value: ObjectPointer?
) -> Int32 {
  let result = PyModule_AddObjectRef(module, name, value)
  if let value { suture_decref(value) }
  return result
}

@c @implementation
public func PyModule_AddObject(
  _ module: ObjectPointer?,
  _ name: UnsafePointer<CChar>?,
  _ value: ObjectPointer?
) -> Int32 {
  let result = PyModule_AddObjectRef(module, name, value)
  if result == 0, let value { suture_decref(value) }
  return result
}

@c @implementation
public func PyModule_AddIntConstant(
  _ module: ObjectPointer?,
  _ name: UnsafePointer<CChar>?,
  _ value: Int
) -> Int32 {
  PyModule_Add(module, name, PyLong_FromLong(value))
}

@c @implementation
public func PyModule_AddStringConstant(
  _ module: ObjectPointer?,
  _ name: UnsafePointer<CChar>?,
  _ value: UnsafePointer<CChar>?
) -> Int32 {
  PyModule_Add(module, name, PyUnicode_FromString(value))
}

@c @implementation
public func PyModule_AddType(_ module: ObjectPointer?, _ type: TypePointer?) -> Int32 {
  guard PyType_Ready(type) == 0 else { return -1 }
  var name: UnsafePointer<CChar> = type!.pointee.tp_name
  var p = name
  while p.pointee != 0 {
    if p.pointee == 46 { name = p + 1 }
    p += 1
  }
  return PyModule_AddObjectRef(module, name, type!.asObject)
}
