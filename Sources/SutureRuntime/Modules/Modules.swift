import CSuture

/// Makes the modules builtins, sys, types and collections.abc.
func startModules() {}
