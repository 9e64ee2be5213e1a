import CSuture

/// A Swift error that stands for the thread's pending exception.
///
/// Creating one from a type and a message sets the exception; `Raise.pending` says that a C API
/// call has already set it.
///
/// Inside Suture errors are `throws(Raise)`. A C API function wraps its body in `raising { }`, which turns a thrown
/// Raise into the failure value of its result type.
struct Raise: Error {
  private init() {}

  /// The exception is already set.
  static var pending: Raise { Raise() }

  static var noMemory: Raise {
    _ = PyErr_NoMemory()
    return Raise()
  }

  /// Sets `type(message)` as the pending exception.
  @inline(never)
  init(_ kind: Kind, _ message: String) {
    var text = message
    text.withUTF8 { bytes in
      if let s = PyUnicode_FromStringAndSize(
        UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
        bytes.count
      ) {
        PyErr_SetObject(kind.type, s)
        suture_decref(s)
      }
    }
  }

  /// Sets `type(value)`; `value` is borrowed.
  init(_ kind: Kind, value: ObjectPointer) { PyErr_SetObject(kind.type, value) }

  /// The exception types by the name that CPython gives them, without the `Error`.
  struct Kind {
    let type: ObjectPointer
    static var type: Kind { Kind(type: suture_PyExc_TypeError()) }
    static var value: Kind { Kind(type: suture_PyExc_ValueError()) }
    static var index: Kind { Kind(type: suture_PyExc_IndexError()) }
    static var key: Kind { Kind(type: suture_PyExc_KeyError()) }
    static var attribute: Kind { Kind(type: suture_PyExc_AttributeError()) }
    static var overflow: Kind { Kind(type: suture_PyExc_OverflowError()) }
    static var zeroDivision: Kind { Kind(type: suture_PyExc_ZeroDivisionError()) }
    static var system: Kind { Kind(type: suture_PyExc_SystemError()) }
    static var runtime: Kind { Kind(type: suture_PyExc_RuntimeError()) }
    static var recursion: Kind { Kind(type: suture_PyExc_RecursionError()) }
    static var notImplemented: Kind { Kind(type: suture_PyExc_NotImplementedError()) }
    static var memory: Kind { Kind(type: suture_PyExc_MemoryError()) }
    static var buffer: Kind { Kind(type: suture_PyExc_BufferError()) }
    static var lookup: Kind { Kind(type: suture_PyExc_LookupError()) }
    static var importError: Kind { Kind(type: suture_PyExc_ImportError()) }
    static var moduleNotFound: Kind { Kind(type: suture_PyExc_ModuleNotFoundError()) }
    static var unicode: Kind { Kind(type: suture_PyExc_UnicodeError()) }
    static var os: Kind { Kind(type: suture_PyExc_OSError()) }
    static var reference: Kind { Kind(type: suture_PyExc_ReferenceError()) }
    static var name: Kind { Kind(type: suture_PyExc_NameError()) }
    static var assertion: Kind { Kind(type: suture_PyExc_AssertionError()) }
    static var stopIteration: Kind { Kind(type: suture_PyExc_StopIteration()) }
    static var eof: Kind { Kind(type: suture_PyExc_EOFError()) }
  }

  /// SystemError, as CPython raises for an argument of the wrong type from C.
  ///
  /// - Parameters:
  ///   - file: of CPython 3.13.0, as its message names it.
  ///   - line: in that file.
  static func badInternalCall(_ file: StaticString, _ line: UInt) -> Raise {
    Raise(.system, "\(file):\(line): bad argument to internal function")
  }

  @inline(never)
  static func badArgument() -> Raise {
    Raise(.type, "bad argument type for built-in operation")
  }
}

/// What C sees while an exception is pending.
protocol ABIResult {
  static var raised: Self { get }
}

extension Int32: ABIResult { static var raised: Int32 { -1 } }
extension Int64: ABIResult { static var raised: Int64 { -1 } }
extension Int: ABIResult { static var raised: Int { -1 } }
extension UInt: ABIResult { static var raised: UInt { UInt.max } }
extension UInt64: ABIResult { static var raised: UInt64 { UInt64.max } }
extension UInt32: ABIResult { static var raised: UInt32 { UInt32.max } }
extension Double: ABIResult { static var raised: Double { -1.0 } }
extension Optional: ABIResult { static var raised: Wrapped? { nil } }

/// Runs the body of a C API function; a thrown Raise becomes the result type's failure value.
@inline(__always)
func raising<T: ABIResult>(_ body: () throws(Raise) -> T) -> T {
  do throws(Raise) { return try body() } catch { return T.raised }
}

/// The result of a C API call, or a throw when it is NULL.
@inline(__always)
func check(_ o: ObjectPointer?) throws(Raise) -> ObjectPointer {
  guard let o else { throw .pending }
  return o
}

/// The result of a C API call, or a throw when it is negative.
@inline(__always) @discardableResult
func check(_ result: Int32) throws(Raise) -> Int32 {
  if result < 0 { throw .pending }
  return result
}

/// The result of a C API call whose -1 may also be a value.
@inline(__always) @discardableResult
func check(_ result: Int) throws(Raise) -> Int {
  if result == -1, suture_thread().pointee.current_exception != nil { throw .pending }
  return result
}

/// True when the thread has a pending exception.
@inline(__always)
var isExceptionPending: Bool { suture_thread().pointee.current_exception != nil }
