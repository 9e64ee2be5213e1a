import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("weakrefobject.h") struct WeakrefTests {
  @Test("A reference gives the object while it lives, and nothing afterwards")
  func life() {
    Runtime.attached {
      let set = Py.set(1)
      let ref = PyWeakref_NewRef(set, nil)!
      #expect(PyWeakref_NewRef(set, suture_None()) == ref, "a plain reference is shared")
      suture_decref(ref)
      var found: ObjectPointer?
      #expect(PyWeakref_GetRef(ref, &found) == 1)
      #expect(found == set)
      suture_decref(set)
      #expect(PyWeakref_GetRef(ref, &found) == 1, "found keeps it alive")
      suture_decref(set)
      suture_decref(set)
      #expect(PyWeakref_GetRef(ref, &found) == 0)
      #expect(found == nil)
      #expect(PyWeakref_GetObject(ref) == suture_None())
      #expect(PyObject_Hash(ref) == -1)
      #expect(Py.raised() == "TypeError: weak object has gone away")
      suture_decref(ref)
    }
  }

  @Test("Callbacks run when the object dies, the newest first")
  func callbacks() {
    Runtime.attached {
      let set = Py.set(1)
      let calls = PyList_New(0)!
      let append = PyObject_GetAttrString(calls, "append")
      guard let append else {
        PyErr_Clear()
        return
      }
      let first = PyWeakref_NewRef(set, append)!
      let second = PyWeakref_NewRef(set, append)!
      #expect(first != second)
      let unwanted = PyWeakref_NewRef(set, append)!
      suture_decref(unwanted)
      suture_decref(set)
      #expect(PyList_Size(calls) == 2)
      #expect(PyList_GetItem(calls, 0) == second)
      #expect(PyList_GetItem(calls, 1) == first)
      suture_decref(first)
      suture_decref(second)
      suture_decref(append)
      suture_decref(calls)
    }
  }

  @Test("An object of a type without weak references is refused")
  func unsupported() {
    Runtime.attached {
      let number = Py.int(5)
      #expect(PyWeakref_NewRef(number, nil) == nil)
      #expect(Py.raised() == "TypeError: cannot create weak reference to 'int' object")
      var found: ObjectPointer?
      #expect(PyWeakref_GetRef(number, &found) == -1)
      #expect(Py.raised() == "TypeError: expected a weakref")
      #expect(PyWeakref_GetObject(number) == nil)
      #expect(
        Py.raised() == "SystemError: Objects/weakrefobject.c:953: bad argument to internal function"
      )
    }
  }

  @Test("A proxy acts as its object, and raises when that is dead")
  func proxy() {
    Runtime.attached {
      let set = Py.set(1, 2)
      let proxy = PyWeakref_NewProxy(set, nil)!
      #expect(suture_proxy_length(proxy) == 2)
      #expect(Py.repr(suture_proxy_str(proxy)) == "'{1, 2}'")
      suture_decref(set)
      #expect(suture_proxy_length(proxy) == -1)
      #expect(Py.raised() == "ReferenceError: weakly-referenced object no longer exists")
      suture_decref(proxy)
    }
  }

  @Test("Upgrading races with death and loses cleanly", .timeLimit(.minutes(1)))
  func race() {
    nonisolated(unsafe) let slot = Runtime.attached { PyList_New(0)! }
    runTogether(3) { index in
      Runtime.attached {
        for _ in 0..<3000 {
          if index == 0 {
            let set = PySet_New(nil)!
            let ref = PyWeakref_NewRef(set, nil)!
            if PyList_Size(slot) == 0 {
              PyList_Append(slot, ref)
            } else {
              PyList_SetItem(slot, 0, Py_NewRef(ref))
            }
            suture_decref(ref)
            suture_decref(set)
          } else if let ref = PyList_GetItemRef(slot, 0) {
            var found: ObjectPointer?
            if PyWeakref_GetRef(ref, &found) == 1 {
              #expect(PySet_Size(found) == 0)
              suture_decref(found!)
            }
            suture_decref(ref)
          } else {
            PyErr_Clear()
          }
        }
      }
    }
    Runtime.attached { suture_decref(slot) }
  }
}
