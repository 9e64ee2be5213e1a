import CSuture

// Traceback and frame objects. Suture runs no Python code: they exist so that extensions (Cython's generated code)
// can add their own lines to a traceback, and so that it can be printed.

private extension UnsafeMutablePointer where Pointee == PyObject {
  var traceback: UnsafeMutablePointer<SutureTraceback> { cast(to: SutureTraceback.self) }
  var frame: UnsafeMutablePointer<SutureFrame> { cast(to: SutureFrame.self) }
}

// MARK: Operations

/// A frame that executes `code` at its first line: a new reference.
func makeFrame(code: ObjectPointer, globals: ObjectPointer, locals: ObjectPointer) throws(Raise)
  -> ObjectPointer
{
  let o = try newZeroedObject(suture_PyFrame_Type())
  suture_incref_stored(code)
  suture_incref_stored(globals)
  suture_incref_stored(locals)
  o.frame.pointee.code = code
  o.frame.pointee.globals = globals
  o.frame.pointee.locals = locals
  o.frame.pointee.line = Int32(truncatingIfNeeded: code.code.pointee.first_line)
  gcTrack(o)
  return o
}

func makeTraceback(next: ObjectPointer?, frame: ObjectPointer, lasti: Int32, line: Int32)
  throws(Raise) -> ObjectPointer
{
  let o = try newZeroedObject(suture_PyTraceBack_Type())
  if let next { suture_incref_stored(next) }
  suture_incref_stored(frame)
  o.traceback.pointee.tb_next = next
  o.traceback.pointee.tb_frame = frame
  o.traceback.pointee.tb_lasti = lasti
  o.traceback.pointee.tb_lineno = line
  gcTrack(o)
  return o
}

/// One line of a traceback.
struct TracebackEntry {
  let filename: String
  let name: String
  let line: Int
}

/// The entries of a traceback, outermost first.
func tracebackEntries(_ tb: ObjectPointer) -> [TracebackEntry] {
  var entries: [TracebackEntry] = []
  var next: ObjectPointer? = tb
  while let t = next {
    let code = t.traceback.pointee.tb_frame!.frame.pointee.code!
    let filename = code.code.pointee.filename.map(swiftText) ?? "?"
    let name = code.code.pointee.name.map(swiftText) ?? "?"
    entries.append(
      TracebackEntry(filename: filename, name: name, line: Int(t.traceback.pointee.tb_lineno))
    )
    next = t.traceback.pointee.tb_next
  }
  return entries
}

private func drop(_ field: inout ObjectPointer?) {
  guard let o = field else { return }
  field = nil
  suture_decref_stored(o)
}

// MARK: Slots

@c func suture_traceback_dealloc(_ self: ObjectPointer?) {
  let o = self!
  gcUntrack(o)
  drop(&o.traceback.pointee.tb_next)
  drop(&o.traceback.pointee.tb_frame)
  freeInstance(o)
}

@c func suture_traceback_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  if let o = self!.traceback.pointee.tb_next, case let r = visit!(o, arg), r != 0 { return r }
  if let o = self!.traceback.pointee.tb_frame { return visit!(o, arg) }
  return 0
}

@c func suture_traceback_clear(_ self: ObjectPointer?) -> Int32 {
  drop(&self!.traceback.pointee.tb_next)
  return 0
}

private let signature = Signature(
  "traceback",
  "tb_next",
  "tb_frame",
  "tb_lasti",
  "tb_lineno",
  required: 4
)

@c func suture_traceback_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let given = try signature.bind(tuple: args, dict: kwargs)
    let (next, frame) = (given[0]!, given[1]!)
    guard frame.type == suture_PyFrame_Type() else {
      throw Raise(
        .type,
        "traceback() argument 'tb_frame' must be frame, not \(frame.givenTypeName)"
      )
    }
    let lasti = PyLong_AsInt(given[2])
    if lasti == -1, PyErr_Occurred() != nil { throw .pending }
    let line = PyLong_AsInt(given[3])
    if line == -1, PyErr_Occurred() != nil { throw .pending }
    guard next == suture_None() || next.type == suture_PyTraceBack_Type() else {
      throw Raise(.type, "expected traceback object or None, got '\(next.type.name)'")
    }
    return try makeTraceback(
      next: next == suture_None() ? nil : next,
      frame: frame,
      lasti: lasti,
      line: line
    )
  }
}

@c func suture_traceback_get(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let o = self!
  switch Int(bitPattern: closure) {
  case 0: return withLock(o) { newReference(o.traceback.pointee.tb_next ?? suture_None()) }
  case 1: return newReference(o.traceback.pointee.tb_frame ?? suture_None())
  case 2: return PyLong_FromLong(Int(o.traceback.pointee.tb_lasti))
  default: return PyLong_FromLong(Int(o.traceback.pointee.tb_lineno))
  }
}

@c func suture_traceback_set_next(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else { throw Raise(.type, "can't delete tb_next attribute") }
    guard value == suture_None() || value.type == suture_PyTraceBack_Type() else {
      throw Raise(.type, "expected traceback object or None, got '\(value.type.name)'")
    }
    var t: ObjectPointer? = value == suture_None() ? nil : value
    while let link = t {
      if link == self { throw Raise(.value, "traceback loop detected") }
      t = link.traceback.pointee.tb_next
    }
    writeField(self!, exceptionField(self!, 16), value == suture_None() ? nil : value)
    return 0
  }
}

@c func suture_frame_dealloc(_ self: ObjectPointer?) {
  let o = self!
  gcUntrack(o)
  drop(&o.frame.pointee.code)
  drop(&o.frame.pointee.globals)
  drop(&o.frame.pointee.locals)
  freeInstance(o)
}

@c func suture_frame_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let frame = self!.frame.pointee
  for field in [frame.globals, frame.locals] {
    if let o = field, case let r = visit!(o, arg), r != 0 { return r }
  }
  return 0
}

@c func suture_frame_clear(_ self: ObjectPointer?) -> Int32 {
  drop(&self!.frame.pointee.locals)
  return 0
}

@c func suture_frame_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let frame = self!.frame.pointee
    let code = frame.code!.code.pointee
    let address = String(UInt(bitPattern: self), radix: 16)
    let file = code.filename.map(swiftText) ?? "?"
    return try makeStr(
      "<frame at 0x\(address), file '\(file)', line \(frame.line), code \(code.name.map(swiftText) ?? "?")>"
    )
  }
}

@c func suture_frame_get(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let frame = self!.frame.pointee
  switch Int(bitPattern: closure) {
  case 1: return newReference(frame.code!)
  case 2: return newReference(frame.globals ?? suture_None())
  case 3: return newReference(frame.locals ?? suture_None())
  case 4: return PyEval_GetFrameBuiltins()
  case 5: return PyLong_FromLong(Int(frame.line))
  case 6: return PyLong_FromLong(Int(firstInstruction))
  default: return none()
  }
}

@c func suture_frame_set_line(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else { throw Raise(.attribute, "cannot delete attribute") }
    self!.frame.pointee.line = Int32(truncatingIfNeeded: try check(PyLong_AsSsize_t(value)))
    return 0
  }
}

// MARK: C API

@c @implementation
public func PyFrame_GetLineNumber(_ frame: OpaquePointer?) -> Int32 {
  UnsafeMutablePointer<PyObject>(frame!).frame.pointee.line
}

@c @implementation
public func PyFrame_GetCode(_ frame: OpaquePointer?) -> OpaquePointer? {
  OpaquePointer(newReference(UnsafeMutablePointer<PyObject>(frame!).frame.pointee.code!))
}

@c @implementation
public func PyTraceBack_Here(_ frame: OpaquePointer?) -> Int32 {
  guard let e = takePending() else { return -1 }
  do throws(Raise) {
    let o = UnsafeMutablePointer<PyObject>(frame!)
    let old = PyException_GetTraceback(e)
    defer { if let old { suture_decref(old) } }
    let tb = try Owned(
      makeTraceback(next: old, frame: o, lasti: firstInstruction, line: o.frame.pointee.line)
    )
    _ = PyException_SetTraceback(e, tb.pointer)
    restorePending(e)
    return 0
  } catch {
    suture_decref(e)
    return -1
  }
}

/// Compiles the one expression that Cython's generated code needs for a frame of its own; there is no Python compiler.
@c @implementation
public func Py_CompileString(
  _ source: UnsafePointer<CChar>?,
  _ filename: UnsafePointer<CChar>?,
  _ start: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = String(cString: source!)
    guard start == Py_eval_input, text == "_getframe()" || text == "getframe()" else {
      throw Raise(
        .notImplemented,
        "Py_CompileString() is not supported: there is no Python compiler"
      )
    }
    let file = try Owned(PyUnicode_DecodeFSDefault(filename))
    let name = try Owned(makeStr("<module>"))
    let code = try Owned(makeCode(filename: file.pointer, name: name.pointer, line: 1))
    let called = try Owned(makeStr(String(text.dropLast(2))))
    let names = try Owned(tupleOf(called.pointer))
    code.pointer.code.pointee.names = names.store()
    return code.take()
  }
}

/// The frame that code of Py_CompileString asks for, which is the code with a name and without byte code.
@c @implementation
public func PyEval_EvalCode(
  _ code: ObjectPointer?,
  _ globals: ObjectPointer?,
  _ locals: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let code, code.type == suture_PyCode_Type(), let globals,
      globals.isInstance(TypeFlag.dict)
    else { throw .badInternalCall("Objects/dictobject.c", 2391) }
    if code.code.pointee.code != nil {
      throw Raise(
        .notImplemented,
        "PyEval_EvalCode() cannot run byte code: there is no Python interpreter"
      )
    }
    guard code.code.pointee.names != nil else {
      // An empty code object, as CPython runs it.
      PyErr_SetNone(suture_PyExc_AssertionError())
      throw .pending
    }
    return try makeFrame(code: code, globals: globals, locals: locals ?? globals)
  }
}
