import SutureTestSupport
import Testing

@testable import SutureRuntime

/// Checks what a call answers of objects made from literals, which are given up: see `readByteLiteral`.
///
/// `call` shows the answer: `expectAnswer("'ab'", of: "'a'", "'b'") { show(PyUnicode_Concat($0[0], $0[1])) }`.
///
/// The closure is not written within `#expect`: of two closures of a scope, one within a macro and one without, Swift 6.3
/// keeps one.
func expectAnswer(
  _ expected: String,
  of literals: String...,
  sourceLocation: SourceLocation = #_sourceLocation,
  call: ([ObjectPointer]) -> String
) {
  let objects = literals.map(readByteLiteral)
  defer { for o in objects { drop(o) } }
  #expect(call(objects) == expected, sourceLocation: sourceLocation)
}

/// A new dict of pairs of objects whose references are taken over.
func mapping(_ pairs: (key: ObjectPointer, value: ObjectPointer)...) -> ObjectPointer {
  let dict = PyDict_New()!
  for pair in pairs {
    PyDict_SetItem(dict, pair.key, pair.value)
    drop(pair.key, pair.value)
  }
  return dict
}

/// A new instance of a class of that name whose method, called without arguments, gives `value` the first time.
///
/// The reference to `value` is taken over.
func instance(of name: String, method: String, returning value: ObjectPointer) -> ObjectPointer {
  let values = list(value)
  // A builtin's bound method is no descriptor: the class shows it as it is.
  let namespace = mapping((text(method), PyObject_GetAttrString(values, "pop")!))
  let arguments = tuple(text(name), tuple(), namespace)
  let type = PyObject_Call(suture_PyType_Type().asObject, arguments, nil)
  let made = PyObject_CallNoArgs(type)!
  drop(values, arguments, type)
  return made
}

/// Calls a function of Tests/Extensions/fromformat.c: a new reference.
func callFromFormat(_ function: String, _ argument: ObjectPointer? = nil) throws -> ObjectPointer? {
  let module = try CompiledExtension.module("Tests/Extensions/fromformat.c")
  let function = PyObject_GetAttrString(module, function)
  defer { drop(function) }
  guard let argument else { return PyObject_CallNoArgs(function) }
  return PyObject_CallOneArg(function, argument)
}
