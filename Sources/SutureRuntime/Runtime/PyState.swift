import CSuture

// pystate.h: thread states. "Holding the GIL" reads "attached" (Locking/ThreadState.swift).

// MARK: Operations

/// What PyGILState_Release has to undo, packed into the enum that the caller keeps.
///
///     value        | what Ensure did
///     -------------+---------------------------------------------------------------
///     0 (LOCKED)   | nothing: the thread was attached, in the caller's mode
///     4 + mode     | entered legacy mode on an attached thread that held the lock
///     8 + mode     | the same, and took the legacy lock
///     16 + mode    | attached the thread's own state, whose mode was `mode`
///     32           | made a state and attached it
private enum Ensured {
  static let entered: UInt32 = 4
  static let took: UInt32 = 8
  static let attached: UInt32 = 16
  static let made: UInt32 = 32
}

/// Whether `caller` is legacy code: known by its address, remembered for the next call from the same place.
private func isLegacyCaller(_ caller: UnsafeMutableRawPointer, _ t: ThreadPointer) -> Bool {
  if t.pointee.mode == SUTURE_DETACHED { return LoadedCode.domain(of: caller) == .legacy }
  if t.pointee.gilstate_caller != caller {
    t.pointee.gilstate_legacy = LoadedCode.domain(of: caller) == .legacy ? 1 : 0
    t.pointee.gilstate_caller = caller
  }
  return t.pointee.gilstate_legacy != 0
}

@c @implementation
func suture_gilstate_ensure(_ caller: UnsafeMutableRawPointer) -> UInt32 {
  let t = suture_thread()
  if t.pointee.mode == SUTURE_LEGACY || t.pointee.mode == SUTURE_GIL { return 0 }
  let isLegacy = isLegacyCaller(caller, t)
  if t.pointee.mode == SUTURE_FREE {
    guard isLegacy else { return 0 }
    let held = t.pointee.holds_legacy != 0
    if !held { LegacyLock.acquire(t) }
    t.setMode(SUTURE_LEGACY)
    return (held ? Ensured.entered : Ensured.took) + SUTURE_FREE
  }
  let mode = suture_is_gil_mode() ? SUTURE_GIL : isLegacy ? SUTURE_LEGACY : SUTURE_FREE
  Runtime.start()
  let existing = ThreadKey.existing()
  let own = ThreadKey.current()
  let before = own.pointee.saved_mode
  own.pointee.saved_mode = mode
  Thread.attach(own)
  return existing == nil ? Ensured.made : Ensured.attached + before
}

// MARK: C API

@c @implementation
public func PyGILState_Release(_ state: PyGILState_STATE) {
  let value = state.rawValue
  let t = suture_thread()
  switch value {
  case 0: return
  case Ensured.made:
    PyThreadState_Clear(t)
    Thread.detach()
    ThreadKey.set(nil)
    ThreadTable.delete(t)
  case Ensured.attached...(Ensured.attached + SUTURE_FREE_HOLDING):
    Thread.detach()
    t.pointee.saved_mode = value - Ensured.attached
  case Ensured.entered..<Ensured.took: t.setMode(value - Ensured.entered)
  case Ensured.took..<Ensured.attached:
    t.setMode(value - Ensured.took)
    LegacyLock.release(t)
  default:
    Diagnostics.fatal("PyGILState_Release: \(value) is not a state that PyGILState_Ensure returned")
  }
}

@c @implementation
public func PyGILState_GetThisThreadState() -> ThreadPointer? {
  let t = suture_thread()
  return t.pointee.mode == SUTURE_DETACHED ? ThreadKey.existing() : t
}

@c @implementation
public func PyGILState_Check() -> Int32 { suture_thread().pointee.mode == SUTURE_DETACHED ? 0 : 1 }

@c @implementation
public func PyThreadState_Get() -> ThreadPointer? {
  if suture_thread().pointee.mode == SUTURE_DETACHED { failDetached(in: "PyThreadState_Get") }
  return suture_thread()
}

@c @implementation
public func PyThreadState_GetUnchecked() -> ThreadPointer? {
  let t = suture_thread()
  return t.pointee.mode == SUTURE_DETACHED ? nil : t
}

@c @implementation
public func _PyThreadState_UncheckedGet() -> ThreadPointer? { PyThreadState_GetUnchecked() }

@c @implementation
public func _PyThreadState_GetCurrent() -> ThreadPointer? { PyThreadState_GetUnchecked() }

@c @implementation
public func PyInterpreterState_Main() -> OpaquePointer? { Runtime.interpreter }

@c @implementation
public func PyInterpreterState_Head() -> OpaquePointer? { Runtime.interpreter }

@c @implementation
public func PyThreadState_New(_ interpreter: OpaquePointer?) -> ThreadPointer? {
  let t = ThreadTable.make()
  if suture_thread().pointee.mode == SUTURE_LEGACY { t.pointee.saved_mode = SUTURE_LEGACY }
  if ThreadKey.existing() == nil { ThreadKey.set(t) }
  return t
}

@c @implementation
public func PyThreadState_EnterTracing(_ t: ThreadPointer?) {}

@c @implementation
public func PyThreadState_LeaveTracing(_ t: ThreadPointer?) {}

@c @implementation
public func PyThreadState_Clear(_ t: ThreadPointer?) {
  guard let t else { return }
  for field in [
    \PyThreadState.current_exception, \.handled_exception, \.dict, \.async_exception, \.context,
  ] {
    guard let o = t.pointee[keyPath: field] else { continue }
    t.pointee[keyPath: field] = nil
    suture_decref_stored(o)
  }
}

@c @implementation
public func PyThreadState_Delete(_ t: ThreadPointer?) {
  guard let t else { return }
  if t == suture_thread() {
    Diagnostics.fatalError(in: "PyThreadState_Delete", "tstate \(t) is still current")
  }
  if ThreadKey.existing() == t { ThreadKey.set(nil) }
  ThreadTable.delete(t)
}

@c @implementation
public func PyThreadState_DeleteCurrent() {
  let t = Thread.detach()
  PyThreadState_Delete(t)
}

@c @implementation
public func PyThreadState_Swap(_ new: ThreadPointer?) -> ThreadPointer? {
  let current = suture_thread()
  let old = current.pointee.mode == SUTURE_DETACHED ? nil : current
  if old == new { return old }
  if old != nil { Thread.detach() }
  if let new { Thread.reattach(new) }
  return old
}

@c @implementation
public func PyThreadState_GetDict() -> ObjectPointer? {
  let t = suture_thread()
  if t.pointee.mode == SUTURE_DETACHED { return nil }
  if t.pointee.dict == nil {
    guard let dict = PyDict_New() else {
      PyErr_Clear()
      return nil
    }
    suture_into_storage(dict)
    t.pointee.dict = dict
  }
  suture_expose(t.pointee.dict!)
  return t.pointee.dict
}

@c @implementation
public func PyThreadState_GetFrame(_ t: ThreadPointer?) -> OpaquePointer? { nil }

@c @implementation
public func PyThreadState_GetID(_ t: ThreadPointer?) -> UInt64 { UInt64(t!.pointee.id) }

@c @implementation
public func PyThreadState_GetInterpreter(_ t: ThreadPointer?) -> OpaquePointer? {
  Runtime.interpreter
}

/// The exception is raised at the thread's next safepoint that can raise (PyErr_CheckSignals).
@c @implementation
public func PyThreadState_SetAsyncExc(_ ident: UInt, _ exception: ObjectPointer?) -> Int32 {
  if let exception { suture_incref_stored(exception) }
  var dropped = exception
  let isFound = ThreadTable.withState(ident: UInt64(ident)) { t in
    dropped = t.pointee.async_exception
    t.pointee.async_exception = exception
  }
  if let dropped { suture_decref_stored(dropped) }
  return isFound ? 1 : 0
}

@c @implementation
public func _PyThreadState_Init(_ t: ThreadPointer?) {}

@c @implementation
public func _PyThreadState_Prealloc(_ interpreter: OpaquePointer?) -> ThreadPointer? {
  ThreadTable.make()
}

@c @implementation
public func PyInterpreterState_Get() -> OpaquePointer? {
  if suture_thread().pointee.mode == SUTURE_DETACHED { failDetached(in: "PyInterpreterState_Get") }
  return Runtime.interpreter
}

@c @implementation
public func PyInterpreterState_GetID(_ interpreter: OpaquePointer?) -> Int64 {
  guard interpreter != nil else {
    _ = Raise(.runtime, "no interpreter provided")
    return -1
  }
  return 0
}

@c @implementation
public func PyInterpreterState_GetDict(_ interpreter: OpaquePointer?) -> ObjectPointer? {
  let dict = Runtime.interpreterDict()
  if let dict { suture_expose(dict) }
  return dict
}

/// There is one interpreter; a second one cannot be made.
@c @implementation
public func PyInterpreterState_New() -> OpaquePointer? { nil }

@c @implementation
public func PyInterpreterState_Clear(_ interpreter: OpaquePointer?) {}

@c @implementation
public func PyInterpreterState_Delete(_ interpreter: OpaquePointer?) {}

// PEP 788. The one interpreter never ends before the process, so guards and views have nothing to hold.

@c @implementation
public func PyInterpreterGuard_FromCurrent() -> OpaquePointer? { Runtime.interpreter }

@c @implementation
public func PyInterpreterGuard_FromView(_ view: OpaquePointer?) -> OpaquePointer? { view }

@c @implementation
public func PyInterpreterGuard_Close(_ guardian: OpaquePointer?) {}

@c @implementation
public func PyInterpreterView_FromCurrent() -> OpaquePointer? { Runtime.interpreter }

@c @implementation
public func PyInterpreterView_FromMain() -> OpaquePointer? { Runtime.interpreter }

@c @implementation
public func PyInterpreterView_Close(_ view: OpaquePointer?) {}

/// The token is the value of the PyGILState that the attachment made, plus 1 (NULL means failure).
@c @implementation
public func PyThreadState_Ensure(_ guardian: OpaquePointer?) -> OpaquePointer? {
  // The caller asks by PEP 788's name, which only extensions that count by calls know: free mode.
  let t = suture_thread()
  if t.pointee.mode != SUTURE_DETACHED { return OpaquePointer(bitPattern: 1) }
  let existing = ThreadKey.existing()
  let own = ThreadKey.current()
  let before = own.pointee.saved_mode
  own.pointee.saved_mode = suture_is_gil_mode() ? SUTURE_GIL : SUTURE_FREE
  Thread.attach(own)
  let state = existing == nil ? Ensured.made : Ensured.attached + before
  return OpaquePointer(bitPattern: Int(state) + 1)
}

@c @implementation
public func PyThreadState_EnsureFromView(_ view: OpaquePointer?) -> OpaquePointer? {
  PyThreadState_Ensure(view)
}

@c @implementation
public func PyThreadState_Release(_ token: OpaquePointer?) {
  guard let token else { return }
  PyGILState_Release(PyGILState_STATE(rawValue: UInt32(Int(bitPattern: token) - 1)))
}
