import Testing

@testable import SutureRuntime

// Types that the cases make as an extension makes them, from slots.

/// A slot of a type that a case makes: a function, or what else a slot may hold.
struct Slot: @unchecked Sendable {
  let id: Int32
  let value: UnsafeMutableRawPointer?

  init(_ id: Int32, _ value: UnsafeMutableRawPointer?) {
    self.id = id
    self.value = value
  }

  /// A slot of one argument: nb_negative, tp_repr, tp_iter, tp_iternext ...
  static func unary(_ id: Int32, _ function: unaryfunc) -> Slot {
    Slot(id, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }
  static func binary(_ id: Int32, _ function: binaryfunc) -> Slot {
    Slot(id, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }
  static func ternary(_ id: Int32, _ function: ternaryfunc) -> Slot {
    Slot(id, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }
  /// A slot whose result is a size or a hash.
  static func size(_ id: Int32, _ function: lenfunc) -> Slot {
    Slot(id, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }
  static func inquiry(_ id: Int32, _ function: SutureRuntime.inquiry) -> Slot {
    Slot(id, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }
  static func item(_ id: Int32, _ function: ssizeargfunc) -> Slot {
    Slot(id, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }
  static func end(_ id: Int32, _ function: destructor) -> Slot {
    Slot(id, unsafeBitCast(function, to: UnsafeMutableRawPointer.self))
  }
  /// The type's only method, which gets no arguments.
  static func method(_ name: String, _ function: PyCFunction) -> Slot {
    let row = PyMethodDef(
      ml_name: forever(name),
      ml_meth: function,
      ml_flags: METH_NOARGS,
      ml_doc: nil
    )
    return table(Py_tp_methods, lasting([row], end: PyMethodDef()))
  }
  /// The type's methods or members, which the caller keeps.
  static func table<T>(_ id: Int32, _ rows: UnsafeMutablePointer<T>) -> Slot {
    Slot(id, UnsafeMutableRawPointer(rows))
  }
}

/// A spec for the time of a call.
func withSpec<T>(
  _ name: String? = "spam.Spam",
  size: Int32 = 0,
  itemSize: Int32 = 0,
  flags: UInt = TypeFlag.base,
  slots: [Slot] = [],
  _ body: (UnsafeMutablePointer<PyType_Spec>) -> T
) -> T {
  var rows = slots.map { PyType_Slot(slot: $0.id, pfunc: $0.value) } + [PyType_Slot()]
  var text = name.map { Array($0.utf8CString) } ?? []
  return rows.withUnsafeMutableBufferPointer { rows in
    text.withUnsafeMutableBufferPointer { text in
      var spec = PyType_Spec(
        name: name == nil ? nil : UnsafePointer(text.baseAddress),
        basicsize: size,
        itemsize: itemSize,
        flags: UInt32(flags),
        slots: rows.baseAddress
      )
      return body(&spec)
    }
  }
}

/// A heap type with these slots, a new reference; nil with an exception.
func makeType(
  _ name: String,
  size: Int32 = 0,
  flags: UInt = TypeFlag.base,
  base: ObjectPointer? = nil,
  _ slots: [Slot] = []
) -> ObjectPointer? {
  withSpec(name, size: size, flags: flags, slots: slots) { PyType_FromSpecWithBases($0, base) }
}

/// The same for a type with the name spam.Spam.
func makeType(
  size: Int32 = 0,
  flags: UInt = TypeFlag.base,
  base: ObjectPointer? = nil,
  _ slots: Slot...
) -> ObjectPointer? { makeType("spam.Spam", size: size, flags: flags, base: base, slots) }

/// A new instance of a type with these slots, which keeps its type.
func make(_ slots: Slot...) -> ObjectPointer {
  let type = withSpec(slots: slots) { PyType_FromSpec($0) }!
  defer { drop(type) }
  return PyObject_CallNoArgs(type)!
}

/// Memory for a table of rows and the empty row after them, which lives as long as the process.
func lasting<T>(_ rows: [T], end: T) -> UnsafeMutablePointer<T> {
  let table = UnsafeMutablePointer<T>.allocate(capacity: rows.count + 1)
  table.initialize(from: rows, count: rows.count)
  (table + rows.count).initialize(to: end)
  return table
}

/// Gives `o` to `body`, then gives the reference to it up.
@discardableResult
func using<T>(_ o: ObjectPointer?, _ body: (ObjectPointer) throws -> T) rethrows -> T {
  guard let o else { fatalError("NULL: \(takeError() ?? "without an exception")") }
  defer { drop(o) }
  return try body(o)
}

/// What NULL raises where CPython checks for it.
let nullArgument = "SystemError: null argument to internal routine"

/// What `body` writes to sys.stderr.
func written(by body: () -> Void) -> String {
  let lines = list()
  let type = makeClass("File")
  let file = PyObject_CallNoArgs(type)
  using(PyObject_GetAttrString(lines, "append")) { _ = PyObject_SetAttrString(file, "write", $0) }
  let old = Py_XNewRef(PySys_GetObject("stderr"))
  PySys_SetObject("stderr", file)
  body()
  PySys_SetObject("stderr", old)
  var result = ""
  for i in 0..<PyList_Size(lines) { result += swiftText(PyList_GetItem(lines, i)!) }
  drop(lines, type, file, old)
  return result
}

/// For slots: raises ValueError.
func raiseBoom() -> ObjectPointer? {
  PyErr_SetString(suture_PyExc_ValueError(), "boom")
  return nil
}
