import CSuture

/// Makes the modules that need no file importable.
///
/// The module sys is registered by Sys.swift.
func startModules() {
  var i: Int32 = 0
  while let type = suture_module_type(i) {
    if PyType_Ready(type) < 0 {
      Diagnostics.fatal("a type of the module family cannot be made ready")
    }
    i += 1
  }
  startContextVars()
  Import.register("builtins") { () throws(Raise) in try makeBuiltins() }
  Import.register("types") { () throws(Raise) in try makeTypesModule() }
  Import.register("collections") { () throws(Raise) in try makeEmptyPackage("collections") }
  Import.register("collections.abc") { () throws(Raise) in try makeCollectionsABC() }
  Import.register("_io") { () throws(Raise) in try makeIO() }
  Import.register("io") { () throws(Raise) in try makeIOFacade() }
  Import.register("email") { () throws(Raise) in try makeEmptyPackage("email") }
  Import.register("email.utils") { () throws(Raise) in
    try makeStubs("email.utils", suture_email_functions())
  }
  Import.register("importlib") { () throws(Raise) in try makeEmptyPackage("importlib") }
  Import.register("importlib.metadata") { () throws(Raise) in try makeMetadata() }
  Import.register("atexit") { () throws(Raise) in try makeAtExit() }
  Import.register("logging") { () throws(Raise) in try makeLogging() }
  Import.register("inspect") { () throws(Raise) in try makeInspect() }
  Import.register("uuid") { () throws(Raise) in try makeUUID() }
  Import.register("_weakref") { () throws(Raise) in try makeWeakrefModule("_weakref") }
  Import.register("weakref") { () throws(Raise) in try makeWeakrefModule("weakref") }
  Import.register("_contextvars") { () throws(Raise) in try makeContextVars() }
  Import.register("contextvars") { () throws(Raise) in try makeContextVarsFacade() }
  Import.register("__main__") { () throws(Raise) in try makeModule("__main__") }
}

/// The module io: the same base class under its public name, and the exception of files that cannot do something.
private func makeIOFacade() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("io"))
  let inner = Owned(try Import.module("_io"))
  let base = try Owned(PyObject_GetAttrString(inner.pointer, "_IOBase"))
  try add(module.pointer, "IOBase", base.pointer)
  let bases = Owned(try tupleOf(suture_PyExc_OSError(), suture_PyExc_ValueError()))
  let error = try Owned(PyErr_NewException("io.UnsupportedOperation", bases.pointer, nil))
  try add(module.pointer, "UnsupportedOperation", error.pointer)
  return module.take()
}

/// builtins, which stays in memory: borrowed.
func builtinsModule() throws(Raise) -> ObjectPointer {
  let module = try Import.module("builtins")
  suture_decref(module)  // sys.modules holds it
  return module
}
