@testable import SutureRuntime

/// A Python value in a test, written as a literal.
indirect enum Value: Sendable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral,
  ExpressibleByNilLiteral, CustomStringConvertible
{
  case int(Int)
  case str(String)
  case list([Value])
  case tuple([Value])
  case none
  case slice(Value, Value, Value)
  /// The result of calling a builtin type.
  case call(Builtin, [Value])

  enum Builtin: String, Sendable {
    case range, enumerate, reversed, zip, map, filter, list, tuple, slice, object, set
  }

  init(integerLiteral value: Int) { self = .int(value) }
  init(stringLiteral value: String) { self = .str(value) }
  init(arrayLiteral elements: Value...) { self = .list(elements) }
  init(nilLiteral: ()) { self = .none }

  static func range(_ args: Value...) -> Value { .call(.range, args) }

  var description: String {
    switch self {
    case .int(let n): return String(n)
    case .str(let s): return "'\(s)'"
    case .list(let items): return items.description
    case .tuple(let items): return "tuple\(items)"
    case .none: return "None"
    case .slice(let a, let b, let c): return "\(a):\(b):\(c)"
    case .call(let type, let args): return "\(type.rawValue)\(args)"
    }
  }

  /// The object, a new reference; nil with an exception pending.
  func make() -> ObjectPointer? {
    switch self {
    case .int(let n): return PyLong_FromSsize_t(n)
    case .str(let s): return PyUnicode_FromString(s)
    case .none: return suture_None()
    case .list(let items):
      let list = PyList_New(items.count)
      for (i, item) in items.enumerated() { _ = PyList_SetItem(list, i, item.make()) }
      return list
    case .tuple(let items):
      let tuple = PyTuple_New(items.count)
      for (i, item) in items.enumerated() { _ = PyTuple_SetItem(tuple, i, item.make()) }
      return tuple
    case .slice(let a, let b, let c): return callNew(suture_PySlice_Type().asObject, [a, b, c])
    case .call(let type, let args): return callNew(type.builtin, args)
    }
  }
}

extension Value.Builtin {
  var builtin: ObjectPointer {
    switch self {
    case .range: return suture_PyRange_Type().asObject
    case .enumerate: return suture_PyEnum_Type().asObject
    case .reversed: return suture_PyReversed_Type().asObject
    case .zip: return suture_PyZip_Type().asObject
    case .map: return suture_PyMap_Type().asObject
    case .filter: return suture_PyFilter_Type().asObject
    case .list: return suture_PyList_Type().asObject
    case .tuple: return suture_PyTuple_Type().asObject
    case .slice: return suture_PySlice_Type().asObject
    case .object: return suture_PyBaseObject_Type().asObject
    case .set: return suture_PySet_Type().asObject
    }
  }
}

/// Calls with new arguments; a new reference, or nil with an exception pending.
func callNew(
  _ callable: ObjectPointer?,
  _ args: [Value],
  _ keywords: KeyValuePairs<String, Value> = [:]
) -> ObjectPointer? {
  guard let tuple = Value.tuple(args).make() else { return nil }
  defer { suture_decref(tuple) }
  if keywords.isEmpty { return PyObject_Call(callable, tuple, nil) }
  guard let dict = PyDict_New() else { return nil }
  defer { suture_decref(dict) }
  for (name, value) in keywords {
    let value = value.make()
    PyDict_SetItemString(dict, name, value)
    suture_decref(value!)
  }
  return PyObject_Call(callable, tuple, dict)
}

/// Calls a method by name.
func callMethod(_ o: ObjectPointer?, _ name: String, _ args: Value...) -> ObjectPointer? {
  guard let method = PyObject_GetAttrString(o, name) else { return nil }
  defer { suture_decref(method) }
  return callNew(method, args)
}

/// What an owned result looks like: its repr, or the pending exception, which is cleared.
func show(_ result: ObjectPointer?) -> String {
  guard let result else { return pendingException() }
  defer { suture_decref(result) }
  guard let text = PyObject_Repr(result) else { return pendingException() }
  defer { suture_decref(text) }
  return swiftText(text)
}

/// The same for a result whose failure value is -1.
func show<T: BinaryInteger>(_ result: T) -> String {
  result < 0 && isExceptionPending ? pendingException() : String(result)
}

/// `Type: message` of the pending exception, which is cleared; "no exception" when there is none.
func pendingException() -> String {
  guard let exception = PyErr_GetRaisedException() else { return "no exception" }
  defer { suture_decref(exception) }
  guard let text = PyObject_Str(exception) else {
    PyErr_Clear()
    return exception.type.name
  }
  defer { suture_decref(text) }
  return "\(exception.type.name): \(swiftText(text))"
}
