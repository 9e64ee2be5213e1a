import CSuture

/// `format(int, spec)`: `spec` is a str; a new reference. Called by int.__format__.
func formatIntSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  throw Raise(.notImplemented, "int.__format__")
}

/// `format(float, spec)`: `spec` is a str; a new reference. Called by float.__format__.
func formatFloatSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  throw Raise(.notImplemented, "float.__format__")
}

/// `format(complex, spec)`: `spec` is a str; a new reference. Called by complex.__format__.
func formatComplexSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  throw Raise(.notImplemented, "complex.__format__")
}

/// `format(str, spec)`: `spec` is a str; a new reference.
func formatStrSpec(_ value: ObjectPointer, _ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  throw Raise(.notImplemented, "str.__format__")
}
