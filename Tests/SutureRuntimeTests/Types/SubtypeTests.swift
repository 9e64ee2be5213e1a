import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Instances of heap types") struct SubtypeTests {
  /// An instance of a class below such a type ends through `suture_subtype_dealloc` first.
  @Test(
    "A heap type that calls its base's tp_dealloc and gives up its own reference loses no other",
    arguments: [
      ("object", nil), ("dict", nil), ("bytes", nil), ("bytearray", nil), ("int", "12"),
      ("int", "123456789012345678901234567890"), ("float", "1.5"), ("complex", "1j"), ("str", "ab"),
      ("str", "\u{1234}"), ("list", "ab"), ("tuple", "ab"), ("set", "ab"), ("frozenset", "ab"),
      ("ValueError", "ab"), ("property", nil), ("enumerate", "ab"), ("zip", "ab"),
      ("reversed", "ab"), ("staticmethod", "ab"),
    ] as [(String, String?)]
  )
  func baseDealloc(_ base: String, _ argument: String?) throws {
    try Runtime.attached {
      let module = try CompiledExtension.module("Tests/Extensions/below.c")
      let builtins = PyImport_ImportModule("builtins")!
      defer { suture_decref(builtins) }
      let below = call(module, "make", Py.tuple(PyObject_GetAttrString(builtins, base)!))!
      for type in [below, makeClass("Sub", Py.tuple(Py_NewRef(below)))!] {
        let args = [type] + (argument.map { [Py.str($0)] } ?? [])
        let tuple = PyTuple_New(args.count)!
        Py_IncRef(type)
        for (i, o) in args.enumerated() { PyTuple_SetItem(tuple, i, o) }
        #expect(Py.repr(call(module, "count", tuple)) == "0")
        suture_decref(type)
      }
    }
  }

  @Test("A str of a subclass may be filled by an extension that knows the layout")
  func filledText() throws {
    try Runtime.attached {
      let module = try CompiledExtension.module("Tests/Extensions/below.c")
      let str = suture_PyUnicode_Type().asObject
      let below = call(module, "make", Py.tuple(Py_NewRef(str)))!
      for length in [0, 3, 2000] {
        let text = Py.str(String(repeating: "a", count: length))
        let o = call(module, "text", Py.tuple(Py_NewRef(below), Py_NewRef(text)))!
        #expect(PyUnicode_Compare(o, text) == 0 && PyObject_Hash(o) == PyObject_Hash(text))
        suture_decref(o)
        // The memory that the instance had is sound.
        let again = call(module, "text", Py.tuple(Py_NewRef(below), Py_NewRef(text)))!
        #expect(PyUnicode_Compare(again, text) == 0)
        suture_decref(again)
        suture_decref(text)
      }
      suture_decref(below)
    }
  }

  /// Takes the arguments over; returns a new reference.
  private func call(_ module: ObjectPointer, _ name: String, _ args: ObjectPointer)
    -> ObjectPointer?
  {
    let function = PyObject_GetAttrString(module, name)!
    defer {
      suture_decref(function)
      suture_decref(args)
    }
    return PyObject_Call(function, args, nil)
  }
}
