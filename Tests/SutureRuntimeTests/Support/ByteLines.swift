@testable import SutureRuntime

/// The object that a bytes test's literal stands for, a new reference: b'..' bytes, B'..' a bytearray, M'..' a
/// memoryview, '..' a str, with the escapes of Python; else as `read`.
func readByteLiteral(_ literal: String) -> ObjectPointer {
  guard let first = literal.utf8.first else { return suture_None() }
  let isStr = first == UInt8(ascii: "'")
  let marks: [UInt8] = [UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "M")]
  guard isStr || (marks.contains(first) && literal.dropFirst().first == "'") else {
    return read(literal)
  }
  let body = String(literal.dropFirst(isStr ? 1 : 2).dropLast())
  if isStr { return PyUnicode_DecodeUnicodeEscape(body, body.utf8.count, nil)! }
  let bytes = PyBytes_DecodeEscape(body, body.utf8.count, nil, 0, nil)!
  defer { if first != UInt8(ascii: "b") { suture_decref(bytes) } }
  switch first {
  case UInt8(ascii: "B"): return PyByteArray_FromObject(bytes)!
  case UInt8(ascii: "M"): return PyMemoryView_FromObject(bytes)!
  default: return bytes
  }
}

/// Runs a line `receiver | method | argument ... | expected`: what CPython 3.13 answers is the last field.
func callLine(_ line: String) -> (result: String, expected: String) {
  run(line) { _, result in show(result) }
}

/// The same where the last field is what the receiver is afterwards.
func changeLine(_ line: String) -> (result: String, expected: String) {
  run(line) { receiver, result in
    guard let result else { return show(nil) }
    drop(result)
    return show(newReference(receiver))
  }
}

private func run(_ line: String, shown: (ObjectPointer, ObjectPointer?) -> String) -> (
  result: String, expected: String
) {
  let fields = line.split(separator: " | ", omittingEmptySubsequences: false).map(String.init)
  let receiver = readByteLiteral(fields[0])
  defer { suture_decref(receiver) }
  guard let method = PyObject_GetAttrString(receiver, fields[1]) else {
    return (show(nil), fields.last!)
  }
  defer { suture_decref(method) }
  let arguments = fields[2..<(fields.count - 1)]
  let tuple = PyTuple_New(arguments.count)
  for (i, argument) in arguments.enumerated() {
    _ = PyTuple_SetItem(tuple, i, readByteLiteral(argument))
  }
  let result = shown(receiver, PyObject_Call(method, tuple, nil))
  suture_decref(tuple!)
  return (result, fields.last!)
}
