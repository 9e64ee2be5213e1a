import CSuture

/// Makes the exception types ready and sets the PyExc_ names.
func startErrors() {}
