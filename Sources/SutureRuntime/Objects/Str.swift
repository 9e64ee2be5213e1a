import CSuture

/// A str of these code points, at the narrowest width; a new reference.
func makeStr(_ points: UnsafeBufferPointer<UInt32>) throws(Raise) -> ObjectPointer {
  throw Raise(.notImplemented, "str")
}

/// A str of Swift text; a new reference.
func makeStr(_ text: String) throws(Raise) -> ObjectPointer {
  var writer = StrWriter(capacity: text.utf8.count)
  writer.append(text)
  return try writer.finish()
}

/// A str's text as Swift text, for messages (lone surrogates become U+FFFD). Sets no exception.
func swiftText(_ str: ObjectPointer) -> String { "" }

/// Fills suture_names with interned, immortal strings.
func startNames() {}
