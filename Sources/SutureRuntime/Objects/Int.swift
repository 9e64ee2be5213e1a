import CSuture

/// Makes the small ints.
func startNumbers() {}
