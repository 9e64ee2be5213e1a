import CSuture

/// Makes the empty and the one-byte bytes objects.
func startBytes() {}
