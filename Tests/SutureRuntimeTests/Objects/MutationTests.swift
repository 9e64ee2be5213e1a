import SutureTestSupport
import Testing

@testable import SutureRuntime

/// What containers do when a special method of an element changes them in the middle of an operation.
///
/// A line is `M | A | B | action | operation | expected`. M is an object of Tests/Extensions/meddler.c: its number, and
/// `=` when it says that it is equal to everything and less than everything, `!` when it does not. A and B are
/// containers. The action is what M calls when the operation first asks it for a comparison, an index, an item or its
/// repr (with `H` before the number: or its hash), or when it dies. What is expected is what CPython 3.13 gives with
/// the same extension: the result or the exception, then the sizes of A and B.
private struct Scenario {
  let fields: [String]
  private var values: [String: ObjectPointer] = [:]

  init(_ line: Substring) {
    fields = line.split(separator: " | ").map(String.init)
    values["MANY"] = {
      let dict = PyDict_New()!
      for i in 0..<100 {
        let n = Py.int(i)
        PyDict_SetItem(dict, n, n)
        Py_DecRef(n)
      }
      return dict
    }()
    let one = list(number(1))
    values["ONES"] = PySequence_Repeat(one, 100)
    Py_DecRef(one)
  }

  /// The object of a literal of one value, a new reference.
  private func value(_ literal: String) -> ObjectPointer {
    if let known = values[literal] { return newReference(known) }
    let parts = literal.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return read(literal) }
    let bounds = parts.map { $0.isEmpty ? nil : value(String($0)) }
    defer { for bound in bounds { Py_DecRef(bound) } }
    return PySlice_New(bounds[0], bounds[1], bounds[2])!
  }

  private func container(_ literal: String) -> ObjectPointer {
    if literal.hasPrefix("bytearray(") {
      let items = container(String(literal.dropFirst(10).dropLast()))
      defer { Py_DecRef(items) }
      return PyByteArray_FromObject(items)!
    }
    let items = literal.dropFirst().dropLast().split(separator: ", ").map(String.init)
    if literal.hasPrefix("[") {
      let list = PyList_New(items.count)!
      for (i, item) in items.enumerated() { PyList_SetItem(list, i, value(item)) }
      return list
    }
    guard let first = items.first, !first.contains(": ") else {
      let dict = PyDict_New()!
      for item in items {
        let pair = item.split(separator: ": ").map { value(String($0)) }
        PyDict_SetItem(dict, pair[0], pair[1])
        for o in pair { Py_DecRef(o) }
      }
      return dict
    }
    let set = PySet_New(nil)!
    for item in items {
      let key = value(item)
      PySet_Add(set, key)
      Py_DecRef(key)
    }
    return set
  }

  /// The bound method and the arguments of `A.name(x, y)`.
  private func call(_ text: String) -> (method: ObjectPointer, arguments: ObjectPointer) {
    let parts = text.dropLast().split(separator: "(", omittingEmptySubsequences: false)
    let names = parts[0].split(separator: ".").map(String.init)
    let arguments = parts[1].split(separator: ", ").map { value(String($0)) }
    let tuple = PyTuple_New(arguments.count)!
    for (i, argument) in arguments.enumerated() { PyTuple_SetItem(tuple, i, argument) }
    return (PyObject_GetAttrString(values[names[0]], names[1])!, tuple)
  }

  /// The result of the operation and the sizes of A and B after it.
  mutating func run(_ type: ObjectPointer) -> String {
    let m = PyObject_CallNoArgs(type)!
    let n = number(Int(fields[0].filter(\.isNumber))!)
    PyObject_SetAttrString(m, "number", n)
    PyObject_SetAttrString(m, "hashes", fields[0].hasPrefix("H") ? suture_True() : suture_False())
    PyObject_SetAttrString(m, "answer", fields[0].hasSuffix("=") ? suture_True() : suture_False())
    values["M"] = m
    values["A"] = container(fields[1])
    values["B"] = container(fields[2])
    let operation = call(fields[4])
    let action = call(fields[3])
    PyObject_SetAttrString(m, "arguments", action.arguments)
    PyObject_SetAttrString(m, "action", action.method)
    drop(n, action.method, action.arguments, values.removeValue(forKey: "M"))
    let o = PyObject_Call(operation.method, operation.arguments, nil)
    let size = PyObject_Size(o)
    if o != nil { PyErr_Clear() }
    var result = show(o)
    if result.count > 60, o != nil { result = "\(size) items" }
    drop(operation.method, operation.arguments)
    let sizes = "\(PyObject_Size(values["A"])), \(PyObject_Size(values["B"]))"
    for name in ["A", "B"] { drop(callMethod(values[name], "clear")) }
    for value in values.values { Py_DecRef(value) }
    return "\(result); \(sizes)"
  }
}

@Suite("Mutation by callbacks") struct MutationTests {
  @Test(
    "A container that changes in the middle of an operation does what CPython's does",
    arguments: [dictMutations, setMutations, listMutations, bytearrayMutations]
  )
  func mutation(lines: String) throws {
    let module = try CompiledExtension.module("Tests/Extensions/meddler.c")
    Runtime.attached {
      let type = PyObject_GetAttrString(module, "Meddler")!
      for line in lines.split(separator: "\n") {
        var scenario = Scenario(line)
        let result = scenario.run(type)
        #expect(result == scenario.fields[5], "\(line)")
        #expect(Py.raised() == "", "\(line)")
      }
      Py_DecRef(type)
    }
  }
}
