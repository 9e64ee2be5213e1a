import Testing

@testable import SutureRuntime

private typealias Getter = (ObjectPointer?) -> ObjectPointer?
private typealias Reader = (ObjectPointer?, UnsafeMutablePointer<Int>?) -> Int32
private typealias Writer = (ObjectPointer?, Int) -> Int32

/// One of UnicodeDecodeError and its kin: its functions.
private struct UnicodeError {
  let type: ObjectPointer
  let arguments: () -> ObjectPointer
  let object: String
  let getters: [(String, Getter)]
  let getStart: Reader
  let getEnd: Reader
  let setStart: Writer
  let setEnd: Writer
  let setReason: (ObjectPointer?, UnsafePointer<CChar>?) -> Int32

  func check() {
    let given = arguments()
    let e = PyObject_Call(type, given, nil)
    drop(given)
    let values = ["encoding": "'utf-8'", "object": object, "reason": "'why'"]
    for (name, get) in getters { expectRepr(get(e), values[name]!) }
    // The bounds are brought into an object of length 3.
    let starts = [(1, 1), (-5, 0), (99, 2)]
    let ends = [(2, 2), (-5, 1), (99, 3)]
    for (set, get, bounds) in [(setStart, getStart, starts), (setEnd, getEnd, ends)] {
      for (bound, expected) in bounds {
        var position = -1
        #expect(set(e, bound) == 0)
        #expect(get(e, &position) == 0)
        #expect(position == expected)
      }
    }
    #expect(setReason(e, "new") == 0)
    expectRepr(getters.last!.1(e), "'new'")
    expectError(
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
      setReason(e, [CChar(bitPattern: 0xFF), 0])
    )
    drop(e)
    checkUnset()
  }

  /// An exception that `__init__` has not seen.
  private func checkUnset() {
    let nothing = tuple()
    let e = type.asType.pointee.tp_new(type.asType, nothing, nil)
    for (name, get) in getters {
      expectError("TypeError: \(name) attribute not set", get(e))
    }
    var position = -1
    expectError("TypeError: object attribute not set", getStart(e, &position))
    expectError("TypeError: object attribute not set", getEnd(e, &position))
    drop(e, nothing)
  }
}

let unicodeErrorCases: [APICase] = [
  APICase(
    "PyUnicodeDecodeError_GetEncoding",
    "PyUnicodeDecodeError_GetEnd",
    "PyUnicodeDecodeError_GetObject",
    "PyUnicodeDecodeError_GetReason",
    "PyUnicodeDecodeError_GetStart",
    "PyUnicodeDecodeError_SetEnd",
    "PyUnicodeDecodeError_SetReason",
    "PyUnicodeDecodeError_SetStart"
  ) { _ in
    UnicodeError(
      type: suture_PyExc_UnicodeDecodeError(),
      arguments: {
        tuple(text("utf-8"), PyBytes_FromString("abc")!, number(1), number(2), text("why"))
      },
      object: "b'abc'",
      getters: [
        ("encoding", PyUnicodeDecodeError_GetEncoding), ("object", PyUnicodeDecodeError_GetObject),
        ("reason", PyUnicodeDecodeError_GetReason),
      ],
      getStart: PyUnicodeDecodeError_GetStart,
      getEnd: PyUnicodeDecodeError_GetEnd,
      setStart: PyUnicodeDecodeError_SetStart,
      setEnd: PyUnicodeDecodeError_SetEnd,
      setReason: PyUnicodeDecodeError_SetReason
    ).check()
  },
  APICase(
    "PyUnicodeEncodeError_GetEncoding",
    "PyUnicodeEncodeError_GetEnd",
    "PyUnicodeEncodeError_GetObject",
    "PyUnicodeEncodeError_GetReason",
    "PyUnicodeEncodeError_GetStart",
    "PyUnicodeEncodeError_SetEnd",
    "PyUnicodeEncodeError_SetReason",
    "PyUnicodeEncodeError_SetStart"
  ) { _ in
    UnicodeError(
      type: suture_PyExc_UnicodeEncodeError(),
      arguments: { tuple(text("utf-8"), text("abc"), number(1), number(2), text("why")) },
      object: "'abc'",
      getters: [
        ("encoding", PyUnicodeEncodeError_GetEncoding), ("object", PyUnicodeEncodeError_GetObject),
        ("reason", PyUnicodeEncodeError_GetReason),
      ],
      getStart: PyUnicodeEncodeError_GetStart,
      getEnd: PyUnicodeEncodeError_GetEnd,
      setStart: PyUnicodeEncodeError_SetStart,
      setEnd: PyUnicodeEncodeError_SetEnd,
      setReason: PyUnicodeEncodeError_SetReason
    ).check()
  },
  APICase(
    "PyUnicodeTranslateError_GetEnd",
    "PyUnicodeTranslateError_GetObject",
    "PyUnicodeTranslateError_GetReason",
    "PyUnicodeTranslateError_GetStart",
    "PyUnicodeTranslateError_SetEnd",
    "PyUnicodeTranslateError_SetReason",
    "PyUnicodeTranslateError_SetStart"
  ) { _ in
    UnicodeError(
      type: suture_PyExc_UnicodeTranslateError(),
      arguments: { tuple(text("abc"), number(1), number(2), text("why")) },
      object: "'abc'",
      getters: [
        ("object", PyUnicodeTranslateError_GetObject),
        ("reason", PyUnicodeTranslateError_GetReason),
      ],
      getStart: PyUnicodeTranslateError_GetStart,
      getEnd: PyUnicodeTranslateError_GetEnd,
      setStart: PyUnicodeTranslateError_SetStart,
      setEnd: PyUnicodeTranslateError_SetEnd,
      setReason: PyUnicodeTranslateError_SetReason
    ).check()
  },
  APICase("PyUnicodeDecodeError_Create") { _ in
    let e = PyUnicodeDecodeError_Create("utf-8", "a\u{1}c", 3, 1, 2, "why")
    expectBorrowed(e, #"UnicodeDecodeError('utf-8', b'a\x01c', 1, 2, 'why')"#)
    #expect(PyErr_Occurred() == nil, "made, not raised")
    expectRepr(PyObject_Str(e), #""'utf-8' codec can't decode byte 0x01 in position 1: why""#)
    drop(e)
    expectError(
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
      PyUnicodeDecodeError_Create("utf-8", "abc", 3, 1, 2, [CChar(bitPattern: 0xFF), 0])
    )
  },
]
