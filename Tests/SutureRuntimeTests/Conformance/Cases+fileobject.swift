import Testing

@testable import SutureRuntime

/// An object whose `write` appends to `lines`.
private func writer(_ lines: ObjectPointer) -> ObjectPointer {
  newInstance("Writer", ["write": bound(newReference(lines), "append")])
}

/// An object whose `readline` gives `line` once, with no argument; with 3 it gives 'abc'.
private func reader(_ line: ObjectPointer, limited: Bool) -> ObjectPointer {
  guard limited else {
    let lines = list(line)
    let iterator = PyObject_GetIter(lines)!
    Py_DecRef(lines)
    return newInstance("Reader", ["readline": bound(iterator, "__next__")])
  }
  let (answers, three) = (PyDict_New()!, number(3))
  PyDict_SetItem(answers, three, line)
  drop(three, line)
  return newInstance("Reader", ["readline": bound(answers, "get")])
}

let fileobjectCases: [APICase] = [
  APICase("PyFile_WriteObject", "PyFile_WriteString") { w in
    let lines = PyList_New(0)!
    let (file, a) = (writer(lines), text("a'b"))
    #expect(PyFile_WriteObject(a, file, 0) == 0)
    #expect(PyFile_WriteObject(a, file, Py_PRINT_RAW) == 0)
    #expect(PyFile_WriteObject(nil, file, 0) == 0)
    #expect(PyFile_WriteString("\u{e9}", file) == 0)
    expectRepr(lines, "['\"a\\'b\"', \"a'b\", '<NULL>', 'é']")
    withBadText { expectError(notUTF8, PyFile_WriteString($0, file)) }
    let noWrite = "AttributeError: 'object' object has no attribute 'write'"
    expectError(noWrite, PyFile_WriteObject(a, w.object, 0))
    expectError(noWrite, PyFile_WriteString("a", w.object))
    expectError("TypeError: writeobject with NULL file", PyFile_WriteObject(a, nil, 0))
    expectError("SystemError: null file for PyFile_WriteString", PyFile_WriteString("a", nil))
    PyErr_SetString(suture_PyExc_ValueError(), "mine")
    expectError("ValueError: mine", PyFile_WriteString("a", file))
    drop(file, a)
  },
  APICase("PyFile_GetLine") { w in
    let end = "EOFError: EOF when reading a line"
    let wrong = "TypeError: object.readline() returned non-string"
    // A negative limit drops the newline; 0 and more give the line as it is.
    for (line, dropped, whole) in [
      ("'a\n'", "'a'", "'a\\n'"), ("'a'", "'a'", "'a'"), ("''", end, "''"),
      ("b'a\n'", "b'a'", "b'a\\n'"), ("b''", end, "b''"), ("5", wrong, wrong),
      ("object", wrong, wrong),
    ] {
      for (limit, expected) in [(-1, dropped), (0, whole), (3, whole)] as [(Int32, String)] {
        let file = reader(argument(line, w)!, limited: limit > 0)
        #expect(show(PyFile_GetLine(file, limit)) == expected, "\(line), \(limit)")
        drop(file)
      }
    }
    expectError(
      "AttributeError: 'object' object has no attribute 'readline'",
      PyFile_GetLine(w.object, 0)
    )
    expectError(internalCall("Objects/fileobject.c:57"), PyFile_GetLine(nil, 0))
  },
  APICase("PyObject_AsFileDescriptor") { w in
    let large = "OverflowError: Python int too large to convert to C int"
    let neither = "TypeError: argument must be an int, or have a fileno() method."
    expectOutcomes(
      w,
      [
        "5": "5", "0": "0", "1099511627776": large, "object": neither, "'a'": neither,
        "-1": "ValueError: file descriptor cannot be a negative integer (-1)", "index 3": neither,
      ]
    ) { outcome(PyObject_AsFileDescriptor($0)) }
    for (value, method, expected) in [
      (number(7), "__int__", "7"), (read("1099511627776"), "__int__", large),
      (number(-7), "__int__", "ValueError: file descriptor cannot be a negative integer (-7)"),
      (text("a"), "__str__", "TypeError: fileno() returned a non-integer"),
    ] {
      let file = newInstance("File", ["fileno": bound(value, method)])
      #expect(outcome(PyObject_AsFileDescriptor(file)) == expected)
      drop(file)
    }
  },
  APICase("PyFile_FromFd") { w in
    // It is a call of `_io.open`, without the name.
    let io = PyImport_ImportModule("_io")
    let open = PyCFunction_New(echo(METH_VARARGS), w.object)
    PyObject_SetAttrString(io, "open", open)
    let result = PyFile_FromFd(3, "name", "r", -1, "utf-8", nil, nil, 1)
    #expect(PyTuple_GetItem(result, 0) == w.object, "a new reference to what open() gives")
    expectRepr(PySequence_GetItem(result, 1), "(3, 'r', -1, 'utf-8', None, None, True)")
    drop(result)
    let other = PyFile_FromFd(3, nil, "rb", 0, nil, "strict", "\n", 0)
    expectRepr(PySequence_GetItem(other, 1), "(3, 'rb', 0, None, 'strict', '\\n', False)")
    PyObject_DelAttrString(io, "open")
    drop(other, open, io)
  },
]
