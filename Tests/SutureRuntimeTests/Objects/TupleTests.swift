import Testing

@testable import SutureRuntime

@Suite("tupleobject.h: tuples") struct TupleTests {
  @Test(
    "A tuple shows its items",
    arguments: [
      (.tuple([]), "()"), (.tuple([1]), "(1,)"), (.tuple([1, "a"]), "(1, 'a')"),
      (.tuple([.tuple([]), [nil]]), "((), [None])"),
    ] as [(Value, String)]
  )
  func repr(value: Value, text: String) {
    Runtime.attached { #expect(show(value.make()) == text) }
  }

  @Test(
    "Hashes are CPython's",
    arguments: [
      (.tuple([]), 5_740_354_900_026_072_187), (.tuple([1, 2, 3]), 529_344_067_295_497_451),
      (.tuple([1, .tuple([2])]), -2_301_627_717_594_549_351),
      (.slice(1, 2, 3), -2_340_833_382_717_974_474),
      (.range(3), -8_338_477_496_398_685_190), (.range(5, 6), -7_048_428_680_432_378_585),
    ] as [(Value, Int)]
  )
  func hash(value: Value, hash: Int) {
    Runtime.attached {
      let o = value.make()!
      #expect(PyObject_Hash(o) == hash)
      suture_decref(o)
    }
  }

  @Test("There is one empty tuple")
  func empty() {
    Runtime.attached {
      #expect(PyTuple_New(0) == PyTuple_New(0))
      #expect(callNew(suture_PyTuple_Type().asObject, []) == PyTuple_New(0))
    }
  }

  @Test("The functions report wrong arguments as CPython's do")
  func wrongArguments() {
    Runtime.attached {
      let list = PyList_New(0)!
      let tuple = Value.tuple([1]).make()!
      func bad(_ line: Int) -> String {
        "SystemError: Objects/tupleobject.c:\(line): bad argument to internal function"
      }
      #expect(show(PyTuple_New(-1)) == bad(38))
      #expect(show(PyTuple_New(Int.max)) == "MemoryError: ")
      #expect(show(PyTuple_Size(list)) == bad(91))
      #expect(show(PyTuple_GetItem(list, 0)) == bad(102))
      #expect(show(PyTuple_GetItem(tuple, 1)) == "IndexError: tuple index out of range")
      #expect(
        show(PyTuple_SetItem(tuple, 1, suture_None()))
          == "IndexError: tuple assignment index out of range"
      )
      suture_incref(tuple)
      #expect(show(PyTuple_SetItem(tuple, 0, suture_None())) == bad(118))
      suture_decref(tuple)
      #expect(
        show(PyObject_SetItem(tuple, tuple, tuple))
          == "TypeError: 'tuple' object does not support item assignment"
      )
      suture_decref(tuple)
      suture_decref(list)
    }
  }

  @Test(
    "Slices, sums and products",
    arguments: [
      (.slice(1, nil, nil), "(2, 3)"), (.slice(nil, nil, -1), "(3, 2, 1)"),
      (.slice(5, 9, nil), "()"), (0, "1"), (-1, "3"),
      (3, "IndexError: tuple index out of range"),
      ("a", "TypeError: tuple indices must be integers or slices, not str"),
    ] as [(Value, String)]
  )
  func subscripts(key: Value, text: String) {
    Runtime.attached {
      let tuple = Value.tuple([1, 2, 3]).make()!
      let key = key.make()!
      #expect(show(PyObject_GetItem(tuple, key)) == text)
      #expect(show(PySequence_Concat(tuple, tuple)) == "(1, 2, 3, 1, 2, 3)")
      #expect(show(PySequence_Repeat(tuple, 2)) == "(1, 2, 3, 1, 2, 3)")
      #expect(show(PySequence_Repeat(tuple, -2)) == "()")
      suture_decref(key)
      suture_decref(tuple)
    }
  }

  @Test("A tuple keeps its items alive exactly as long as itself")
  func ownership() {
    Runtime.attached {
      let item = PyList_New(0)!
      let tuple = PyTuple_New(1)!
      suture_incref(item)
      #expect(PyTuple_SetItem(tuple, 0, item) == 0)
      let slice = PyTuple_GetSlice(tuple, 0, 1)!
      #expect(slice == tuple)
      suture_decref(slice)
      let both = PySequence_Concat(tuple, tuple)!
      #expect(Py_REFCNT(item) == 4)
      suture_decref(both)
      // The tuple itself, as a new reference.
      let empty = PyTuple_New(0)
      for make in [
        { PySequence_Concat(empty, tuple) }, { PySequence_Concat(tuple, empty) },
        { PySequence_Repeat(tuple, 1) },
      ] as [() -> ObjectPointer?] {
        let same = make()
        #expect(same == tuple && Py_REFCNT(tuple) == 2)
        suture_decref(tuple)
      }
      suture_decref(tuple)
      #expect(Py_REFCNT(item) == 1)
      suture_decref(item)
    }
  }
}
