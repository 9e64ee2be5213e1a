import Testing

@testable import SutureRuntime

/// Runs `body` under the one filter `action`, and puts the filters back.
func filtering(_ action: String, _ body: () throws -> Void) rethrows {
  let module = PyImport_ImportModule("warnings")
  let filters = PyObject_GetAttrString(module, "filters")
  let saved = PyList_GetSlice(filters, 0, Int.max)
  let filter = PyObject_GetAttrString(module, "simplefilter")
  let name = text(action)
  PyList_SetSlice(filters, 0, Int.max, nil)
  drop(PyObject_CallOneArg(filter, name))
  defer {
    PyList_SetSlice(filters, 0, Int.max, saved)
    drop(module, filters, saved, filter, name)
  }
  try body()
}

private let invalid =
  "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"
private let invalidText: [CChar] = [CChar(bitPattern: 0xFF), 0]

let warningsCases: [APICase] = [
  APICase("PyErr_WarnEx", "PyErr_WarnFormat", "PyErr_ResourceWarning") { w in
    let user = suture_PyExc_UserWarning()
    try filtering("error") {
      expectError("UserWarning: x", PyErr_WarnEx(user, "x", 1))
      expectError("RuntimeWarning: x", PyErr_WarnEx(nil, "x", 1))
      expectError(invalid, PyErr_WarnEx(user, invalidText, 1))
      let deprecated = try variadic("err_warn_format", suture_PyExc_DeprecationWarning())
      expectError("DeprecationWarning: 5 x", deprecated)
      expectError("RuntimeWarning: 5 x", try variadic("err_warn_format", suture_None()))
      let before = w.references
      expectError("ResourceWarning: 5 x", try variadic("err_resource_warning", w.object))
      #expect(w.references == before)
    }
    let five = number(5)
    expectError("TypeError: 'int' object is not callable", PyErr_WarnEx(five, "x", 1))
    drop(five)
    filtering("ignore") { expectWritten("") { #expect(PyErr_WarnEx(user, "x", 1) == 0) } }
    filtering("always") {
      for _ in 0..<2 {
        expectWritten("<sys>:0: UserWarning: shown\n") {
          #expect(PyErr_WarnEx(user, "shown", 1) == 0)
        }
      }
      expectWritten("<sys>:0: ValueError: any class\n") {
        #expect(PyErr_WarnEx(suture_PyExc_ValueError(), "any class", 1) == 0)
      }
    }
  },
  APICase("PyErr_WarnExplicit") { w in
    let user = suture_PyExc_UserWarning()
    let warn = PyErr_WarnExplicit
    filtering("error") {
      expectError("UserWarning: x", warn(user, "x", "f.py", 3, "m", nil))
      expectError("RuntimeWarning: x", warn(nil, "x", "f.py", 3, nil, nil))
      expectError(invalid, warn(user, invalidText, "f.py", 3, "m", nil))
    }
    expectError(
      "TypeError: 'registry' must be a dict or None",
      warn(user, "x", "f.py", 3, "m", w.object)
    )
    let registry = PyDict_New()
    filtering("default") {
      expectWritten("f.py:3: UserWarning: shown\n") {
        #expect(warn(user, "shown", "f.py", 3, "m", registry) == 0)
        #expect(warn(user, "shown", "f.py", 3, "m", registry) == 0, "once for a place")
      }
      let key = tuple(text("shown"), newReference(user), number(3))
      #expect(PyDict_GetItem(registry, key) == suture_True())
      drop(key)
      expectWritten("f.py:4: UserWarning: shown\nf.py:4: UserWarning: shown\n") {
        for _ in 0..<2 { #expect(warn(user, "shown", "f.py", 4, "m", nil) == 0) }
      }
    }
    drop(registry)
  },
]
