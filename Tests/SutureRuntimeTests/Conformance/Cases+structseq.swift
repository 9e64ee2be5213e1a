import Testing

@testable import SutureRuntime

/// A description of spam.point with these fields, which lives as long as the process; nil stands for no name.
private func describe(_ fields: [String?], visible: Int32)
  -> UnsafeMutablePointer<PyStructSequence_Desc>
{
  let rows = fields.map {
    PyStructSequence_Field(name: $0.map(forever) ?? suture_unnamed_field(), doc: nil)
  }
  let desc = PyStructSequence_Desc(
    name: forever("spam.point"),
    doc: forever("A point."),
    fields: lasting(rows, end: PyStructSequence_Field()),
    n_in_sequence: visible
  )
  return lasting([desc], end: desc)
}

private func attribute(_ o: ObjectPointer?, _ name: String) -> String {
  show(PyObject_GetAttrString(o, name))
}

/// Checks what the type of two visible fields and a hidden one tells of itself.
private func expectCounts(_ type: ObjectPointer?) {
  for (name, value) in [
    ("n_fields", "3"), ("n_sequence_fields", "2"), ("n_unnamed_fields", "0"),
    ("__match_args__", "('x', 'y')"), ("__doc__", "'A point.'"), ("__name__", "'point'"),
    ("__module__", "'spam'"), ("__base__", "<class 'tuple'>"),
  ] {
    #expect(attribute(type, name) == value)
  }
}

let structseqCases: [APICase] = [
  APICase(
    "PyStructSequence_NewType",
    "PyStructSequence_New",
    "PyStructSequence_SetItem",
    "PyStructSequence_GetItem"
  ) { w in
    let type = PyStructSequence_NewType(describe(["x", "y", "z"], visible: 2))
    expectCounts(type?.asObject)
    let point = PyStructSequence_New(type)
    #expect(PyTuple_Size(point) == 2 && PyStructSequence_GetItem(point, 2) == nil)
    let before = w.references
    for i in 0..<3 { PyStructSequence_SetItem(point, i, own(w)) }
    #expect(w.references == before + 3, "SetItem takes the reference over")
    for i in 0..<3 { #expect(PyStructSequence_GetItem(point, i) == w.object) }
    #expect(PyTuple_GetItem(point, 1) == w.object && w.references == before + 3, "borrowed")
    using(PyObject_GetAttrString(point, "z")) { #expect($0 == w.object) }
    expectError("IndexError: tuple index out of range", PySequence_GetItem(point, 2))
    expectError(
      "AttributeError: readonly attribute",
      PyObject_SetAttrString(point, "x", w.object)
    )
    drop(point)
    #expect(w.references == before)
    drop(type?.asObject)
  },
  APICase("PyStructSequence_NewType") { w in
    let type = PyStructSequence_NewType(describe(["x", "y", "z"], visible: 2))!.asObject
    #expect(show(callNew(type, [[1, 2]])) == "spam.point(x=1, y=2)")
    let size = "TypeError: spam.point() takes an"
    for (arguments, error) in [
      ([[1]], "\(size) at least 2-sequence (1-sequence given)"),
      ([[1, 2, 3, 4]], "\(size) at most 3-sequence (4-sequence given)"),
      ([1], "TypeError: constructor requires a sequence"),
      ([], "TypeError: structseq() missing required argument 'sequence' (pos 1)"),
      ([[1, 2], 5], "TypeError: spam.point() takes a dict as second arg, if any"),
      ([[1, 2], nil], "TypeError: spam.point() takes a dict as second arg, if any"),
      ([[1, 2], 5, 5], "TypeError: structseq() takes at most 2 arguments (3 given)"),
    ] as [([Value], String)] {
      #expect(show(callNew(type, arguments)) == error)
    }
    let sequence = callNew(type, [], ["sequence": [1, 2]])
    #expect(show(sequence) == "spam.point(x=1, y=2)")
    let twice = callNew(type, [[1, 2]], ["sequence": [1, 2]])
    #expect(
      show(twice)
        == "TypeError: argument for structseq() given by name ('sequence') and position (1)"
    )
    let strange = callNew(type, [[1, 2]], ["q": 5])
    #expect(show(strange) == "TypeError: structseq() got an unexpected keyword argument 'q'")
    using(callNew(type, [[1, 2, 3]])) { point in
      #expect(attribute(point, "z") == "3")
      #expect(show(callMethod(point, "__reduce__")) == "(<class 'spam.point'>, ((1, 2), {'z': 3}))")
      using(tuple(number(1), number(2))) {
        #expect(PyObject_RichCompareBool(point, $0, Py_EQ) == 1)
        #expect(PyObject_Hash(point) == PyObject_Hash($0))
      }
    }
    using(callNew(type, [[1, 2]])) { #expect(attribute($0, "z") == "None") }
    expectError(
      "TypeError: type 'spam.point' is not an acceptable base type",
      makeClass("S", tuple(Py_NewRef(type)!))
    )
    // The hidden fields may come by name.
    for (name, result) in [
      ("z", "9"), ("q", "TypeError: spam.point() got duplicate or unexpected field name(s)"),
      ("y", "TypeError: spam.point() got duplicate or unexpected field name(s)"),
    ] {
      let args = tuple(list(number(1), number(2)), Py.dict([:]))
      using(number(9)) { PyDict_SetItemString(PyTuple_GetItem(args, 1), name, $0) }
      let made = PyObject_Call(type, args, nil)
      #expect((made == nil ? show(nil) : attribute(made, name)) == result)
      drop(made, args)
    }
    drop(type)
  },
  APICase("PyStructSequence_NewType") { _ in
    let type = PyStructSequence_NewType(describe(["x", nil, "z"], visible: 3))!.asObject
    #expect(attribute(type, "n_unnamed_fields") == "1")
    #expect(attribute(type, "__match_args__") == "('x', 'z')")
    using(callNew(type, [[1, 2, 3]])) {
      #expect(attribute($0, "z") == "3")
      let unsupported =
        "__replace__() is not supported for spam.point because it has unnamed field(s)"
      #expect(show(replacing($0, "x")) == "TypeError: \(unsupported)")
    }
    drop(type)
  },
  APICase("PyStructSequence_NewType") { _ in
    let type = PyStructSequence_NewType(describe(["x", "y", "z"], visible: 2))!.asObject
    using(callNew(type, [[1, 2, 3]])) {
      #expect(show(replacing($0, "x")) == "spam.point(x=5, y=2)")
      using(replacing($0, "z")) { #expect(attribute($0, "z") == "5") }
      #expect(show(replacing($0, "q")) == "TypeError: Got unexpected field name(s): ['q']")
    }
    drop(type)
  },
  APICase("PyStructSequence_InitType", "PyStructSequence_InitType2") { w in
    let desc = describe(["x", "y", "z"], visible: 2)
    for usesInitType in [true, false] {
      // A static type lives as long as the process.
      let type = lasting([PyTypeObject()], end: PyTypeObject())
      if usesInitType {
        PyStructSequence_InitType(type, desc)
      } else {
        #expect(PyStructSequence_InitType2(type, desc) == 0)
      }
      expectCounts(type.asObject)
      let point = PyStructSequence_New(type)
      let before = w.references
      for i in 0..<3 { PyStructSequence_SetItem(point, i, own(w)) }
      using(PyObject_GetAttrString(point, "z")) { #expect($0 == w.object) }
      drop(point)
      #expect(w.references == before)
      expectError(internalCall("Objects/structseq.c:693"), PyStructSequence_InitType2(type, desc))
    }
  },
]

/// `point.__replace__(name=5)`.
private func replacing(_ point: ObjectPointer, _ name: String) -> ObjectPointer? {
  using(PyObject_GetAttrString(point, "__replace__")) { callNew($0, [], [name: 5]) }
}
