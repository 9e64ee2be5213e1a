import CSuture

/// Makes the empty tuple.
func startSequences() {}
