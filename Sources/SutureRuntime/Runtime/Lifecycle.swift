import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Start and stop, interrupts, and what the process is called.

/// The numbers of the signals that were reported and not looked at yet; bit n is signal n.
nonisolated(unsafe) private let reported: UnsafeMutablePointer<UInt64> = {
  let p = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
  p.pointee = 0
  return p
}()

nonisolated(unsafe) private var isFinalizing = false

/// A text that lives as long as the process.
private func forever(_ text: StaticString) -> UnsafePointer<CChar> { text.cString }

/// The empty wide string.
nonisolated(unsafe) private let emptyWide: UnsafeMutablePointer<wchar_t> = {
  let p = UnsafeMutablePointer<wchar_t>.allocate(capacity: 1)
  p.pointee = 0
  return p
}()

// MARK: C API

@c @implementation
public func Py_Initialize() { Runtime.start() }

@c @implementation
public func Py_InitializeEx(_ installsSignals: Int32) { Runtime.start() }

/// The runtime runs whenever an extension can ask.
@c @implementation
public func Py_IsInitialized() -> Int32 { 1 }

@c @implementation
public func Py_IsFinalizing() -> Int32 { isFinalizing ? 1 : 0 }

@c @implementation
public func _Py_IsInterpreterFinalizing(_ interpreter: OpaquePointer?) -> Int32 {
  Py_IsFinalizing()
}

/// The runtime ends with the process: extensions cannot be unloaded.
@c @implementation
public func Py_FinalizeEx() -> Int32 { 0 }

@c @implementation
public func Py_Finalize() {}

@c @implementation
public func Py_AtExit(_ function: (@convention(c) () -> Void)?) -> Int32 {
  ExitFunctions.add(function!) ? 0 : -1
}

@c @implementation
public func Py_Exit(_ status: Int32) -> Never {
  var status = status
  if suture_thread().pointee.mode != SUTURE_DETACHED {
    ExitFunctions.runAll()
    if !Sys.flushFiles() { status = 120 }
  }
  isFinalizing = true
  fflush(nil)
  exit(status)
}

@c @implementation
public func Py_FatalError(_ message: UnsafePointer<CChar>?) -> Never {
  Diagnostics.fatalError(message.map { String(cString: $0) } ?? "<message not set>")
}

@c @implementation
public func _Py_FatalErrorFunc(_ function: UnsafePointer<CChar>?, _ message: UnsafePointer<CChar>?)
  -> Never
{
  Diagnostics.fatalError(
    in: function.map { String(cString: $0) },
    message.map { String(cString: $0) } ?? "<message not set>"
  )
}

@c @implementation
public func Py_GetVersion() -> UnsafePointer<CChar>? {
  forever("3.13.0 (suture 0.1, 2026) [Swift]")
}

@c @implementation
public func Py_GetPlatform() -> UnsafePointer<CChar>? {
  #if os(macOS)
  forever("darwin")
  #else
  forever("linux")
  #endif
}

@c @implementation
public func Py_GetBuildInfo() -> UnsafePointer<CChar>? { forever("suture 0.1, 2026") }

@c @implementation
public func Py_GetCompiler() -> UnsafePointer<CChar>? { forever("[Swift]") }

@c @implementation
public func Py_GetCopyright() -> UnsafePointer<CChar>? {
  forever("Copyright (c) the Suture authors.")
}

@c @implementation
public func Py_PACK_FULL_VERSION(
  _ major: Int32,
  _ minor: Int32,
  _ micro: Int32,
  _ level: Int32,
  _ serial: Int32
) -> UInt32 {
  let high = (UInt32(bitPattern: major) & 0xFF) << 24 | (UInt32(bitPattern: minor) & 0xFF) << 16
  let low = (UInt32(bitPattern: micro) & 0xFF) << 8 | (UInt32(bitPattern: level) & 0xF) << 4
  return high | low | UInt32(bitPattern: serial) & 0xF
}

@c @implementation
public func Py_PACK_VERSION(_ major: Int32, _ minor: Int32) -> UInt32 {
  Py_PACK_FULL_VERSION(major, minor, 0, 0, 0)
}

@c @implementation
public func Py_GetPath() -> UnsafeMutablePointer<wchar_t>? { emptyWide }

@c @implementation
public func Py_GetPrefix() -> UnsafeMutablePointer<wchar_t>? { emptyWide }

@c @implementation
public func Py_GetExecPrefix() -> UnsafeMutablePointer<wchar_t>? { emptyWide }

@c @implementation
public func Py_GetProgramFullPath() -> UnsafeMutablePointer<wchar_t>? { emptyWide }

@c @implementation
public func Py_GetProgramName() -> UnsafeMutablePointer<wchar_t>? { emptyWide }

@c @implementation
public func Py_GetPythonHome() -> UnsafeMutablePointer<wchar_t>? { nil }

@c @implementation
public func Py_SetProgramName(_ name: UnsafePointer<wchar_t>?) {}

@c @implementation
public func Py_SetPythonHome(_ home: UnsafePointer<wchar_t>?) {}

@c @implementation
public func Py_SetPath(_ path: UnsafePointer<wchar_t>?) {
  if let path { PySys_SetPath(path) }
}

@c @implementation
public func Py_GetArgcArgv(
  _ count: UnsafeMutablePointer<Int32>?,
  _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<wchar_t>?>?>?
) {
  count?.pointee = 0
  argv?.pointee = nil
}

// MARK: Interrupts

@c @implementation
public func PyErr_SetInterrupt() { _ = PyErr_SetInterruptEx(SIGINT) }

@c @implementation
public func PyErr_SetInterruptEx(_ number: Int32) -> Int32 {
  guard number >= 1, number < 65 else { return -1 }
  // Only SIGINT has a handler: the one that raises KeyboardInterrupt.
  if number == SIGINT { _ = suture_or_acq_rel_u64(reported, 1 << UInt64(SIGINT)) }
  return 0
}

@c @implementation
public func PyErr_CheckSignals() -> Int32 {
  if suture_load_relaxed_u64(reported) == 0 { return 0 }
  guard suture_swap_acquire_u64(reported, 0) != 0 else { return 0 }
  PyErr_SetNone(suture_PyExc_KeyboardInterrupt())
  return -1
}

@c @implementation
public func PyOS_InterruptOccurred() -> Int32 { suture_swap_acquire_u64(reported, 0) != 0 ? 1 : 0 }

@c @implementation
public func PyOS_getsig(_ number: Int32) -> PyOS_sighandler_t? {
  var old = sigaction()
  guard sigaction(number, nil, &old) == 0 else {
    return unsafeBitCast(-1, to: PyOS_sighandler_t?.self)
  }
  return old.__sigaction_handler.sa_handler
}

@c @implementation
public func PyOS_setsig(_ number: Int32, _ handler: PyOS_sighandler_t?) -> PyOS_sighandler_t? {
  var new = sigaction()
  var old = sigaction()
  new.__sigaction_handler.sa_handler = handler
  guard sigaction(number, &new, &old) == 0 else {
    return unsafeBitCast(-1, to: PyOS_sighandler_t?.self)
  }
  return old.__sigaction_handler.sa_handler
}

@c @implementation
public func _Py_RestoreSignals() {
  _ = PyOS_setsig(SIGPIPE, SIG_DFL)
  _ = PyOS_setsig(SIGXFSZ, SIG_DFL)
}

@c @implementation
public func _PyOS_URandomNonblock(_ buffer: UnsafeMutableRawPointer?, _ size: Py_ssize_t) -> Int32 {
  raising { () throws(Raise) in
    if size < 0 { throw Raise(.value, "negative argument not allowed") }
    if size > 0, !suture_fill_random(buffer!, size) {
      _ = PyErr_SetFromErrno(suture_PyExc_OSError())
      throw .pending
    }
    return 0
  }
}

@c @implementation
public func PyOS_BeforeFork() {}

@c @implementation
public func PyOS_AfterFork_Parent() {}

@c @implementation
public func PyOS_AfterFork_Child() {}

@c @implementation
public func PyOS_AfterFork() {}
