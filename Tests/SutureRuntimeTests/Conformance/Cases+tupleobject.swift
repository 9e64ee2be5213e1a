import SutureTestSupport
import Testing

@testable import SutureRuntime

private func noTuple(_ line: Int) -> String { internalCall("Objects/tupleobject.c:\(line)") }

let tupleobjectCases: [APICase] = [
  APICase("PyTuple_New", "PyTuple_Size") { w in
    let three = PyTuple_New(3)
    #expect(PyTuple_Size(three) == 3 && Py_REFCNT(three!) == 1)
    drop(three)
    let (a, b) = (PyTuple_New(0), PyTuple_New(0))
    #expect(a == b && PyTuple_Size(a) == 0, "there is one empty tuple")
    drop(a, b)
    expectError(noTuple(38), PyTuple_New(-1))
    expectError("MemoryError", PyTuple_New(1 << 62))
    expectError(noTuple(91), PyTuple_Size(w.object))
  },
  APICase("PyTuple_GetItem", "PyTuple_SetItem") { w in
    let t = PyTuple_New(1)
    #expect(PyTuple_SetItem(t, 0, own(w)) == 0)
    let before = w.references
    #expect(PyTuple_GetItem(t, 0) == w.object && w.references == before, "borrowed")
    for index in [1, -1] {
      expectError("IndexError: tuple index out of range", PyTuple_GetItem(t, index))
      expectError(
        "IndexError: tuple assignment index out of range",
        PyTuple_SetItem(t, index, own(w))
      )
    }
    #expect(w.references == before, "the stolen reference is given up")
    let other = newReference(t!)
    expectError(noTuple(118), PyTuple_SetItem(t, 0, own(w)))
    #expect(w.references == before, "a tuple that others know does not change")
    drop(other)
    #expect(PyTuple_SetItem(t, 0, number(1)) == 0)
    #expect(w.references == before - 1, "the old item is given up")
    drop(t)
    expectError(noTuple(102), PyTuple_GetItem(w.object, 0))
    expectError(noTuple(118), PyTuple_SetItem(w.object, 0, own(w)))
  },
  APICase("PyTuple_GetSlice") { w in
    let t = tuple(number(1), own(w), number(3))
    let before = w.references
    for (low, high, count) in [(1, 2, 1), (-5, 2, 2), (2, 1, 0), (5, 9, 0)] {
      let slice = PyTuple_GetSlice(t, low, high)
      #expect(PyTuple_Size(slice) == count)
      #expect(w.references == before + (count == 0 ? 0 : 1))
      drop(slice)
    }
    let all = PyTuple_GetSlice(t, -1, 99)
    #expect(all == t, "the whole of a tuple is the tuple")
    drop(all, t)
    expectError(noTuple(435), PyTuple_GetSlice(w.object, 0, 1))
    expectError(noTuple(435), PyTuple_GetSlice(nil, 0, 1))
  },
  APICase("_PyTuple_Resize") { w in
    for (old, new) in [(3, 1), (1, 3), (2, 0), (0, 2), (2, 2)] {
      let before = w.references
      var t = PyTuple_New(old)
      for i in 0..<old { PyTuple_SetItem(t, i, own(w)) }
      #expect(_PyTuple_Resize(&t, new) == 0)
      #expect(PyTuple_Size(t) == new && w.references == before + min(old, new))
      for i in old..<max(old, new) { PyTuple_SetItem(t, i, own(w)) }
      drop(t)
      #expect(w.references == before)
    }
    let shared = tuple(own(w))
    var t: ObjectPointer? = newReference(shared)
    expectError(noTuple(911), _PyTuple_Resize(&t, 2))
    #expect(t == nil && Py_REFCNT(shared) == 1, "given up")
    drop(shared)
    t = own(w)
    expectError(noTuple(911), _PyTuple_Resize(&t, 2))
    #expect(t == nil)
    expectError(noTuple(911), _PyTuple_Resize(&t, 2))
  },
  APICase("PyTuple_Pack") { w in
    let module = try CompiledExtension.module("Tests/Extensions/callvariadics.c")
    let pack = PyObject_GetAttrString(module, "pack")!
    let before = w.references
    let packed = PyObject_CallOneArg(pack, w.object)
    #expect(w.references == before + 2, "the tuple takes its own references")
    #expect(PyTuple_Size(packed) == 3 && PyTuple_GetItem(packed, 0) == w.object)
    #expect(PyTuple_GetItem(packed, 1) == suture_None() && PyTuple_GetItem(packed, 2) == w.object)
    drop(packed)
    let empty = PyObject_CallNoArgs(pack)
    #expect(PyTuple_Size(empty) == 0)
    drop(empty, pack)
  },
]
