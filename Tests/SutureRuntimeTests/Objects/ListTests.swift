import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("listobject.h: lists") struct ListTests {
  @Test(
    "A list shows its items, and itself as [...]",
    arguments: [
      ([], "[]"), ([1], "[1]"), ([1, "a", nil], "[1, 'a', None]"), ([[1], []], "[[1], []]"),
    ] as [(Value, String)]
  )
  func repr(value: Value, text: String) {
    Runtime.attached { #expect(show(value.make()) == text) }
  }

  @Test("A list that contains itself shows [...]")
  func recursiveRepr() {
    Runtime.attached {
      let list = PyList_New(0)!
      #expect(PyList_Append(list, list) == 0)
      #expect(show(PyObject_Repr(list)) == "'[[...]]'")
      #expect(PyList_SetSlice(list, 0, 1, nil) == 0)
      suture_decref(list)
    }
  }

  @Test(
    "Inserting clips the position",
    arguments: [
      (0, "[9, 1, 2, 3]"), (-1, "[1, 2, 9, 3]"), (Int.min, "[9, 1, 2, 3]"),
      (Int.max, "[1, 2, 3, 9]"), (3, "[1, 2, 3, 9]"),
    ]
  )
  func insert(position: Int, text: String) {
    Runtime.attached {
      let list = Value.list([1, 2, 3]).make()
      let item = PyLong_FromLong(9)!
      #expect(PyList_Insert(list, position, item) == 0)
      suture_decref(item)
      #expect(show(list) == text)
    }
  }

  @Test(
    "Slices of either step can be read, replaced and deleted",
    arguments: [
      (.slice(1, 3, nil), "[1, 2]", "[0, 7, 8, 3, 4, 5]", "[0, 3, 4, 5]"),
      (
        .slice(nil, nil, 2), "[0, 2, 4]",
        "ValueError: attempt to assign sequence of size 2 to extended slice of size 3",
        "[1, 3, 5]"
      ),
      (.slice(nil, nil, -3), "[5, 2]", "[0, 1, 8, 3, 4, 7]", "[0, 1, 3, 4]"),
      (.slice(4, 1, nil), "[]", "[0, 1, 2, 3, 7, 8, 4, 5]", "[0, 1, 2, 3, 4, 5]"),
      (.slice(-100, 100, nil), "[0, 1, 2, 3, 4, 5]", "[7, 8]", "[]"),
      (.slice(5, 1, -2), "[5, 3]", "[0, 1, 2, 8, 4, 7]", "[0, 1, 2, 4]"),
    ] as [(Value, String, String, String)]
  )
  func slices(slice: Value, read: String, replaced: String, deleted: String) {
    Runtime.attached {
      let original: Value = [0, 1, 2, 3, 4, 5]
      let key = slice.make()!
      defer { suture_decref(key) }
      let list = original.make()!
      #expect(show(PyObject_GetItem(list, key)) == read)
      let items = Value.list([7, 8]).make()!
      let result = PyObject_SetItem(list, key, items)
      #expect((result < 0 ? pendingException() : show(list)) == replaced)
      suture_decref(items)
      let other = original.make()
      #expect(PyObject_DelItem(other, key) == 0)
      #expect(show(other) == deleted)
    }
  }

  @Test("Assigning a list to a slice of itself uses a copy")
  func assignToItself() {
    Runtime.attached {
      let list = Value.list([1, 2]).make()
      #expect(PyList_SetSlice(list, 1, 1, list) == 0)
      #expect(show(list) == "[1, 1, 2, 2]")
    }
  }

  @Test(
    "Methods answer as CPython's",
    arguments: [
      ("pop", [], "3", "[3, 1, 2]"), ("pop", [0], "3", "[1, 2, 3]"),
      ("pop", [9], "IndexError: pop index out of range", "[3, 1, 2, 3]"),
      ("index", [3], "0", "[3, 1, 2, 3]"), ("index", [3, 1], "3", "[3, 1, 2, 3]"),
      ("index", [3, 1, -1], "ValueError: 3 is not in list", "[3, 1, 2, 3]"),
      ("index", [], "TypeError: index expected at least 1 argument, got 0", "[3, 1, 2, 3]"),
      ("count", [3], "2", "[3, 1, 2, 3]"), ("remove", [3], "None", "[1, 2, 3]"),
      ("remove", ["x"], "ValueError: list.remove(x): x not in list", "[3, 1, 2, 3]"),
      ("extend", ["ab"], "None", "[3, 1, 2, 3, 'a', 'b']"),
      ("extend", [5], "TypeError: 'int' object is not iterable", "[3, 1, 2, 3]"),
      ("reverse", [], "None", "[3, 2, 1, 3]"), ("sort", [], "None", "[1, 2, 3, 3]"),
      ("sort", [1], "TypeError: sort() takes no positional arguments", "[3, 1, 2, 3]"),
      ("clear", [], "None", "[]"), ("copy", [], "[3, 1, 2, 3]", "[3, 1, 2, 3]"),
      ("insert", [1], "TypeError: insert expected 2 arguments, got 1", "[3, 1, 2, 3]"),
      ("__iadd__", [[7]], "[3, 1, 2, 3, 7]", "[3, 1, 2, 3, 7]"),
      ("__imul__", [2], "[3, 1, 2, 3, 3, 1, 2, 3]", "[3, 1, 2, 3, 3, 1, 2, 3]"),
    ] as [(String, [Value], String, String)]
  )
  func methods(name: String, args: [Value], answer: String, after: String) {
    Runtime.attached {
      let list = Value.list([3, 1, 2, 3]).make()!
      let method = PyObject_GetAttrString(list, name)
      #expect(show(callNew(method, args)) == answer)
      if let method { suture_decref(method) }
      #expect(show(list) == after)
    }
  }

  @Test("The functions report wrong arguments as CPython's do")
  func wrongArguments() {
    Runtime.attached {
      let tuple = Value.tuple([1]).make()!
      let list = Value.list([1]).make()!
      func bad(_ line: Int) -> String {
        "SystemError: Objects/listobject.c:\(line): bad argument to internal function"
      }
      #expect(show(PyList_Append(tuple, list)) == bad(527))
      #expect(show(PyList_Append(list, nil)) == bad(527))
      #expect(show(PyList_Size(tuple)) == bad(319))
      #expect(show(PyList_GetItem(tuple, 0)) == bad(405))
      #expect(show(PyList_SetItem(tuple, 0, suture_None())) == bad(439))
      #expect(show(PyList_New(-1)) == bad(242))
      #expect(show(PyList_Sort(nil)) == bad(3125))
      #expect(show(PyList_GetItem(list, 1)) == "IndexError: list index out of range")
      #expect(show(PyList_GetItemRef(tuple, 0)) == "TypeError: expected a list")
      #expect(
        show(PyList_SetItem(list, -1, suture_None()))
          == "IndexError: list assignment index out of range"
      )
      #expect(
        show(PyList_SetSlice(list, 0, 0, suture_True())) == "TypeError: can only assign an iterable"
      )
      suture_decref(tuple)
      suture_decref(list)
    }
  }

  @Test("SetItem takes the reference over, also when it fails")
  func setItemSteals() {
    Runtime.attached {
      let list = Value.list([1]).make()!
      let item = PyList_New(0)!
      suture_incref(item)
      #expect(PyList_SetItem(list, 5, item) == -1)
      PyErr_Clear()
      #expect(Py_REFCNT(item) == 1)
      suture_incref(item)
      #expect(PyList_SetItem(list, 0, item) == 0)
      #expect(Py_REFCNT(item) == 2)
      suture_decref(list)
      #expect(Py_REFCNT(item) == 1)
      suture_decref(item)
    }
  }

  @Test(
    "Sorting is stable at every size, and gives the items back when a comparison fails",
    arguments: [0, 1, 2, 31, 64, 65, 100, 1000]
  )
  func sort(count: Int) {
    Runtime.attached {
      // Pairs (k % 7, k): sorted by the first, the second stays ascending within a group.
      let list = PyList_New(0)!
      var state: UInt64 = 12345
      for k in 0..<count {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let pair = Value.list([.int(Int(state >> 60)), .int(k)]).make()!
        _ = PyList_Append(list, pair)
        suture_decref(pair)
      }
      #expect(PyList_Sort(list) == 0)
      var last = (Int.min, Int.min)
      for i in 0..<count {
        let pair = PyList_GetItem(list, i)!
        let now = (PyLong_AsLong(PyList_GetItem(pair, 0)), PyLong_AsLong(PyList_GetItem(pair, 1)))
        #expect(last < now)
        last = now
      }
      #expect(PyList_Append(list, suture_None()) == 0)
      if count > 0 {
        #expect(PyList_Sort(list) == -1)
        #expect(pendingException().hasPrefix("TypeError: '<' not supported between instances of"))
      }
      #expect(PyList_Size(list) == count + 1)
      suture_decref(list)
    }
  }

  @Test(
    "Comparing goes by items, then by length",
    arguments: [
      ([1, 2], [1, 2], [false, true, true, false, false, true]),
      ([1], [1, 2], [true, true, false, true, false, false]),
      ([2], [1, 2], [false, false, false, true, true, true]),
      ([], [], [false, true, true, false, false, true]),
    ] as [(Value, Value, [Bool])]
  )
  func compare(a: Value, b: Value, answers: [Bool]) {
    Runtime.attached {
      let left = a.make()!
      let right = b.make()!
      for (op, answer) in answers.enumerated() {
        #expect(PyObject_RichCompareBool(left, right, Int32(op)) == (answer ? 1 : 0))
      }
      suture_decref(left)
      suture_decref(right)
    }
  }

  @Test("Iterators go both ways and report what is left")
  func iterators() {
    Runtime.attached {
      let list = Value.list([1, 2, 3]).make()!
      let iterator = PyObject_GetIter(list)!
      #expect(show(PyIter_Next(iterator)) == "1")
      #expect(show(callMethod(iterator, "__length_hint__")) == "2")
      #expect(show(PySequence_List(iterator)) == "[2, 3]")
      #expect(PyIter_Next(iterator) == nil && !isExceptionPending)
      suture_decref(iterator)
      let back = callMethod(list, "__reversed__")!
      #expect(show(PySequence_List(back)) == "[3, 2, 1]")
      suture_decref(back)
      suture_decref(list)
    }
  }

  @Test("Threads may append to one list")
  func appendTogether() {
    let shared = Runtime.attached { UInt(bitPattern: PyList_New(0)!) }
    runTogether(4) { k in
      Runtime.attached {
        let list = ObjectPointer(bitPattern: shared)!
        for i in 0..<1000 {
          let item = PyLong_FromLong(100_000 * (k + 1) + i)!
          _ = PyList_Append(list, item)
          suture_decref(item)
        }
      }
    }
    Runtime.attached {
      let list = ObjectPointer(bitPattern: shared)!
      #expect(PyList_Size(list) == 4000)
      #expect(PyList_Sort(list) == 0)
      #expect(show(PyList_GetItemRef(list, 3999)) == "400999")
      suture_decref(list)
    }
  }
}
