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

  @Test("A callback leaves the pending exception alone, and its own is reported")
  func failingCallback() {
    Runtime.attached {
      let set = Py.set(1)
      let live = CountedCapsule.live
      let capsules = list(CountedCapsule.make())
      // It raises TypeError: its argument, the reference, is no index.
      let remove = bound(capsules, "__getitem__")
      let ref = PyWeakref_NewRef(set, remove)!
      #expect(Py_REFCNT(remove) == 2)
      using(PyObject_GetAttrString(ref, "__callback__")) {
        #expect($0 == remove && Py_REFCNT(remove) == 3)
      }
      suture_decref(remove)
      let output = standardError {
        PyErr_SetString(suture_PyExc_ValueError(), "pending")
        suture_decref(set)
        #expect(Py.raised() == "ValueError: pending")
      }
      #expect(output.hasPrefix("Exception ignored in: <built-in method __getitem__ of list object"))
      #expect(
        output.hasSuffix(
          "TypeError: list indices must be integers or slices, not weakref.ReferenceType\n"
        )
      )
      using(PyObject_GetAttrString(ref, "__callback__")) { #expect($0 == suture_None()) }
      #expect(CountedCapsule.live == live, "the callback is dropped when it has been called")
      suture_decref(ref)
    }
  }

  @Test("A plain reference and a plain proxy are each shared, in either order of making")
  func shared() {
    Runtime.attached {
      for isProxyFirst in [false, true] {
        let set = Py.set(1)
        func make(_ isProxy: Bool) -> ObjectPointer {
          isProxy ? PyWeakref_NewProxy(set, nil)! : PyWeakref_NewRef(set, nil)!
        }
        let made = [isProxyFirst, !isProxyFirst, true, false].map(make)
        #expect(Set(made).count == 2)
        for ref in made { suture_decref(ref) }
        suture_decref(set)
      }
    }
  }

  @Test("Dead references are equal when they are the same, and remember a hash")
  func dead() {
    Runtime.attached {
      let o = newInstance("Target", ["__hash__": bound(number(5), "__int__")])
      let first = PyWeakref_NewRef(o, nil)!
      let append = bound(PyList_New(0)!, "append")
      let second = PyWeakref_NewRef(o, append)!
      #expect(PyObject_RichCompareBool(first, second, Py_EQ) == 1)
      #expect(PyObject_Hash(first) == 5)
      suture_decref(o)
      for (a, b, op, expected) in [
        (first, first, Py_EQ, "True"), (first, first, Py_NE, "False"),
        (first, second, Py_EQ, "False"), (first, second, Py_NE, "True"),
        (first, second, Py_LT, "NotImplemented"),
      ] {
        #expect(show(suture_weakref_compare(a, b, op)) == expected)
      }
      #expect(PyObject_Hash(first) == 5)
      #expect(show(PyObject_Hash(second)) == "TypeError: weak object has gone away")
      drop(first, second, append)
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
