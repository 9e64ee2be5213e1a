import Testing

@testable import SutureRuntime

// Objects for cases that need a callback: classes whose special methods are bound builtin methods, so that no Python
// code has to run.

/// The bound method `o.name`, a new reference; the reference to `o` is taken over.
func bound(_ o: ObjectPointer, _ name: String) -> ObjectPointer {
  defer { Py_DecRef(o) }
  return PyObject_GetAttrString(o, name)!
}

/// A new class with these attributes, whose references are taken over.
func newClass(
  _ name: String,
  base: TypePointer = suture_PyBaseObject_Type(),
  _ attributes: [(key: String, value: ObjectPointer)]
) -> ObjectPointer {
  let dict = PyDict_New()!
  for (key, value) in attributes {
    PyDict_SetItemString(dict, key, value)
    Py_DecRef(value)
  }
  let module = text("cases")
  PyDict_SetItemString(dict, "__module__", module)
  Py_IncRef(base.asObject)
  let arguments = tuple(text(name), tuple(base.asObject), dict)
  defer { drop(module, arguments) }
  return PyObject_Call(suture_PyType_Type().asObject, arguments, nil)!
}

/// An instance of a new class with these special methods, and these attributes of its own; all are taken over.
///
/// A class is garbage that waits for the collector: it should not hold what a case counts.
func newInstance(_ name: String, _ attributes: KeyValuePairs<String, ObjectPointer>)
  -> ObjectPointer
{
  let type = newClass(name, attributes.filter { $0.key.hasPrefix("__") })
  defer { Py_DecRef(type) }
  let o = PyObject_CallObject(type, nil)!
  for (key, value) in attributes where !key.hasPrefix("__") {
    PyObject_SetAttrString(o, key, value)
    Py_DecRef(value)
  }
  return o
}

/// An object whose `__index__` gives an int.
func indexable(_ n: Int) -> ObjectPointer {
  newInstance("Index", ["__index__": bound(number(n), "__int__")])
}

/// A call's number, or in its place "Type: message" of the exception, with which -1 must go.
func outcome<T: FixedWidthInteger>(_ value: T) -> String {
  guard let error = takeError() else { return String(value) }
  return value == T(truncatingIfNeeded: -1) ? error : "\(error), but \(value)"
}

func outcome(_ value: Double) -> String {
  guard let error = takeError() else { return "\(value)" }
  return value == -1 ? error : "\(error), but \(value)"
}

/// An argument: `NULL`, `object` (the witness), `index N` (an object with `__index__`), else as `read`.
///
/// A new reference.
func argument(_ literal: String, _ w: Witness) -> ObjectPointer? {
  switch literal {
  case "NULL": return nil
  case "object": return own(w)
  case "index 'x'": return newInstance("Index", ["__index__": bound(text("x"), "__str__")])
  default: break
  }
  if literal.hasPrefix("index ") { return indexable(Int(literal.dropFirst(6))!) }
  return read(literal)
}

/// Checks what a function of one object gives for each argument, and that it keeps no reference to it.
func expectOutcomes(
  _ w: Witness,
  _ expected: KeyValuePairs<String, String>,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ function: (ObjectPointer?) -> String
) {
  for (literal, result) in expected {
    let o = argument(literal, w)
    let before = o.map { Py_REFCNT($0) }
    #expect(function(o) == result, "of \(literal)", sourceLocation: sourceLocation)
    #expect(
      o.map { Py_REFCNT($0) } == before,
      "\(literal) is borrowed",
      sourceLocation: sourceLocation
    )
    drop(o)
  }
}

/// What a function says of an argument that it cannot take, with the place in CPython's source.
func internalCall(_ place: String) -> String {
  "SystemError: \(place): bad argument to internal function"
}

/// A new dict of values that are taken over.
func dict(_ pairs: (String, ObjectPointer)...) -> ObjectPointer {
  let dict = PyDict_New()!
  for (key, value) in pairs {
    PyDict_SetItemString(dict, key, value)
    Py_DecRef(value)
  }
  return dict
}

/// A key with the hash of 1, whose comparison with another object raises `comparisonError`.
func raisingKey() -> ObjectPointer {
  newInstance(
    "Key",
    ["__hash__": bound(number(1), "__int__"), "__eq__": bound(PyList_New(0)!, "pop")]
  )
}
let comparisonError = "IndexError: pop from empty list"

/// The error of a text that is no UTF-8.
let notUTF8 =
  "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"

/// A C text that is no UTF-8, for the time of `body`.
func withBadText<T>(_ body: (UnsafePointer<CChar>) -> T) -> T {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 2) { bytes in
    bytes[0] = -1
    bytes[1] = 0
    return body(UnsafePointer(bytes.baseAddress!))
  }
}

/// What `body` writes to sys.stderr.
func standardError(_ body: () -> Void) -> String {
  let lines = PyList_New(0)!
  let old = newReference(PySys_GetObject("stderr")!)
  let module = PyModule_New("stderr")!
  let write = bound(newReference(lines), "append")
  PyObject_SetAttrString(module, "write", write)
  PySys_SetObject("stderr", module)
  body()
  PySys_SetObject("stderr", old)
  let joined = text("")
  let all = PyUnicode_Join(joined, lines)!
  defer { drop(lines, old, module, write, joined, all) }
  return swiftText(all)
}
