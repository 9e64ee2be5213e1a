import Testing

@testable import SutureRuntime

@Suite("rangeobject.h, sliceobject.h, enumobject.h, bltinmodule.h") struct RangeTests {
  @Test(
    "Ranges show what they were made of, or what was wrong",
    arguments: [
      (.range(3), "range(0, 3)"), (.range(1, 10, 3), "range(1, 10, 3)"),
      (.range(), "TypeError: range expected at least 1 argument, got 0"),
      (.range(1, 2, 3, 4), "TypeError: range expected at most 3 arguments, got 4"),
      (.range(1, 2, 0), "ValueError: range() arg 3 must not be zero"),
      (.range("a"), "TypeError: 'str' object cannot be interpreted as an integer"),
    ] as [(Value, String)]
  )
  func repr(range: Value, text: String) {
    Runtime.attached { #expect(show(range.make()) == text) }
  }

  @Test(
    "Subscripts of a range",
    arguments: [
      (.range(10), 3, "3"), (.range(10), -1, "9"),
      (.range(10), 10, "IndexError: range object index out of range"),
      (.range(10), .slice(1, 3, nil), "range(1, 3)"),
      (.range(0, 10, 3), .slice(nil, nil, -1), "range(9, -3, -3)"),
      (.range(10), .slice(20, nil, nil), "range(10, 10)"),
      (.range(10), "a", "TypeError: range indices must be integers or slices, not str"),
    ] as [(Value, Value, String)]
  )
  func subscripts(range: Value, key: Value, text: String) {
    Runtime.attached {
      let o = range.make()!
      let key = key.make()!
      #expect(show(PyObject_GetItem(o, key)) == text)
      suture_decref(key)
      suture_decref(o)
    }
  }

  @Test("Big ranges count beyond machine words")
  func big() {
    Runtime.attached {
      let start = PyLong_FromString("1180591620717411303424", nil, 10)!
      let ten = PyLong_FromLong(10)!
      let stop = PyNumber_Add(start, ten)!
      let args = PyTuple_New(2)!
      _ = PyTuple_SetItem(args, 0, start)
      _ = PyTuple_SetItem(args, 1, stop)
      let range = PyObject_Call(suture_PyRange_Type().asObject, args, nil)!
      #expect(PySequence_Size(range) == 10)
      #expect(show(PySequence_GetItem(range, -1)) == "1180591620717411303433")
      let items = PySequence_List(range)!
      #expect(PyList_Size(items) == 10)
      #expect(PySequence_Contains(range, PyList_GetItem(items, 5)) == 1)
      #expect(PySequence_Contains(range, ten) == 0)
      for o in [items, range, args, ten] { suture_decref(o) }
    }
  }

  @Test(
    "Iterating gives these items",
    arguments: [
      (.range(3), "[0, 1, 2]"), (.range(5, 0, -2), "[5, 3, 1]"), (.range(0), "[]"),
      (.call(.enumerate, ["ab", 5]), "[(5, 'a'), (6, 'b')]"),
      (.call(.reversed, [[1, 2]]), "[2, 1]"),
      (.call(.reversed, [.tuple([1, 2])]), "[2, 1]"), (.call(.reversed, [.range(3)]), "[2, 1, 0]"),
      (.call(.zip, ["abc", [1, 2]]), "[('a', 1), ('b', 2)]"), (.call(.zip, []), "[]"),
      (.call(.filter, [nil, [0, 1, "", "x"]]), "[1, 'x']"),
    ] as [(Value, String)]
  )
  func iterate(value: Value, text: String) {
    Runtime.attached {
      let o = value.make()
      #expect(o != nil)
      guard let o else { return }
      #expect(show(PySequence_List(o)) == text)
      suture_decref(o)
    }
  }

  @Test(
    "Wrong arguments of the iterator types",
    arguments: [
      (.call(.enumerate, []), "TypeError: enumerate() missing required argument 'iterable'"),
      (.call(.enumerate, [5]), "TypeError: 'int' object is not iterable"),
      (
        .call(.enumerate, [[], "a"]), "TypeError: 'str' object cannot be interpreted as an integer"
      ),
      (.call(.reversed, []), "TypeError: reversed expected 1 argument, got 0"),
      (.call(.reversed, [1]), "TypeError: 'int' object is not reversible"),
      (.call(.zip, [[], 1]), "TypeError: 'int' object is not iterable"),
      (.call(.map, [nil]), "TypeError: map() must have at least two arguments."),
      (.call(.filter, [nil]), "TypeError: filter expected 2 arguments, got 1"),
      (.call(.slice, []), "TypeError: slice expected at least 1 argument, got 0"),
    ] as [(Value, String)]
  )
  func wrongArguments(value: Value, text: String) {
    Runtime.attached { #expect(show(value.make()) == text) }
  }

  @Test(
    "slice.indices clips to the length",
    arguments: [
      (.slice(nil, nil, -1), 5, "(4, -1, -1)"), (.slice(-100, 100, 3), 10, "(0, 10, 3)"),
      (.slice(1, -1, nil), 4, "(1, 3, 1)"),
      (.slice(1, 2, 0), 3, "ValueError: slice step cannot be zero"),
      (.slice(1, 2, 1), -1, "ValueError: length should not be negative"),
    ] as [(Value, Int, String)]
  )
  func indices(slice: Value, length: Int, text: String) {
    Runtime.attached {
      let o = slice.make()!
      #expect(show(callMethod(o, "indices", .int(length))) == text)
      suture_decref(o)
    }
  }

  @Test(
    "PySlice_AdjustIndices counts the positions",
    arguments: [
      (5, 0, Int.max, 1, 0, 5, 5), (5, -2, Int.max, 1, 3, 5, 2),
      (5, Int.max, Int.min, -1, 4, -1, 5), (0, 0, Int.max, 1, 0, 0, 0),
      (5, 1, 4, 2, 1, 4, 2),
    ]
  )
  func adjust(
    length: Int,
    start: Int,
    stop: Int,
    step: Int,
    newStart: Int,
    newStop: Int,
    count: Int
  ) {
    var a = start
    var b = stop
    #expect(PySlice_AdjustIndices(length, &a, &b, step) == count)
    #expect(a == newStart && b == newStop)
  }

  @Test(
    "A strict zip says which argument is longer or shorter",
    arguments: [
      ([[1], []], "ValueError: zip() argument 2 is shorter than argument 1"),
      ([[1], [1, 2]], "ValueError: zip() argument 2 is longer than argument 1"),
      ([[1, 2], [1, 2], [1]], "ValueError: zip() argument 3 is shorter than arguments 1-2"),
      ([[1], [1]], "[(1, 1)]"),
    ] as [([Value], String)]
  )
  func strictZip(args: [Value], text: String) {
    Runtime.attached {
      let positional = Value.tuple(args).make()!
      let named = PyDict_New()!
      _ = PyDict_SetItemString(named, "strict", suture_True())
      let zip = PyObject_Call(suture_PyZip_Type().asObject, positional, named)!
      #expect(show(PySequence_List(zip)) == text)
      for o in [zip, named, positional] { suture_decref(o) }
    }
  }
}
