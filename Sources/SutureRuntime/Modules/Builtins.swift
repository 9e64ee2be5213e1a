import CSuture

/// The module builtins.
func makeBuiltins() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("builtins"))
  return module.take()
}
