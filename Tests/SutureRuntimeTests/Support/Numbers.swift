@testable import SutureRuntime

/// The object that a literal stands for: an int, a float, a complex, a str, True, None, [] or b''.
///
/// A new reference.
func read(_ literal: String) -> ObjectPointer {
  switch literal {
  case "None": return suture_None()
  case "True": return suture_True()
  case "[]": return PyList_New(0)!
  default: break
  }
  if literal.hasPrefix("10**"), let zeros = Int(literal.dropFirst(4)) {
    return PyLong_FromString("1" + String(repeating: "0", count: zeros), nil, 10)!
  }
  if literal.hasPrefix("b'") {
    let body = String(literal.dropFirst(2).dropLast())
    return PyBytes_FromStringAndSize(body, body.utf8.count)!
  }
  if literal.hasPrefix("'") { return PyUnicode_FromString(String(literal.dropFirst().dropLast()))! }
  if literal.hasSuffix("j") { return callNew(suture_PyComplex_Type().asObject, [.str(literal)])! }
  if let value = PyLong_FromString(literal, nil, 10) { return value }
  PyErr_Clear()
  return PyFloat_FromDouble(PyOS_string_to_double(literal, nil, nil))!
}

/// Runs a line `operation | operand | ... | expected`.
func calculate(_ line: String) -> (result: String, expected: String) {
  let fields = line.split(separator: " | ").map(String.init)
  let operands = fields[1..<(fields.count - 1)].map(read)
  return (show(apply(fields[0], operands)), fields.last!)
}

private func call(_ type: TypePointer, _ a: [ObjectPointer]) -> ObjectPointer? {
  let tuple = PyTuple_New(a.count)
  for (i, item) in a.enumerated() { _ = PyTuple_SetItem(tuple, i, newReference(item)) }
  return PyObject_Call(type.asObject, tuple, nil)
}

private func apply(_ operation: String, _ a: [ObjectPointer]) -> ObjectPointer? {
  switch operation {
  case "+": PyNumber_Add(a[0], a[1])
  case "-": PyNumber_Subtract(a[0], a[1])
  case "*": PyNumber_Multiply(a[0], a[1])
  case "/": PyNumber_TrueDivide(a[0], a[1])
  case "//": PyNumber_FloorDivide(a[0], a[1])
  case "%": PyNumber_Remainder(a[0], a[1])
  case "@": PyNumber_MatrixMultiply(a[0], a[1])
  case "divmod": PyNumber_Divmod(a[0], a[1])
  case "**": PyNumber_Power(a[0], a[1], suture_None())
  case "pow": PyNumber_Power(a[0], a[1], a[2])
  case "<<": PyNumber_Lshift(a[0], a[1])
  case ">>": PyNumber_Rshift(a[0], a[1])
  case "&": PyNumber_And(a[0], a[1])
  case "or": PyNumber_Or(a[0], a[1])
  case "^": PyNumber_Xor(a[0], a[1])
  case "<": PyObject_RichCompare(a[0], a[1], Py_LT)
  case "==": PyObject_RichCompare(a[0], a[1], Py_EQ)
  case ">=": PyObject_RichCompare(a[0], a[1], Py_GE)
  case "neg": PyNumber_Negative(a[0])
  case "pos": PyNumber_Positive(a[0])
  case "~": PyNumber_Invert(a[0])
  case "abs": PyNumber_Absolute(a[0])
  case "hash": PyLong_FromSsize_t(PyObject_Hash(a[0]))
  case "repr": newReference(a[0])
  case "int", "intb": call(suture_PyLong_Type(), a)
  case "float": call(suture_PyFloat_Type(), a)
  case "complex": call(suture_PyComplex_Type(), a)
  case "round": round(a[0], a[1])
  default: nil
  }
}

private func round(_ value: ObjectPointer, _ places: ObjectPointer) -> ObjectPointer? {
  guard let method = PyObject_GetAttrString(value, "__round__") else { return nil }
  return callWith(method, places)
}

private func callWith(_ callable: ObjectPointer, _ argument: ObjectPointer) -> ObjectPointer? {
  let tuple = PyTuple_New(1)
  _ = PyTuple_SetItem(tuple, 0, newReference(argument))
  return PyObject_Call(callable, tuple, nil)
}

/// Two hexadecimal digits for each byte.
func hexText(_ bytes: [UInt8]) -> String {
  var text = ""
  for byte in bytes { text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
  return text
}
