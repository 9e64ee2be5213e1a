import SutureTestSupport
import Testing

@testable import SutureRuntime

private let source = "Tests/Extensions/boxtype.c"

@Suite("Types from specs", .serialized) struct SpecTests {
  private func attribute(_ o: ObjectPointer, _ name: String) -> String {
    Py.repr(PyObject_GetAttrString(o, name))
  }

  @Test("A spec's members, methods, getters, slots and doc become attributes; its tp_dealloc runs")
  func everyPart() throws {
    try Runtime.attached {
      let module = try CompiledExtension.module(source)
      let type = PyObject_GetAttrString(module, "Box")!
      let o = PyObject_CallNoArgs(type)!
      #expect(attribute(o, "number") == "7")
      #expect(attribute(o, "next") == "8")
      #expect(PyObject_Size(o) == 7)
      let double = PyObject_GetAttrString(o, "double")!
      #expect(Py.repr(PyObject_CallNoArgs(double)) == "14")
      suture_decref(double)
      #expect(
        attribute(o, "object")
          == "AttributeError: '\(type.asType.name)' object has no attribute 'object'"
      )
      let list = PyList_New(0)!
      #expect(PyObject_SetAttrString(o, "object", list) == 0)
      #expect(attribute(o, "object") == "[]")
      suture_decref(list)
      #expect(PyObject_SetAttrString(o, "next", suture_None()) == -1)
      #expect(
        Py.raised()
          == "AttributeError: attribute 'next' of '\(type.asType.name)' objects is not writable"
      )
      #expect(attribute(type, "__doc__") == "'A box.'")
      #expect(attribute(type, "__text_signature__") == "'()'")
      suture_decref(o)
      let alive = PyObject_GetAttrString(module, "alive")!
      #expect(Py.repr(PyObject_CallNoArgs(alive)) == "0")
      suture_decref(alive)
    }
  }

  @Test("A class made below an extension's type inherits its slots and ends through its tp_dealloc")
  func subclass() throws {
    try Runtime.attached {
      let module = try CompiledExtension.module(source)
      let type = PyObject_GetAttrString(module, "Box")!
      let sub = makeClass("Sub", Py.tuple(type))!
      let o = PyObject_CallNoArgs(sub)!
      #expect(PyObject_SetAttrString(o, "free", suture_True()) == 0)
      #expect(attribute(o, "__dict__") == "{'free': True}")
      #expect(PyObject_Size(o) == 7)
      let alive = PyObject_GetAttrString(module, "alive")!
      #expect(Py.repr(PyObject_CallNoArgs(alive)) == "1")
      suture_decref(o)
      #expect(Py.repr(PyObject_CallNoArgs(alive)) == "0")
      suture_decref(alive)
      suture_decref(sub)
    }
  }

  @Test("The member that says where the weak list is does not show on the class")
  func layoutMembers() throws {
    try Runtime.attached {
      let module = try CompiledExtension.module("Tests/Extensions/gctypes.c")
      let type = PyObject_GetAttrString(module, "Node")!
      #expect(type.asType.pointee.tp_weaklistoffset > 0)
      #expect(PyDict_GetItemString(type.asType.pointee.tp_dict, "__weaklistoffset__") == nil)
      suture_decref(type)
    }
  }
}
