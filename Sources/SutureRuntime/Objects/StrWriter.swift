import CSuture

/// Builds a str piece by piece: code points of any width, at the narrowest width in the end.
struct StrWriter: ~Copyable {
  private var points: [UInt32] = []

  init(capacity: Int = 64) { points.reserveCapacity(capacity) }

  mutating func append(_ point: UInt32) { points.append(point) }

  /// Appends text that is ASCII.
  mutating func append(ascii: StaticString) {
    ascii.withUTF8Buffer { for byte in $0 { points.append(UInt32(byte)) } }
  }

  mutating func append(_ text: String) {
    for scalar in text.unicodeScalars { points.append(scalar.value) }
  }

  /// Appends a str object, borrowed.
  mutating func append(str: ObjectPointer) throws(Raise) {
    let n = PyUnicode_GetLength(str)
    if n < 0 { throw .pending }
    let start = points.count
    points.append(contentsOf: repeatElement(0, count: n))
    let copied = points.withUnsafeMutableBufferPointer { buffer in
      PyUnicode_AsUCS4(str, buffer.baseAddress! + start, n, 0) != nil
    }
    if n > 0, !copied { throw .pending }
  }

  /// Appends `repr(o)`.
  mutating func append(repr o: ObjectPointer) throws(Raise) {
    let text = try Owned(PyObject_Repr(o))
    try append(str: text.pointer)
  }

  var count: Int { points.count }

  /// The str, a new reference.
  consuming func finish() throws(Raise) -> ObjectPointer {
    try points.withUnsafeBufferPointer { (buffer) throws(Raise) in
      try makeStr(buffer)
    }
  }
}
