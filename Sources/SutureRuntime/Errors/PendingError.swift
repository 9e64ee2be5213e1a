import CSuture

// The pending exception of a thread: `current_exception` of its state, an instance, counted as a container's reference.

// MARK: Operations

/// Makes `e` the pending exception: takes over a reference that is counted as stored.
private func setPending(stored e: ObjectPointer?) {
  let t = suture_thread()
  let old = t.pointee.current_exception
  t.pointee.current_exception = e
  if let old { suture_decref_stored(old) }
}

/// The pending exception, taken out of the thread: a new reference.
func takePending() -> ObjectPointer? {
  let t = suture_thread()
  guard let e = t.pointee.current_exception else { return nil }
  t.pointee.current_exception = nil
  suture_out_of_storage(e)
  return e
}

/// Makes `e` the pending exception; the reference is given away.
func restorePending(_ e: ObjectPointer?) {
  if let e { suture_into_storage(e) }
  setPending(stored: e)
}

/// True when the exception that is pending matches a class.
func pendingMatches(_ kind: Raise.Kind) -> Bool {
  guard let e = suture_thread().pointee.current_exception else { return false }
  return PyType_IsSubtype(e.type, kind.type.asType) != 0
}

/// Runs `body` with no exception pending, and puts the pending one back afterwards.
func preservingPending(_ body: () -> Void) {
  let saved = takePending()
  body()
  restorePending(saved)
}

/// `type(value)`, `type(*value)` for a tuple, `type()` for nothing: a new instance.
func makeException(_ type: ObjectPointer, _ value: ObjectPointer?) throws(Raise) -> ObjectPointer {
  let made: ObjectPointer?
  if type.type == suture_PyType_Type(), let make = type.asType.pointee.tp_new {
    // What type.__call__ does, without needing the types to be ready.
    let args: Owned
    if let value, value != suture_None() {
      args = value.isInstance(TypeFlag.tuple) ? Owned(borrowed: value) : try Owned(tupleOf(value))
    } else {
      args = try Owned(PyTuple_New(0))
    }
    made = make(type.asType, args.pointer, nil)
    if let made, made.type == type.asType || PyType_IsSubtype(made.type, type.asType) != 0,
      let initialise = made.type.pointee.tp_init, initialise(made, args.pointer, nil) < 0
    {
      suture_decref(made)
      throw .pending
    }
  } else if let value, value != suture_None() {
    made = value.isInstance(TypeFlag.tuple) ? PyObject_Call(type, value, nil) : callOne(type, value)
  } else {
    made = PyObject_CallNoArgs(type)
  }
  let e = try Owned(made)
  guard e.pointer.isExceptionInstance else {
    let text = try Owned(PyObject_Repr(type))
    throw Raise(
      .type,
      "calling \(swiftText(text.pointer)) should have returned an instance of BaseException, not \(e.pointer.type.name)"
    )
  }
  return e.take()
}

/// Sets `context.__context__` chains right and links the handled exception under `e`.
private func chain(_ e: ObjectPointer) {
  guard let handled = handledException(suture_thread()), handled != e, !suture_is_immortal(e) else {
    return
  }
  // A cycle through `e` is cut where it would close; one that is there already must not trap us (Floyd).
  var o = Owned(borrowed: handled)
  var slow = Owned(borrowed: handled)
  var moveSlow = false
  while let context = PyException_GetContext(o.pointer) {
    if context == e {
      suture_decref(context)
      PyException_SetContext(o.pointer, nil)
      break
    }
    o = Owned(context)
    if o.pointer == slow.pointer { break }
    if moveSlow, let next = PyException_GetContext(slow.pointer) { slow = Owned(next) }
    moveSlow.toggle()
  }
  PyException_SetContext(e, newReference(handled))
}

/// The note that says why an exception could not be made.
private func addNormalizationNote(_ type: ObjectPointer, _ value: ObjectPointer?) {
  guard let failure = takePending() else { return }
  var text = "Normalization failed: type=\(type.asType.name)"
  if let value {
    let shown = PyObject_Repr(value)
    if let shown {
      text += " args=\(swiftText(shown))"
      suture_decref(shown)
    } else {
      PyErr_Clear()
      text += " args=<unknown>"
    }
  }
  do throws(Raise) {
    let note = try Owned(makeStr(text))
    try addNote(failure, note.pointer)
  } catch {
    PyErr_Clear()
  }
  restorePending(failure)
}

// MARK: C API

@c @implementation
public func PyErr_Occurred() -> ObjectPointer? {
  guard let e = suture_thread().pointee.current_exception else { return nil }
  let type = e.type.asObject
  suture_expose(type)
  return type
}

@c @implementation
public func PyErr_SetObject(_ type: ObjectPointer?, _ value: ObjectPointer?) {
  guard let type else {
    PyErr_Clear()
    return
  }
  guard type.isExceptionClass else {
    let shown = PyObject_Repr(type)
    _ = Raise(
      .system,
      "_PyErr_SetObject: exception \(shown.map(swiftText) ?? "<unknown>") is not a BaseException subclass"
    )
    if let shown { suture_decref(shown) }
    return
  }
  var instance: ObjectPointer?
  if let value, value.isExceptionInstance {
    switch PyObject_IsSubclass(value.type.asObject, type) {
    case 0: break
    case 1...: instance = newReference(value)
    default: return
    }
  }
  if instance == nil {
    PyErr_Clear()
    do throws(Raise) { instance = try makeException(type, value) } catch {
      addNormalizationNote(type, value)
      return
    }
  }
  chain(instance!)
  restorePending(instance)
}

@c @implementation
public func PyErr_SetNone(_ type: ObjectPointer?) { PyErr_SetObject(type, nil) }

@c @implementation
public func PyErr_SetString(_ type: ObjectPointer?, _ text: UnsafePointer<CChar>?) {
  guard let s = PyUnicode_FromString(text) else { return }
  PyErr_SetObject(type, s)
  suture_decref(s)
}

@c @implementation
public func PyErr_Clear() {
  if suture_thread().pointee.current_exception != nil { setPending(stored: nil) }
}

@c @implementation
public func PyErr_GetRaisedException() -> ObjectPointer? { takePending() }

@c @implementation
public func PyErr_SetRaisedException(_ e: ObjectPointer?) { restorePending(e) }

@c @implementation
public func PyErr_Fetch(
  _ type: UnsafeMutablePointer<ObjectPointer?>?,
  _ value: UnsafeMutablePointer<ObjectPointer?>?,
  _ traceback: UnsafeMutablePointer<ObjectPointer?>?
) {
  let e = takePending()
  value!.pointee = e
  type!.pointee = e.map { newReference($0.type.asObject) }
  traceback!.pointee = e.flatMap { PyException_GetTraceback($0) }
}

@c @implementation
public func PyErr_Restore(
  _ type: ObjectPointer?,
  _ value: ObjectPointer?,
  _ traceback: ObjectPointer?
) {
  guard let type else {
    setPending(stored: nil)
    if let value { suture_decref(value) }
    if let traceback { suture_decref(traceback) }
    return
  }
  raisingNothing { () throws(Raise) in
    let type = Owned(type)
    var instance = value
    defer { if let instance { suture_decref(instance) } }
    var tb = traceback
    defer { if let tb { suture_decref(tb) } }
    let fits =
      value.map {
        $0.isExceptionInstance && type.pointer.isExceptionClass
          && PyType_IsSubtype($0.type, type.pointer.asType) != 0
      }
      ?? false
    if !fits {
      guard type.pointer.isExceptionClass else {
        throw Raise(.type, "exceptions must derive from BaseException")
      }
      let made = try makeException(type.pointer, value)
      if let value { suture_decref(value) }
      instance = made
    }
    if let given = tb, given.type != suture_PyTraceBack_Type() {
      if given != suture_None() { throw Raise(.type, "traceback must be a Traceback or None") }
      tb = nil
    }
    writeField(instance!, exceptionField(instance!, 40), tb)
    restorePending(instance)
    instance = nil
  }
}

/// Runs a body whose thrown error is the pending exception.
@inline(__always)
func raisingNothing(_ body: () throws(Raise) -> Void) {
  do throws(Raise) { try body() } catch {}
}

@c @implementation
public func PyErr_NormalizeException(
  _ type: UnsafeMutablePointer<ObjectPointer?>?,
  _ value: UnsafeMutablePointer<ObjectPointer?>?,
  _ traceback: UnsafeMutablePointer<ObjectPointer?>?
) {
  guard let given = type!.pointee else { return }
  if let instance = value!.pointee, instance.isExceptionInstance, given.isExceptionClass {
    let fits = PyObject_IsSubclass(instance.type.asObject, given)
    if fits > 0 {
      if given != instance.type.asObject {
        type!.pointee = newReference(instance.type.asObject)
        suture_decref(given)
      }
      return
    }
    if fits < 0 { PyErr_Clear() }
  }
  guard given.isExceptionClass else { return }
  do throws(Raise) {
    let made = try makeException(given, value!.pointee)
    let old = value!.pointee
    value!.pointee = made
    if made.type.asObject != given {
      type!.pointee = newReference(made.type.asObject)
      suture_decref(given)
    }
    if let old { suture_decref(old) }
  } catch {
    // The failure replaces the exception.
    let oldValue = value!.pointee
    let oldTraceback = traceback?.pointee
    var tb: ObjectPointer?
    PyErr_Fetch(type, value, &tb)
    suture_decref(given)
    if let oldValue { suture_decref(oldValue) }
    if let tb {
      traceback?.pointee = tb
      if let oldTraceback { suture_decref(oldTraceback) }
    }
  }
}

@c @implementation
public func PyErr_GivenExceptionMatches(_ given: ObjectPointer?, _ wanted: ObjectPointer?) -> Int32
{
  guard var given, let wanted else { return 0 }
  if wanted.isInstance(TypeFlag.tuple) {
    for i in 0..<tupleCount(wanted)
    where PyErr_GivenExceptionMatches(given, tupleItem(wanted, i)) != 0 { return 1 }
    return 0
  }
  if given.isExceptionInstance { given = given.type.asObject }
  if given.isExceptionClass, wanted.isExceptionClass {
    return PyType_IsSubtype(given.asType, wanted.asType)
  }
  return given == wanted ? 1 : 0
}

@c @implementation
public func PyErr_ExceptionMatches(_ wanted: ObjectPointer?) -> Int32 {
  guard let e = suture_thread().pointee.current_exception else { return 0 }
  return PyErr_GivenExceptionMatches(e, wanted)
}

@c @implementation
public func PyErr_NoMemory() -> ObjectPointer? {
  let type = suture_exception_table() + SUTURE_EXC_MemoryError
  guard let block = allocateBlock(instanceSize(type, 0), prefix: prefixSize(type)) else {
    restorePending(suture_last_memory_error())
    return nil
  }
  let e = block.assumingMemoryBound(to: PyObject.self)
  e.pointee.ob_type = type
  suture_init_counts(e)
  let fields = UnsafeMutableRawPointer(e) + MemoryLayout<PyObject>.size
  let size = instanceSize(type, 0) - MemoryLayout<PyObject>.size
  fields.initializeMemory(as: UInt8.self, repeating: 0, count: size)
  gcTrack(e)
  chain(e)
  restorePending(e)
  return nil
}

@c @implementation
public func PyErr_BadArgument() -> Int32 {
  _ = Raise.badArgument()
  return 0
}

@c @implementation
public func _PyErr_BadInternalCall(_ file: UnsafePointer<CChar>?, _ line: Int32) {
  let name = file.map { String(cString: $0) } ?? "?"
  _ = Raise(.system, "\(name):\(line): bad argument to internal function")
}

@c @implementation
public func PyErr_BadInternalCall() { _ = Raise(.system, "bad argument to internal function") }

@c @implementation
public func _PyErr_ChainExceptions1(_ e: ObjectPointer?) {
  guard let e else { return }
  guard let pending = takePending() else {
    restorePending(e)
    return
  }
  PyException_SetContext(pending, e)
  restorePending(pending)
}

@c @implementation
public func _PyErr_SetKeyError(_ key: ObjectPointer?) {
  raisingNothing { () throws(Raise) in
    let args = try Owned(tupleOf(key!))
    PyErr_SetObject(suture_PyExc_KeyError(), args.pointer)
  }
}

@c @implementation
func suture_err_format_from_cause(
  _ type: ObjectPointer?,
  _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments
) -> ObjectPointer? {
  let cause = takePending()
  _ = suture_err_format(type, format, va)
  guard let cause else { return nil }
  if let e = takePending() {
    PyException_SetCause(e, newReference(cause))
    PyException_SetContext(e, cause)
    restorePending(e)
  } else {
    suture_decref(cause)
  }
  return nil
}

// MARK: The handled exception

/// CPython's `_PyErr_StackItem`: version-specific Cython pushes one of its own, by `exc_info`, while a generator runs.
private struct HandledItem {
  var exception: ObjectPointer?
  var previous: UnsafeMutablePointer<HandledItem>?
}

private func handledItem(_ t: ThreadPointer) -> UnsafeMutablePointer<HandledItem> {
  t.pointee.exc_info!.assumingMemoryBound(to: HandledItem.self)
}

/// The innermost exception that is being handled, borrowed.
private func handledException(_ t: ThreadPointer) -> ObjectPointer? {
  var item = handledItem(t)
  while true {
    if let e = item.pointee.exception, e != suture_None() { return e }
    guard let previous = item.pointee.previous else { return nil }
    item = previous
  }
}

@c @implementation
public func PyErr_GetHandledException() -> ObjectPointer? {
  handledException(suture_thread()).map { newReference($0) }
}

@c @implementation
public func PyErr_SetHandledException(_ e: ObjectPointer?) {
  let t = suture_thread()
  let new = e == suture_None() ? nil : e
  let item = handledItem(t)
  if item.pointee.previous != nil {
    // Cython's own item: its references are plain ones.
    let old = item.pointee.exception
    item.pointee.exception = new.map { newReference($0) }
    if let old { suture_decref(old) }
    return
  }
  let old = t.pointee.handled_exception
  if let new { suture_incref_stored(new) }
  t.pointee.handled_exception = new
  if let old { suture_decref_stored(old) }
}

@c @implementation
public func PyErr_GetExcInfo(
  _ type: UnsafeMutablePointer<ObjectPointer?>?,
  _ value: UnsafeMutablePointer<ObjectPointer?>?,
  _ traceback: UnsafeMutablePointer<ObjectPointer?>?
) {
  let e = handledException(suture_thread())
  value!.pointee = e.map { newReference($0) }
  type!.pointee = e.map { newReference($0.type.asObject) } ?? none()
  traceback!.pointee = e.flatMap { PyException_GetTraceback($0) } ?? none()
}

@c @implementation
public func PyErr_SetExcInfo(
  _ type: ObjectPointer?,
  _ value: ObjectPointer?,
  _ traceback: ObjectPointer?
) {
  PyErr_SetHandledException(value)
  if let type { suture_decref(type) }
  if let value { suture_decref(value) }
  if let traceback { suture_decref(traceback) }
}
