import CSuture

// Frames as version-specific extensions ask for them (traceback.h and frameobject.h of CPython).

// MARK: C API

@c @implementation
public func PyFrame_New(
  _ tstate: UnsafeMutablePointer<PyThreadState>?,
  _ code: OpaquePointer?,
  _ globals: ObjectPointer?,
  _ locals: ObjectPointer?
) -> OpaquePointer? {
  let made: ObjectPointer? = raising { () throws(Raise) in
    let code = UnsafeMutablePointer<PyObject>(code!)
    return try makeFrame(
      code: code,
      globals: globals ?? suture_None(),
      locals: locals ?? globals ?? suture_None()
    )
  }
  return made.map { OpaquePointer($0) }
}

@c @implementation
public func PyFrame_GetBack(_ frame: OpaquePointer?) -> OpaquePointer? { nil }

@c @implementation
public func PyFrame_GetGlobals(_ frame: OpaquePointer?) -> ObjectPointer? {
  suture_frame_get(UnsafeMutablePointer<PyObject>(frame!), UnsafeMutableRawPointer(bitPattern: 2))
}

@c @implementation
public func PyFrame_GetLocals(_ frame: OpaquePointer?) -> ObjectPointer? {
  suture_frame_get(UnsafeMutablePointer<PyObject>(frame!), UnsafeMutableRawPointer(bitPattern: 3))
}

@c @implementation
public func PyFrame_GetBuiltins(_ frame: OpaquePointer?) -> ObjectPointer? {
  PyEval_GetFrameBuiltins()
}

@c @implementation
public func PyFrame_GetGenerator(_ frame: OpaquePointer?) -> ObjectPointer? { nil }

@c @implementation
public func PyFrame_GetLasti(_ frame: OpaquePointer?) -> Int32 { firstInstruction }

@c @implementation
public func _PyTraceback_Add(
  _ function: UnsafePointer<CChar>?,
  _ filename: UnsafePointer<CChar>?,
  _ line: Int32
) {
  guard let e = takePending() else { return }
  do throws(Raise) {
    let code = PyCode_NewEmpty(filename, function, line)
    let held = try Owned(code.map { UnsafeMutablePointer<PyObject>($0) })
    let globals = try Owned(PyDict_New())
    let frame = try Owned(
      makeFrame(code: held.pointer, globals: globals.pointer, locals: globals.pointer)
    )
    restorePending(e)
    _ = PyTraceBack_Here(OpaquePointer(frame.pointer))
  } catch {
    _PyErr_ChainExceptions1(e)
  }
}

/// Where every frame stands in its bytecode: the first instruction counts as executed.
let firstInstruction: Int32 = 2
