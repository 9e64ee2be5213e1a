import SutureRuntime

/// An exception, as a Swift error.
public enum PythonError: Error, CustomStringConvertible {
  /// A call raised this exception.
  case exception(PythonObject, traceback: PythonObject?)
  /// No module of this name was found.
  case invalidModule(String, reason: PythonObject)

  /// Takes the pending exception off the thread, which is attached.
  static func pending() -> PythonError {
    guard let raised = PyErr_GetRaisedException() else {
      PyErr_SetString(PyExc_SystemError, "a call failed without an exception")
      return pending()
    }
    let traceback = PyException_GetTraceback(raised).map { PythonObject(consuming: $0) }
    return .exception(PythonObject(consuming: raised), traceback: traceback)
  }

  /// The exception object.
  public var exception: PythonObject {
    switch self {
    case .exception(let exception, _): exception
    case .invalidModule(_, let reason): reason
    }
  }

  /// "Type: message", as the last line of a Python traceback.
  public var description: String {
    let exception = exception
    return exception.withPointer { p in
      let type = String(cString: Py_TYPE(p)!.pointee.tp_name)
      let name = type.split(separator: ".").last.map(String.init) ?? type
      guard let text = PyObject_Str(p) else {
        PyErr_Clear()
        return name
      }
      let message = String(PythonObject(consuming: text)) ?? ""
      return message.isEmpty ? name : "\(name): \(message)"
    }
  }
}
