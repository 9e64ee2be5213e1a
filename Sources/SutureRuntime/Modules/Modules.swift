import CSuture

/// Makes the modules builtins, types and collections.abc importable.
func startModules() {
  var i: Int32 = 0
  while let type = suture_module_type(i) {
    if PyType_Ready(type) < 0 { Diagnostics.fatal("a type of the module family cannot be made ready") }
    i += 1
  }
  Import.register("builtins") { () throws(Raise) in try makeBuiltins() }
}
