import CSuture

/// The audit hooks: Python callables, added and never removed.
private enum AuditHooks {
  nonisolated(unsafe) static var list: ObjectPointer?
}

// MARK: Operations

/// Calls every hook with the event; the first exception ends it.
private func audit(_ event: String, _ args: ObjectPointer) throws(Raise) {
  guard let hooks = AuditHooks.list else { return }
  let name = try Owned(makeStr(event))
  let pair = try Owned(tupleOf(name.pointer, args))
  for i in 0..<PyList_Size(hooks) {
    guard let hook = PyList_GetItem(hooks, i) else { throw .pending }
    let held = Owned(borrowed: hook)
    _ = try Owned(PyObject_Call(held.pointer, pair.pointer, nil))
  }
}

// MARK: C API

@c @implementation
func suture_sys_audit(
  _ event: UnsafePointer<CChar>,
  _ format: UnsafePointer<CChar>?,
  _ va: VariadicArguments
) -> Int32 {
  if AuditHooks.list == nil { return 0 }
  return raising { () throws(Raise) in
    let value = try Owned(suture_build_value(format ?? emptyFormat(), va))
    var args = Owned(borrowed: value.pointer)
    if !value.pointer.isInstance(TypeFlag.tuple) {
      let isEmpty = value.pointer == suture_None() && (format == nil || format!.pointee == 0)
      args = try Owned(isEmpty ? PyTuple_New(0) : tupleOf(value.pointer))
    }
    try audit(String(cString: event), args.pointer)
    return 0
  }
}

private func emptyFormat() -> UnsafePointer<CChar> { ("" as StaticString).cString }

@c @implementation
public func PySys_AuditTuple(_ event: UnsafePointer<CChar>?, _ args: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    if let args, !args.isInstance(TypeFlag.tuple) {
      throw Raise(.type, "args must be tuple, got \(args.type.name)")
    }
    if AuditHooks.list == nil { return 0 }
    let given = try Owned(args.map { newReference($0) } ?? PyTuple_New(0))
    try audit(String(cString: event!), given.pointer)
    return 0
  }
}

// MARK: Functions

@c func suture_sys_addaudithook(_ self: ObjectPointer?, _ hook: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    if AuditHooks.list == nil {
      AuditHooks.list = try check(PyList_New(0))
      makeImmortal(AuditHooks.list!)
    }
    try check(PyList_Append(AuditHooks.list, hook))
    return none()
  }
}

@c func suture_sys_audit_function(_ args: UnsafePointer<ObjectPointer?>?, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard n > 0 else { throw Raise(.type, "audit expected at least 1 argument, got 0") }
    guard let event = args![0], event.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "expected str for argument 'event', not \(args![0]!.type.name)")
    }
    let rest = try Owned(PyTuple_New(n - 1))
    for i in 1..<max(n, 1) {
      try check(PyTuple_SetItem(rest.pointer, i - 1, newReference(args![i]!)))
    }
    try audit(swiftText(event), rest.pointer)
    return none()
  }
}
