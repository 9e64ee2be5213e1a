import Testing

@testable import SutureRuntime

let osmoduleCases: [APICase] = [
  APICase("PyOS_FSPath") { w in
    for literal in ["'ab'", "b'ab'"] {
      let path = readByteLiteral(literal)
      let before = Py_REFCNT(path)
      #expect(PyOS_FSPath(path) == path && Py_REFCNT(path) == before + 1, "a new reference")
      drop(path, path)
    }
    for (literal, name) in [("5", "int"), ("B'a'", "bytearray"), ("None", "NoneType")] {
      let expected = "TypeError: expected str, bytes or os.PathLike object, not \(name)"
      expectAnswer(expected, of: literal) { show(PyOS_FSPath($0[0])) }
    }
    let plain = "TypeError: expected str, bytes or os.PathLike object, not object"
    expectError(plain, PyOS_FSPath(w.object))
  },
  APICase("PyOS_FSPath") { w in
    func path(_ value: ObjectPointer) -> ObjectPointer {
      instance(of: "Path", method: "__fspath__", returning: value)
    }
    for literal in ["'ab'", "b'ab'"] {
      let path = path(readByteLiteral(literal))
      expectRepr(PyOS_FSPath(path), literal)
      expectError("IndexError: pop from empty list", PyOS_FSPath(path))
      drop(path)
    }
    let wrong = path(own(w))
    expectError(
      "TypeError: expected Path.__fspath__() to return str or bytes, not object",
      PyOS_FSPath(wrong)
    )
    drop(wrong)
  },
]
