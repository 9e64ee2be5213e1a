import Testing

@testable import SutureRuntime

/// A class, its arguments, and what repr and str of the instance are.
struct ExceptionCase: Sendable, CustomTestStringConvertible {
  let type: @Sendable () -> ObjectPointer
  let arguments: @Sendable () -> [ObjectPointer]
  let repr: String
  let str: String
  var testDescription: String { repr }

  init(
    _ type: @autoclosure @escaping @Sendable () -> ObjectPointer,
    _ arguments: @autoclosure @escaping @Sendable () -> [ObjectPointer],
    _ repr: String,
    _ str: String
  ) {
    self.type = type
    self.arguments = arguments
    self.repr = repr
    self.str = str
  }
}

private func bytes(_ values: [UInt8]) -> ObjectPointer {
  values.withUnsafeBytes {
    PyBytes_FromStringAndSize($0.bindMemory(to: CChar.self).baseAddress, $0.count)!
  }
}

private func make(_ type: ObjectPointer, _ items: [ObjectPointer]) -> ObjectPointer? {
  let args = PyTuple_New(items.count)!
  for (i, item) in items.enumerated() { PyTuple_SetItem(args, i, item) }
  defer { suture_decref(args) }
  return PyObject_Call(type, args, nil)
}

private let cases: [ExceptionCase] = [
  ExceptionCase(suture_PyExc_ValueError(), [], "ValueError()", "''"),
  ExceptionCase(suture_PyExc_ValueError(), [Py.str("x")], "ValueError('x')", "'x'"),
  ExceptionCase(suture_PyExc_ValueError(), [Py.int(1), Py.int(2)], "ValueError(1, 2)", "'(1, 2)'"),
  ExceptionCase(suture_PyExc_KeyError(), [Py.str("")], "KeyError('')", "\"''\""),
  ExceptionCase(
    suture_PyExc_OSError(),
    [Py.int(2), Py.str("No"), Py.str("f")],
    "FileNotFoundError(2, 'No')",
    "\"[Errno 2] No: 'f'\""
  ),
  ExceptionCase(
    suture_PyExc_OSError(),
    [Py.int(2), Py.str("No"), Py.str("f"), suture_None(), Py.str("g")],
    "FileNotFoundError(2, 'No')",
    "\"[Errno 2] No: 'f' -> 'g'\""
  ),
  ExceptionCase(
    suture_PyExc_OSError(),
    [Py.int(13), Py.str("P")],
    "PermissionError(13, 'P')",
    "'[Errno 13] P'"
  ),
  ExceptionCase(suture_PyExc_OSError(), [Py.str("x")], "OSError('x')", "'x'"),
  ExceptionCase(
    suture_PyExc_UnicodeDecodeError(),
    [Py.str("utf-8"), bytes([97, 255]), Py.int(1), Py.int(2), Py.str("bad")],
    "UnicodeDecodeError('utf-8', b'a\\xff', 1, 2, 'bad')",
    "\"'utf-8' codec can't decode byte 0xff in position 1: bad\""
  ),
  ExceptionCase(
    suture_PyExc_UnicodeEncodeError(),
    [Py.str("ascii"), Py.str("aé€"), Py.int(2), Py.int(3), Py.str("bad")],
    "UnicodeEncodeError('ascii', 'aé€', 2, 3, 'bad')",
    "\"'ascii' codec can't encode character '\\\\u20ac' in position 2: bad\""
  ),
  ExceptionCase(
    suture_PyExc_UnicodeEncodeError(),
    [Py.str("ascii"), Py.str("abc"), Py.int(0), Py.int(2), Py.str("bad")],
    "UnicodeEncodeError('ascii', 'abc', 0, 2, 'bad')",
    "\"'ascii' codec can't encode characters in position 0-1: bad\""
  ),
]

@Suite("Exceptions") struct ExceptionTests {
  @Test("repr and str are CPython's", arguments: cases)
  func text(_ example: ExceptionCase) {
    Runtime.attached {
      guard let e = make(example.type(), example.arguments()) else {
        Issue.record("\(Py.raised())")
        return
      }
      #expect(Py.repr(newReference(e)) == example.repr)
      #expect(Py.repr(PyObject_Str(e)) == example.str)
      suture_decref(e)
    }
  }

  @Test("Every static type is ready and derives from BaseException")
  func hierarchy() {
    Runtime.attached {
      for i in 0..<SUTURE_EXC_COUNT {
        let type = suture_exception_table() + i
        #expect(type.has(TypeFlag.ready))
        #expect(PyType_IsSubtype(type, suture_PyExc_BaseException().asType) == 1)
      }
    }
  }

  @Test("A group makes itself ExceptionGroup, and splits")
  func group() {
    Runtime.attached {
      let items = Py.list(
        make(suture_PyExc_ValueError(), [Py.int(1)])!,
        make(suture_PyExc_TypeError(), [Py.int(2)])!
      )
      let e = make(suture_PyExc_BaseExceptionGroup(), [Py.str("m"), items])!
      #expect(Py.repr(newReference(e)) == "ExceptionGroup('m', [ValueError(1), TypeError(2)])")
      #expect(Py.repr(PyObject_Str(e)) == "'m (2 sub-exceptions)'")
      let halves = callOne(PyObject_GetAttrString(e, "split")!, suture_PyExc_ValueError())
      #expect(
        Py.repr(halves)
          == "(ExceptionGroup('m', [ValueError(1)]), ExceptionGroup('m', [TypeError(2)]))"
      )
      suture_decref(e)
    }
  }

  @Test("The text of an exception is CPython's, with its cause, notes and groups")
  func display() {
    Runtime.attached {
      let e = make(suture_PyExc_ValueError(), [Py.str("x")])!
      PyException_SetCause(e, make(suture_PyExc_TypeError(), [Py.str("y")]))
      let middle = "\n\nThe above exception was the direct cause of the following exception:\n\n"
      #expect(ErrorText.of(e) == "TypeError: y\(middle)ValueError: x\n")
      try? addNote(e, Py.str("note\nmore"))
      #expect(ErrorText.of(e) == "TypeError: y\(middle)ValueError: x\nnote\nmore\n")
      suture_decref(e)
      let inner = make(
        suture_PyExc_BaseExceptionGroup(),
        [Py.str("in"), Py.list(make(suture_PyExc_KeyError(), [Py.str("k")])!)]
      )!
      let group = make(
        suture_PyExc_BaseExceptionGroup(),
        [Py.str("m"), Py.list(inner, make(suture_PyExc_TypeError(), [Py.int(2)])!)]
      )!
      let expected = """
          | ExceptionGroup: m (2 sub-exceptions)
          +-+---------------- 1 ----------------
            | ExceptionGroup: in (1 sub-exception)
            +-+---------------- 1 ----------------
              | KeyError: 'k'
              +------------------------------------
            +---------------- 2 ----------------
            | TypeError: 2
            +------------------------------------

        """
      #expect(ErrorText.of(group) == expected)
      suture_decref(group)
    }
  }
}
