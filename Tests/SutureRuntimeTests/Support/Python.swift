@testable import SutureRuntime

/// Objects and texts for tests.
///
/// Run inside `Runtime.attached`.
enum Py {
  static func int(_ n: Int) -> ObjectPointer { PyLong_FromSsize_t(n)! }

  static func str(_ text: String) -> ObjectPointer { PyUnicode_FromString(text)! }

  /// repr(o), or the pending exception as "TypeError: text" when there is no object.
  ///
  /// Takes over the reference.
  static func repr(_ o: ObjectPointer?) -> String {
    guard let o else { return raised() }
    defer { suture_decref(o) }
    guard let text = PyObject_Repr(o) else { return raised() }
    defer { suture_decref(text) }
    return swiftText(text)
  }

  /// The pending exception as "TypeError: text", cleared; "" when there is none.
  static func raised() -> String {
    guard let exception = PyErr_GetRaisedException() else { return "" }
    defer { suture_decref(exception) }
    let name = exception.type.name
    guard let text = PyObject_Str(exception) else {
      PyErr_Clear()
      return name
    }
    defer { suture_decref(text) }
    let message = swiftText(text)
    return message.isEmpty ? name : "\(name): \(message)"
  }

  /// A new dict of texts to numbers, in this order.
  static func dict(_ pairs: KeyValuePairs<String, Int>) -> ObjectPointer {
    let dict = PyDict_New()!
    for (key, value) in pairs {
      let k = str(key)
      let v = int(value)
      PyDict_SetItem(dict, k, v)
      suture_decref(k)
      suture_decref(v)
    }
    return dict
  }

  static func list(_ items: ObjectPointer...) -> ObjectPointer {
    let list = PyList_New(0)!
    for item in items {
      PyList_Append(list, item)
      suture_decref(item)
    }
    return list
  }

  static func tuple(_ items: ObjectPointer...) -> ObjectPointer {
    let tuple = PyTuple_New(items.count)!
    for (i, item) in items.enumerated() { PyTuple_SetItem(tuple, i, item) }
    return tuple
  }

  static func set(_ numbers: Int...) -> ObjectPointer {
    let set = PySet_New(nil)!
    for n in numbers {
      let item = int(n)
      PySet_Add(set, item)
      suture_decref(item)
    }
    return set
  }
}
