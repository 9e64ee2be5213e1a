import CSuture

/// Publishes the exported names to extensions.
func startLoading() {}
