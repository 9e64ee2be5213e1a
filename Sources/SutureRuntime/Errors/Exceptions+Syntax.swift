import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// SyntaxError, and the places that compilers attach to it.

private let first = ExceptionLayout.ownFields
private enum Field {
  static let msg = first
  static let filename = first + 8
  static let lineno = first + 16
  static let offset = first + 24
  static let endLineno = first + 32
  static let endOffset = first + 40
  static let text = first + 48
}

// MARK: Slots

@c func suture_exception_syntax_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  guard suture_exception_base_init(self, args, kwargs) == 0 else { return -1 }
  return raising { () throws(Raise) in
    let o = self!
    let n = tupleCount(args!)
    if n >= 1 { writeField(o, exceptionField(o, Field.msg), tupleItem(args!, 0)) }
    guard n == 2 else { return 0 }
    let info = try Owned(PySequence_Tuple(tupleItem(args!, 1)))
    let count = tupleCount(info.pointer)
    guard count >= 4, count <= 6 else {
      let bound = count < 4 ? "at least 4" : "at most 6"
      throw Raise(.type, "function takes \(bound) arguments (\(count) given)")
    }
    let offsets = [
      Field.filename, Field.lineno, Field.offset, Field.text, Field.endLineno, Field.endOffset,
    ]
    for i in 0..<6 {
      writeField(o, exceptionField(o, offsets[i]), i < count ? tupleItem(info.pointer, i) : nil)
    }
    if count == 5 { throw Raise(.type, "end_offset must be provided when end_lineno is provided") }
    return 0
  }
}

@c func suture_exception_syntax_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = self!
    let msg = readField(o, exceptionField(o, Field.msg))
    defer { if let msg { suture_decref(msg) } }
    var filename: String?
    if let name = readField(o, exceptionField(o, Field.filename)) {
      if name.isInstance(TypeFlag.unicode) {
        let path = swiftText(name)
        filename = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
      }
      suture_decref(name)
    }
    var line: Int?
    if let lineno = readField(o, exceptionField(o, Field.lineno)) {
      if lineno.type == suture_PyLong_Type() {
        var overflow: Int32 = 0
        let value = PyLong_AsLongAndOverflow(lineno, &overflow)
        if overflow == 0 { line = value }
      }
      suture_decref(lineno)
    }
    guard filename != nil || line != nil else { return PyObject_Str(msg ?? suture_None()) }
    var writer = StrWriter()
    try writer.append(strOf: msg ?? suture_None())
    if let filename, let line {
      writer.append(" (\(filename), line \(line))")
    } else if let filename {
      writer.append(" (\(filename))")
    } else {
      writer.append(" (line \(line!))")
    }
    return try writer.finish()
  }
}

// MARK: C API

/// The line `lineno` of a file, with its newline; nil when there is none.
private func sourceLine(_ filename: UnsafePointer<CChar>, _ lineno: Int32) -> ObjectPointer? {
  guard lineno > 0, let file = fopen(filename, "rb") else { return nil }
  defer { fclose(file) }
  var buffer: UnsafeMutablePointer<CChar>?
  var capacity = 0
  defer { free(buffer) }
  var length = 0
  for _ in 0..<lineno {
    length = getline(&buffer, &capacity, file)
    if length < 0 { return nil }
  }
  return PyUnicode_DecodeUTF8(buffer, length, "replace")
}

@c @implementation
public func PyErr_ProgramText(_ filename: UnsafePointer<CChar>?, _ lineno: Int32) -> ObjectPointer?
{
  guard let filename else { return nil }
  let line = sourceLine(filename, lineno)
  if line == nil { PyErr_Clear() }
  return line
}

@c @implementation
public func PyErr_SyntaxLocation(_ filename: UnsafePointer<CChar>?, _ lineno: Int32) {
  PyErr_SyntaxLocationEx(filename, lineno, -1)
}

@c @implementation
public func PyErr_SyntaxLocationEx(
  _ filename: UnsafePointer<CChar>?,
  _ lineno: Int32,
  _ column: Int32
) {
  guard let e = takePending() else { return }
  func set(_ name: String, _ value: ObjectPointer?) {
    if value == nil || PyObject_SetAttrString(e, name, value) < 0 { PyErr_Clear() }
    if let value { suture_decref(value) }
  }
  set("lineno", PyLong_FromLong(Int(lineno)))
  set("offset", column >= 0 ? PyLong_FromLong(Int(column)) : none())
  set("end_lineno", PyLong_FromLong(Int(lineno)))
  set("end_offset", none())
  if let filename {
    set("filename", PyUnicode_DecodeFSDefault(filename))
    if let text = PyErr_ProgramText(filename, lineno) { set("text", text) }
  } else {
    set("filename", none())
  }
  if e.type.asObject != suture_PyExc_SyntaxError() {
    if PyObject_HasAttrString(e, "msg") == 0 { set("msg", PyObject_Str(e)) }
    if PyObject_HasAttrString(e, "print_file_and_line") == 0 { set("print_file_and_line", none()) }
  }
  restorePending(e)
}
