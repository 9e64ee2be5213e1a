import CSuture

/// The positional arguments of one call of a str method.
struct MethodArguments {
  /// The method's name, as messages give it.
  let name: StaticString
  let base: UnsafePointer<ObjectPointer?>?
  let count: Int

  /// The argument at `i`, borrowed.
  subscript(i: Int) -> ObjectPointer { base.unsafelyUnwrapped[i].unsafelyUnwrapped }

  func positional(_ least: Int, _ most: Int) throws(Raise) {
    try checkPositional(name, count, least, most)
  }

  /// The argument at `i`, which must be a str.
  func str(_ i: Int) throws(Raise) -> ObjectPointer {
    let o = self[i]
    if !o.isStr {
      throw Raise(.type, "\(name)() argument \(i + 1) must be str, not \(o.givenTypeName)")
    }
    return o
  }

  /// The bounds at `i` and `i + 1`, by default the whole text.
  func bounds(_ i: Int) throws(Raise) -> (Int, Int) {
    let start = try sliceBound(count > i ? self[i] : nil, 0)
    let end = try sliceBound(count > i + 1 ? self[i + 1] : nil, Int.max)
    return (start, end)
  }
}
