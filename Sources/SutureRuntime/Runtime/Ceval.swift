import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// ceval.h: attaching and detaching threads, recursion, pending calls. What needs a Python interpreter (PyEval_EvalCode
// and its kin) is not here: it raises NotImplementedError.

// MARK: Operations

/// Calls queued by Py_AddPendingCall for the main thread.
private enum PendingCalls {
  static let lock = Mutex()
  nonisolated(unsafe) static var calls:
    [(
      function: @convention(c) (UnsafeMutableRawPointer?) -> Int32,
      argument: UnsafeMutableRawPointer?
    )] = []
}

private let functionSuffix: StaticString = "()"
private let objectSuffix: StaticString = " object"

nonisolated(unsafe) private var recursionLimit: Int32 = 1000

// MARK: C API

@c @implementation
public func PyEval_SaveThread() -> ThreadPointer? { Thread.detach() }

@c @implementation
public func PyEval_RestoreThread(_ t: ThreadPointer?) {
  guard let t else { failDetached(in: "PyEval_RestoreThread") }
  Thread.reattach(t)
}

@c @implementation
public func PyEval_AcquireThread(_ t: ThreadPointer?) { PyEval_RestoreThread(t) }

@c @implementation
public func PyEval_ReleaseThread(_ t: ThreadPointer?) {
  if suture_thread() != t {
    Diagnostics.fatal("PyEval_ReleaseThread: the thread state is not the attached one")
  }
  Thread.detach()
}

/// Deprecated since 3.2: the lock belongs to a thread state, and this call names none.
///
/// Attaches the thread's own.
@c @implementation
public func PyEval_AcquireLock() { Thread.reattach(ThreadKey.current()) }

@c @implementation
public func PyEval_ReleaseLock() { Thread.detach() }

@c @implementation
public func PyEval_InitThreads() {}

@c @implementation
public func PyEval_ThreadsInitialized() -> Int32 { 1 }

@c @implementation
public func Py_EnterRecursiveCall(_ place: UnsafePointer<CChar>?) -> Int32 {
  if suture_stack_address() >= suture_thread().pointee.stack_limit { return 0 }
  return _Py_CheckRecursiveCall(place)
}

@c @implementation
public func Py_LeaveRecursiveCall() {}

@c @implementation
public func _Py_CheckRecursiveCall(_ place: UnsafePointer<CChar>?) -> Int32 {
  let end = place.map { String(cString: $0) } ?? ""
  _ = Raise(.recursion, "maximum recursion depth exceeded\(end)")
  return -1
}

@c @implementation
public func Py_GetRecursionLimit() -> Int32 { recursionLimit }

@c @implementation
public func Py_SetRecursionLimit(_ limit: Int32) { recursionLimit = limit }

@c @implementation
public func Py_AddPendingCall(
  _ function: (@convention(c) (UnsafeMutableRawPointer?) -> Int32)?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let function else { return -1 }
  return PendingCalls.lock.withLock {
    if PendingCalls.calls.count >= 300 { return -1 }
    PendingCalls.calls.append((function, argument))
    return 0
  }
}

@c @implementation
public func Py_MakePendingCalls() -> Int32 {
  let calls = PendingCalls.lock.withLock {
    let calls = PendingCalls.calls
    PendingCalls.calls = []
    return calls
  }
  for call in calls where call.function(call.argument) != 0 { return -1 }
  return 0
}

@c @implementation
public func PyEval_GetBuiltins() -> ObjectPointer? {
  guard let module = PyImport_ImportModule("builtins") else { return nil }
  defer { suture_decref(module) }
  guard let dict = PyModule_GetDict(module) else { return nil }
  suture_expose(dict)
  return dict
}

@c @implementation
public func PyEval_GetFrameBuiltins() -> ObjectPointer? {
  PyEval_GetBuiltins().map { newReference($0) }
}

@c @implementation
public func _PyEval_GetBuiltin(_ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let builtins = try check(PyEval_GetBuiltins())
    var found: ObjectPointer?
    if try check(PyDict_GetItemRef(builtins, name, &found)) == 0 {
      throw Raise(.attribute, value: name!)
    }
    return found
  }
}

/// No Python code runs, so there is no frame.
@c @implementation
public func PyEval_GetFrame() -> OpaquePointer? { nil }

@c @implementation
public func PyEval_GetGlobals() -> ObjectPointer? { nil }

@c @implementation
public func PyEval_GetLocals() -> ObjectPointer? {
  raising { () throws(Raise) in throw Raise(.system, "frame does not exist") }
}

@c @implementation
public func PyEval_GetFrameGlobals() -> ObjectPointer? { nil }

@c @implementation
public func PyEval_GetFrameLocals() -> ObjectPointer? {
  raising { () throws(Raise) in throw Raise(.system, "frame does not exist") }
}

@c @implementation
public func PyEval_GetFuncName(_ function: ObjectPointer?) -> UnsafePointer<CChar>? {
  let o = function!
  if o.type == suture_PyMethod_Type() {
    return PyEval_GetFuncName(o.cast(to: BoundMethodHead.self).pointee.function)
  }
  if PyType_IsSubtype(o.type, suture_PyCFunction_Type()) != 0 {
    return o.cast(to: PyCFunctionObject.self).pointee.m_ml.pointee.ml_name
  }
  return UnsafePointer(o.type.pointee.tp_name)
}

@c @implementation
public func PyEval_GetFuncDesc(_ function: ObjectPointer?) -> UnsafePointer<CChar>? {
  let o = function!
  let isFunction =
    o.type == suture_PyMethod_Type() || PyType_IsSubtype(o.type, suture_PyCFunction_Type()) != 0
  return isFunction ? functionSuffix.cString : objectSuffix.cString
}

/// The first field after the head of a bound method.
private struct BoundMethodHead {
  var head: PyObject
  var function: ObjectPointer
}
