import CSuture

// Exceptions that nobody can catch: they go to sys.unraisablehook, which prints them unless somebody replaces it.

/// The type of the hook's argument.
nonisolated(unsafe) private var hookArgumentsType: TypePointer?

// MARK: Operations

/// Makes the type of the hook's argument.
func startUnraisable() {
  hookArgumentsType = PyStructSequence_NewType(suture_sys_sequence(SUTURE_SYS_UNRAISABLE))
  // As in CPython the module is known, and repr() does not name it: a name without a dot gives a DeprecationWarning.
  hookArgumentsType?.pointee.tp_name = ("UnraisableHookArgs" as StaticString).cString
}

/// What sys.unraisablehook is told: borrowed references, nil for None.
private struct Unraisable {
  var type: ObjectPointer?
  var value: ObjectPointer?
  var traceback: ObjectPointer?
  /// Written before the object, in place of "Exception ignored in".
  var message: ObjectPointer?
  var object: ObjectPointer?

  /// The argument of the hook: a new reference.
  func arguments() throws(Raise) -> ObjectPointer {
    let made = try Owned(PyStructSequence_New(hookArgumentsType))
    for (i, field) in [type, value, traceback, message, object].enumerated() {
      PyStructSequence_SetItem(made.pointer, i, newReference(field ?? suture_None()))
    }
    return made.take()
  }

  /// Prints to sys.stderr, and flushes it.
  func show() {
    var text = ""
    if let object, object != suture_None() {
      text = message.map { "\(swiftText($0)): " } ?? "Exception ignored in: "
      text += Unraisable.shown(object) + "\n"
    } else if let message {
      text = swiftText(message) + ":\n"
    }
    if let traceback, traceback.type == suture_PyTraceBack_Type() {
      text += ErrorText.of(traceback: traceback)
    }
    guard let type, type.isInstance(TypeFlag.type) else {
      writeToStderr(text)
      return
    }
    text += ErrorText.typeName(type.asType)
    if let value, value != suture_None() { text += ": \(ErrorText.shownText(value))" }
    writeToStderr(text + "\n")
    flushStderr()
  }

  private static func shown(_ o: ObjectPointer) -> String {
    guard let repr = PyObject_Repr(o) else {
      PyErr_Clear()
      return "<object repr() failed>"
    }
    defer { suture_decref(repr) }
    return swiftText(repr)
  }
}

private func flushStderr() {
  guard let file = PySys_GetObject("stderr"), file != suture_None() else { return }
  let held = Owned(borrowed: file)
  do throws(Raise) {
    let name = try Owned(intern("flush"))
    _ = try Owned(callMethod(held.pointer, name.pointer))
  } catch { PyErr_Clear() }
}

/// Tells sys.unraisablehook of an exception; takes over the reference to it.
private func report(_ taken: ObjectPointer, message: ObjectPointer? = nil, object: ObjectPointer?) {
  let e = Owned(taken)
  let tb = PyException_GetTraceback(e.pointer)
  defer { if let tb { suture_decref(tb) } }
  let unraisable = Unraisable(
    type: e.pointer.type.asObject,
    value: e.pointer,
    traceback: tb,
    message: message,
    object: object
  )
  guard let arguments = try? Owned(unraisable.arguments()) else {
    reportFailure("Exception ignored on building sys.unraisablehook arguments", nil)
    return
  }
  guard let found = PySys_GetObject("unraisablehook") else { return unraisable.show() }
  let hook = Owned(borrowed: found)
  do throws(Raise) {
    let audited = try Owned(tupleOf(hook.pointer, arguments.pointer))
    try check(PySys_AuditTuple("sys.unraisablehook", audited.pointer))
  } catch { return reportFailure("Exception ignored in audit hook", nil) }
  if hook.pointer == suture_None() { return unraisable.show() }
  guard let done = PyObject_CallOneArg(hook.pointer, arguments.pointer) else {
    return reportFailure("Exception ignored in sys.unraisablehook", hook.pointer)
  }
  suture_decref(done)
}

/// Tells sys.unraisablehook of the pending exception.
func reportUnraisable(_ message: String) {
  guard let taken = takePending() else { return }
  let text = Sys.str(message)
  PyErr_Clear()
  report(taken, message: text, object: nil)
  if let text { suture_decref(text) }
}

/// Tells it of the pending exception of a function that cannot fail, and names those that can.
func writeUnraisable(in name: String, use others: String) {
  reportUnraisable("Exception ignored in \(name)(); consider using \(others)")
}

/// Prints what went wrong on the way to the hook.
private func reportFailure(_ message: StaticString, _ object: ObjectPointer?) {
  guard let taken = takePending() else { return }
  let e = Owned(taken)
  let tb = PyException_GetTraceback(e.pointer)
  defer { if let tb { suture_decref(tb) } }
  let text = PyUnicode_FromString(message.cString)
  defer { if let text { suture_decref(text) } }
  Unraisable(
    type: e.pointer.type.asObject,
    value: e.pointer,
    traceback: tb,
    message: text,
    object: object
  ).show()
  PyErr_Clear()
}

// MARK: C API

@c @implementation
public func PyErr_WriteUnraisable(_ o: ObjectPointer?) {
  guard let taken = takePending() else { return }
  report(taken, object: o)
}

@c @implementation
func suture_err_format_unraisable(_ format: UnsafePointer<CChar>?, _ va: VariadicArguments) {
  guard let taken = takePending() else { return }
  let message = format.flatMap { suture_text_format($0, va) }
  PyErr_Clear()
  report(taken, message: message, object: nil)
  if let message { suture_decref(message) }
}

// MARK: Functions

@c func suture_sys_unraisablehook(_ self: ObjectPointer?, _ info: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let info, info.type == hookArgumentsType else {
      throw Raise(.type, "sys.unraisablehook argument type must be UnraisableHookArgs")
    }
    func field(_ i: Int) -> ObjectPointer? {
      let o = Tuple(info)[i]
      return o == suture_None() ? nil : o
    }
    // The message of a caller's own arguments may be anything.
    let message = try field(3).map { o throws(Raise) in try check(PyObject_Str(o)) }
    defer { if let message { suture_decref(message) } }
    Unraisable(
      type: field(0),
      value: field(1),
      traceback: field(2),
      message: message,
      object: field(4)
    ).show()
    return none()
  }
}
