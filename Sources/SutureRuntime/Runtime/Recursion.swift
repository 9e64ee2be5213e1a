import CSuture

/// Throws RecursionError when little of the thread's stack is left.
///
/// Nothing has to be undone.
///
/// - Parameter place: the end of the message, with its leading space: " while calling a Python object".
@inline(__always)
func checkRecursion(_ place: StaticString) throws(Raise) {
  if suture_stack_address() < suture_thread().pointee.stack_limit {
    throw tooDeep(place)
  }
}

@inline(never)
private func tooDeep(_ place: StaticString) -> Raise {
  Raise(.recursion, "maximum recursion depth exceeded\(place)")
}
