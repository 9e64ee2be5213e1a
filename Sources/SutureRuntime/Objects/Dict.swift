import CSuture

/// Prepares hashing and the empty dict.
func startMappings() {}
