import Testing

@testable import SutureRuntime

@Suite("setobject.h") struct SetTests {
  @Test("Elements come in CPython's order")
  func order() {
    Runtime.attached {
      #expect(Py.repr(Py.set(1, 5, 20, 3, 100, 7)) == "{1, 3, 100, 5, 7, 20}")
      #expect(Py.repr(Py.set(-1, -2, 8, 16, 0)) == "{0, 8, 16, -2, -1}")
      #expect(Py.repr(PySet_New(nil)) == "set()")
      let list = Py.list(Py.int(33), Py.int(1), Py.int(65))
      #expect(Py.repr(PyFrozenSet_New(list)) == "frozenset({65, 33, 1})")
    }
  }

  @Test("A frozenset's hash is CPython's")
  func hash() {
    Runtime.attached {
      let list = Py.list(Py.int(1), Py.int(2), Py.int(3))
      let set = PyFrozenSet_New(list)!
      #expect(PyObject_Hash(set) == -272_375_401_224_217_160)
      let empty = PyFrozenSet_New(nil)!
      #expect(PyObject_Hash(empty) == 133_146_708_735_736)
    }
  }

  @Test("Adding, discarding and popping")
  func elements() {
    Runtime.attached {
      let set = PySet_New(nil)!
      for n in 0..<500 {
        let item = Py.int(n * 31)
        #expect(PySet_Add(set, item) == 0)
        #expect(PySet_Add(set, item) == 0)
        suture_decref(item)
      }
      #expect(PySet_Size(set) == 500)
      for n in 0..<250 {
        let item = Py.int(n * 62)
        #expect(PySet_Contains(set, item) == 1)
        #expect(PySet_Discard(set, item) == 1)
        #expect(PySet_Discard(set, item) == 0)
        suture_decref(item)
      }
      var sum = 0
      while let item = PySet_Pop(set) {
        sum += PyLong_AsLong(item)
        suture_decref(item)
      }
      #expect(Py.raised() == "KeyError: 'pop from an empty set'")
      #expect(sum == (0..<250).reduce(0) { $0 + ($1 * 2 + 1) * 31 })
      suture_decref(set)
    }
  }

  @Test("An element is found behind one that was removed, in the set and in its copies")
  func collisions() {
    Runtime.attached {
      // All of these start at one slot of the table.
      let numbers = [0, 8, 16, 24].map { Py.int($0) }
      for removed in numbers {
        let set = PySet_New(nil)!
        for n in numbers { PySet_Add(set, n) }
        #expect(PySet_Discard(set, removed) == 1)
        let copies = [set, PySet_New(set)!, PyFrozenSet_New(set)!, PyNumber_Or(set, set)!]
        for copy in copies {
          for n in numbers { #expect(PySet_Contains(copy, n) == (n == removed ? 0 : 1)) }
          #expect(PySet_Size(copy) == 3)
          suture_decref(copy)
        }
      }
      for n in numbers { suture_decref(n) }
    }
  }

  @Test("The operators give what CPython gives")
  func operators() {
    Runtime.attached {
      let a = Py.set(1, 2, 3, 4)
      let b = Py.set(3, 4, 5)
      #expect(Py.repr(suture_set_and(a, b)) == "{3, 4}")
      #expect(Py.repr(suture_set_or(a, b)) == "{1, 2, 3, 4, 5}")
      #expect(Py.repr(suture_set_sub(a, b)) == "{1, 2}")
      #expect(Py.repr(suture_set_xor(a, b)) == "{1, 2, 5}")
      #expect(suture_set_compare(a, b, Py_LE) == suture_False())
      #expect(suture_set_compare(a, a, Py_LE) == suture_True())
      #expect(suture_set_compare(a, b, Py_NE) == suture_True())
      let list = Py.list(Py.int(1))
      #expect(suture_set_or(a, list) == suture_NotImplemented())
      #expect(Py.repr(suture_set_iand(a, b)) == "{3, 4}")
      #expect(Py.repr(suture_set_isub(a, b)) == "set()")
    }
  }

  @Test("A set may not grow while it is iterated")
  func iteration() {
    Runtime.attached {
      let set = Py.set(1, 2)
      let iterator = suture_set_iter(set)!
      #expect(Py.repr(suture_setiter_next(iterator)) == "1")
      let three = Py.int(3)
      PySet_Add(set, three)
      #expect(suture_setiter_next(iterator) == nil)
      #expect(Py.raised() == "RuntimeError: Set changed size during iteration")
      PySet_Discard(set, three)
      #expect(suture_setiter_next(iterator) == nil)
      #expect(Py.raised() == "RuntimeError: Set changed size during iteration")
      suture_decref(iterator)
      suture_decref(set)
    }
  }

  @Test("A function that is given no set raises as CPython does")
  func wrongArguments() {
    Runtime.attached {
      let frozen = PyFrozenSet_New(nil)!
      suture_incref(frozen)
      #expect(PySet_Add(frozen, frozen) == -1)
      #expect(
        Py.raised() == "SystemError: Objects/setobject.c:2649: bad argument to internal function"
      )
      #expect(PySet_Clear(frozen) == -1)
      #expect(
        Py.raised() == "SystemError: Objects/setobject.c:2601: bad argument to internal function"
      )
      let set = PySet_New(nil)!
      #expect(PySet_Contains(frozen, set) == -1)
      #expect(Py.raised() == "TypeError: unhashable type: 'set'")
      let number = Py.int(1)
      #expect(PySet_New(number) == nil)
      #expect(Py.raised() == "TypeError: 'int' object is not iterable")
    }
  }
}
