import SutureTestSupport
import Testing

@testable import SutureRuntime

/// A callable that gives True, whatever it is called with.
nonisolated(unsafe) private let equalsAll: ObjectPointer = {
  let row = PyMethodDef(
    ml_name: forever("__eq__"),
    ml_meth: { _, _ in suture_True() },
    ml_flags: METH_O,
    ml_doc: nil
  )
  return PyCFunction_New(lasting([row], end: PyMethodDef()), nil)!
}()

@Suite("dictobject.h") struct DictTests {
  @Test("A dict keeps the order of insertion, also through deletions and growth")
  func order() {
    Runtime.attached {
      let dict = PyDict_New()!
      for n in 0..<1000 {
        let key = Py.int(n * 7919)
        #expect(PyDict_SetItem(dict, key, key) == 0)
        suture_decref(key)
      }
      for n in stride(from: 0, to: 1000, by: 2) {
        let key = Py.int(n * 7919)
        #expect(PyDict_DelItem(dict, key) == 0)
        suture_decref(key)
      }
      #expect(PyDict_Size(dict) == 500)
      var position = 0
      var key: ObjectPointer?
      var seen = 1
      while PyDict_Next(dict, &position, &key, nil) != 0 {
        #expect(PyLong_AsLong(key) == seen * 7919)
        seen += 2
      }
      #expect(seen == 1001)
      suture_decref(dict)
    }
  }

  @Test("Positions of PyDict_Next are entry numbers")
  func positions() {
    Runtime.attached {
      let dict = Py.dict(["a": 1, "b": 2])
      var position = 0
      #expect(PyDict_Next(dict, &position, nil, nil) == 1)
      #expect(position == 1)
      #expect(PyDict_Next(dict, &position, nil, nil) == 1)
      #expect(position == 2)
      #expect(PyDict_Next(dict, &position, nil, nil) == 0)
      suture_decref(dict)
    }
  }

  @Test("A value that is replaced is dropped, also where keys are compared by a call")
  func replacing() {
    Runtime.attached {
      let live = CountedCapsule.live
      // Equal to everything with its hash: the comparison of an int with it is this one.
      let key = newInstance(
        "Key",
        ["__hash__": bound(Py.int(7), "__int__"), "__eq__": newReference(equalsAll)]
      )
      let dict = PyDict_New()!
      for _ in 0..<3 {
        let value = CountedCapsule.make()
        #expect(PyDict_SetItem(dict, key, value) == 0)
        suture_decref(value)
        let other = newInstance("Key", ["__hash__": bound(Py.int(7), "__int__")])
        let second = CountedCapsule.make()
        #expect(PyDict_SetItem(dict, other, second) == 0)
        suture_decref(second)
        suture_decref(other)
      }
      #expect(PyDict_Size(dict) == 1)
      #expect(CountedCapsule.live == live + 1)
      suture_decref(dict)
      suture_decref(key)
      #expect(CountedCapsule.live == live)
    }
  }

  @Test("A dict takes references of its own and gives them up")
  func references() {
    Runtime.attached {
      let dict = PyDict_New()!
      let value = PyList_New(0)!
      let key = Py.str("key of a test")
      let before = Py_REFCNT(value)
      PyDict_SetItem(dict, key, value)
      #expect(Py_REFCNT(value) == before + 1)
      PyDict_SetItem(dict, key, value)
      #expect(Py_REFCNT(value) == before + 1)
      let found = PyDict_GetItem(dict, key)
      #expect(found == value)
      #expect(Py_REFCNT(value) == before + 1)
      PyDict_Clear(dict)
      #expect(Py_REFCNT(value) == before)
      #expect(Py_REFCNT(key) == 1)
      suture_decref(key)
      suture_decref(value)
      suture_decref(dict)
    }
  }

  @Test("Equal keys of different types are one key")
  func equalKeys() {
    Runtime.attached {
      let dict = PyDict_New()!
      let one = Py.int(1)
      let float = PyFloat_FromDouble(1)!
      PyDict_SetItem(dict, one, one)
      PyDict_SetItem(dict, suture_True(), suture_None())
      PyDict_SetItem(dict, float, float)
      #expect(PyDict_Size(dict) == 1)
      #expect(Py.repr(dict) == "{1: 1.0}")
      suture_decref(float)
    }
  }

  @Test("PyDict_GetItem suppresses errors and keeps the caller's exception")
  func getItemIsSilent() {
    Runtime.attached {
      let dict = PyDict_New()!
      let list = PyList_New(0)!
      PyErr_SetString(suture_PyExc_ValueError(), "mine")
      #expect(PyDict_GetItem(dict, list) == nil)
      #expect(Py.raised() == "ValueError: mine")
      #expect(PyDict_GetItemWithError(dict, list) == nil)
      #expect(Py.raised() == "TypeError: unhashable type: 'list'")
      suture_decref(list)
      suture_decref(dict)
    }
  }

  @Test("SetDefaultRef says whether the key was there")
  func setDefault() {
    Runtime.attached {
      let dict = Py.dict(["a": 1])
      let a = Py.str("a")
      let b = Py.str("b")
      let seven = Py.int(7)
      var result: ObjectPointer?
      #expect(PyDict_SetDefaultRef(dict, a, seven, &result) == 1)
      #expect(Py.repr(result) == "1")
      #expect(PyDict_SetDefaultRef(dict, b, seven, &result) == 0)
      #expect(Py.repr(result) == "7")
      #expect(PyDict_GetItemStringRef(dict, "b", &result) == 1)
      #expect(Py.repr(result) == "7")
      #expect(PyDict_GetItemStringRef(dict, "c", &result) == 0)
      #expect(result == nil)
      #expect(PyDict_SetDefaultRef(dict, b, seven, nil) == 1)
      #expect(Py.repr(dict) == "{'a': 1, 'b': 7}")
    }
  }

  nonisolated(unsafe) private static var comparisons = 0

  @Test("SetDefault looks a missing key up once: an __eq__ is called once for each key of its hash")
  func setDefaultComparesOnce() {
    Runtime.attached {
      let hash = Slot.size(Py_tp_hash) { _ in 7 }
      let compare: richcmpfunc = { _, _, _ in
        DictTests.comparisons += 1
        return newReference(suture_False())
      }
      let equal = Slot(Py_tp_richcompare, unsafeBitCast(compare, to: UnsafeMutableRawPointer.self))
      let (a, b) = (make(hash, equal), make(hash, equal))
      let dict = PyDict_New()!
      #expect(PyDict_SetDefaultRef(dict, a, suture_None(), nil) == 0)
      Self.comparisons = 0
      #expect(PyDict_SetDefaultRef(dict, b, suture_True(), nil) == 0)
      #expect(Self.comparisons == 1)
      #expect(PyDict_Size(dict) == 2)
      for o in [dict, a, b] { Py_DecRef(o) }
    }
  }

  @Test("Merging keeps or replaces what is there")
  func merge() {
    Runtime.attached {
      let a = Py.dict(["a": 1, "b": 2])
      let b = Py.dict(["b": 3, "c": 4])
      #expect(PyDict_Merge(a, b, 0) == 0)
      suture_incref(a)
      #expect(Py.repr(a) == "{'a': 1, 'b': 2, 'c': 4}")
      #expect(PyDict_Update(a, b) == 0)
      suture_incref(a)
      #expect(Py.repr(a) == "{'a': 1, 'b': 3, 'c': 4}")
      #expect(PyDict_Update(a, a) == 0)
      let pairs = Py.list(Py.tuple(Py.str("a"), Py.int(5)), Py.tuple(Py.str("d"), Py.int(6)))
      #expect(PyDict_MergeFromSeq2(a, pairs, 0) == 0)
      #expect(Py.repr(a) == "{'a': 1, 'b': 3, 'c': 4, 'd': 6}")
      let short = Py.list(Py.tuple(Py.int(1)))
      #expect(PyDict_MergeFromSeq2(b, short, 1) == -1)
      #expect(
        Py.raised()
          == "ValueError: dictionary update sequence element #0 has length 1; 2 is required"
      )
      let flat = Py.list(Py.int(1))
      #expect(PyDict_MergeFromSeq2(b, flat, 1) == -1)
      #expect(
        Py.raised()
          == "TypeError: cannot convert dictionary update sequence element #0 to a sequence"
      )
    }
  }

  @Test("A function that is given no dict raises as CPython does")
  func wrongArguments() {
    Runtime.attached {
      let list = PyList_New(0)!
      #expect(PyDict_Copy(list) == nil)
      #expect(
        Py.raised() == "SystemError: Objects/dictobject.c:4032: bad argument to internal function"
      )
      #expect(PyDict_Size(list) == -1)
      #expect(
        Py.raised() == "SystemError: Objects/dictobject.c:4049: bad argument to internal function"
      )
      #expect(PyDict_SetItem(list, list, list) == -1)
      #expect(
        Py.raised() == "SystemError: Objects/dictobject.c:2527: bad argument to internal function"
      )
      let dict = PyDict_New()!
      let key = Py.tuple(Py.int(1))
      #expect(PyDict_DelItem(dict, key) == -1)
      #expect(Py.raised() == "KeyError: (1,)")
    }
  }

  @Test("A dict that holds itself is printed with dots")
  func recursion() {
    Runtime.attached {
      let dict = Py.dict(["a": 1])
      PyDict_SetItemString(dict, "me", dict)
      suture_incref(dict)
      #expect(Py.repr(dict) == "{'a': 1, 'me': {...}}")
      PyDict_Clear(dict)
      suture_decref(dict)
    }
  }

  @Test("Threads that write one dict lose nothing")
  func threads() {
    nonisolated(unsafe) let dict = Runtime.attached { PyDict_New()! }
    runTogether(4) { index in
      Runtime.attached {
        for n in 0..<2000 {
          let key = Py.int(n * 4 + index)
          PyDict_SetItem(dict, key, key)
          if n % 3 == 0 { PyDict_DelItem(dict, key) }
          let common = Py.str("common")
          PyDict_SetItem(dict, common, key)
          let found = PyDict_Contains(dict, common)
          #expect(found == 1)
          suture_decref(common)
          suture_decref(key)
        }
      }
    }
    Runtime.attached {
      #expect(PyDict_Size(dict) == 4 * (2000 - 667) + 1)
      suture_decref(dict)
    }
  }
}
