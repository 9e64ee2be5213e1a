import CSuture

// Frames and code objects as version-specific extensions ask for them (traceback.h and frameobject.h of CPython).

// MARK: C API

@c @implementation
public func PyCode_NewEmpty(
  _ filename: UnsafePointer<CChar>?,
  _ name: UnsafePointer<CChar>?,
  _ line: Int32
) -> OpaquePointer? {
  let made: ObjectPointer? = raising { () throws(Raise) in
    let file = try Owned(PyUnicode_DecodeFSDefault(filename))
    let function = try Owned(PyUnicode_FromString(name))
    return try makeCode(filename: file.pointer, name: function.pointer, line: Int(line))
  }
  return made.map { OpaquePointer($0) }
}

@c @implementation
public func PyUnstable_Code_NewWithPosOnlyArgs(
  _ argumentCount: Int32,
  _ positionalOnly: Int32,
  _ keywordOnly: Int32,
  _ locals: Int32,
  _ stack: Int32,
  _ flags: Int32,
  _ code: ObjectPointer?,
  _ consts: ObjectPointer?,
  _ names: ObjectPointer?,
  _ varnames: ObjectPointer?,
  _ freevars: ObjectPointer?,
  _ cellvars: ObjectPointer?,
  _ filename: ObjectPointer?,
  _ name: ObjectPointer?,
  _ qualname: ObjectPointer?,
  _ line: Int32,
  _ lineTable: ObjectPointer?,
  _ exceptionTable: ObjectPointer?
) -> OpaquePointer? {
  let made: ObjectPointer? = raising { () throws(Raise) in
    let code = try makeCode(filename: filename!, name: name!, line: Int(line))
    writeField(code, exceptionField(code, 32), qualname)
    return code
  }
  return made.map { OpaquePointer($0) }
}

@c @implementation
public func PyCode_GetCode(_ code: OpaquePointer?) -> ObjectPointer? { codeBytes() }

@c @implementation
public func PyCode_GetVarnames(_ code: OpaquePointer?) -> ObjectPointer? { PyTuple_New(0) }

@c @implementation
public func PyCode_GetCellvars(_ code: OpaquePointer?) -> ObjectPointer? { PyTuple_New(0) }

@c @implementation
public func PyCode_GetFreevars(_ code: OpaquePointer?) -> ObjectPointer? { PyTuple_New(0) }

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
public func PyFrame_GetLasti(_ frame: OpaquePointer?) -> Int32 { -1 }

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

/// The bytecode of every code object: one instruction that does nothing.
func codeBytes() -> ObjectPointer? {
  PyBytes_FromStringAndSize(("\u{1E}\0" as StaticString).cString, 2)
}
