import Testing

@testable import SutureRuntime

/// What `body` writes to sys.stderr, or to another attribute of sys.
///
/// The file is an object whose `write` is list.append.
func written(to name: String = "stderr", _ body: () throws -> Void) rethrows -> String {
  let old = PySys_GetObject(name)
  Py_IncRef(old)
  let lines = PyList_New(0)
  let file = makeFile(lines)
  PySys_SetObject(name, file)
  defer {
    PySys_SetObject(name, old)
    drop(old, lines, file)
  }
  try body()
  return (0..<PyList_Size(lines)).map { swiftText(PyList_GetItem(lines, $0)!) }.joined()
}

/// An object whose `write(text)` appends to a list.
func makeFile(_ lines: ObjectPointer?) -> ObjectPointer? {
  let members = PyDict_New()
  let append = PyObject_GetAttrString(lines, "append")
  PyDict_SetItemString(members, "write", append)
  let arguments = tuple(text("File"), tuple(), newReference(members!))
  let type = PyObject_Call(suture_PyType_Type().asObject, arguments, nil)
  defer { drop(members, append, arguments, type) }
  guard let type else {
    Issue.record("no file: \(takeError() ?? "")")
    return nil
  }
  return PyObject_CallNoArgs(type)
}

/// Checks what `body` writes to sys.stderr.
func expectWritten(
  _ expected: String,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    #expect(try written(body) == expected, sourceLocation: sourceLocation)
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
}
