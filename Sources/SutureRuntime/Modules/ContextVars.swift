import CSuture

// The modules _contextvars and contextvars.

/// Adds to the type Token what its table cannot say.
func startContextVars() {
  let type = suture_PyContextToken_Type()
  if PyDict_SetItemString(type.pointee.tp_dict, "MISSING", suture_missing_value()) < 0 {
    Diagnostics.fatal("Token.MISSING cannot be made")
  }
  PyType_Modified(type)
}

/// The module _contextvars.
func makeContextVars() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeStubs("_contextvars", suture_contextvars_functions()))
  let types: [(StaticString, TypePointer)] = [
    ("Context", suture_PyContext_Type()), ("ContextVar", suture_PyContextVar_Type()),
    ("Token", suture_PyContextToken_Type()),
  ]
  for (name, type) in types { try add(module.pointer, name, type.asObject) }
  return module.take()
}

/// The module contextvars: the same under its public name.
func makeContextVarsFacade() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("contextvars"))
  let inner = Owned(try Import.module("_contextvars"))
  let names = try Owned(PyList_New(0))
  for name in ["Context", "ContextVar", "Token", "copy_context"] {
    let text = Owned(try makeStr(name))
    let value = try Owned(PyObject_GetAttr(inner.pointer, text.pointer))
    try check(PyObject_SetAttr(module.pointer, text.pointer, value.pointer))
    try check(PyList_Append(names.pointer, text.pointer))
  }
  let all = try Owned(PyList_AsTuple(names.pointer))
  try add(module.pointer, "__all__", all.pointer)
  return module.take()
}

@c func suture_contextvars_copy_context(_ module: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  PyContext_CopyCurrent()
}
