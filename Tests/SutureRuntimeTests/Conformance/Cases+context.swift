import Testing

@testable import SutureRuntime

private func get(_ variable: ObjectPointer?, _ fallback: ObjectPointer? = nil) -> ObjectPointer? {
  var value: ObjectPointer?
  #expect(PyContextVar_Get(variable, fallback, &value) == 0)
  return value
}

let contextCases: [APICase] = [
  APICase("PyContextVar_New", "PyContextVar_Get") { w in
    let plain = PyContextVar_New("plain", nil)
    #expect(plain?.type == suture_PyContextVar_Type())
    #expect(get(plain) == nil)
    let given = get(plain, w.object)
    #expect(given == w.object)
    let defaulted = PyContextVar_New("defaulted", w.object)
    let own = get(defaulted)
    let other = get(defaulted, plain)
    #expect(own == w.object && other == plain, "the caller's default counts first")
    drop(given, own, other, plain, defaulted)
    expectError(
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
      PyContextVar_New([-1, 0], nil)
    )
    var value: ObjectPointer?
    expectError(
      "TypeError: an instance of ContextVar was expected",
      PyContextVar_Get(w.object, nil, &value)
    )
  },
  APICase("PyContextVar_Set", "PyContextVar_Reset") { w in
    let variable = PyContextVar_New("v", nil)
    let first = PyContextVar_Set(variable, w.object)
    let second = PyContextVar_Set(variable, variable)
    #expect(first?.type == suture_PyContextToken_Type())
    let value = get(variable)
    #expect(value == variable)
    #expect(PyContextVar_Reset(variable, second) == 0)
    let old = get(variable)
    #expect(old == w.object)
    #expect(PyContextVar_Reset(variable, first) == 0)
    #expect(get(variable) == nil)
    #expect(PyContextVar_Reset(variable, first) == -1)
    #expect(takeError()?.hasSuffix("> has already been used once") == true)
    drop(first, second, value, old)
    let wrong = "TypeError: an instance of ContextVar was expected"
    expectError(wrong, PyContextVar_Set(w.object, w.object))
    expectError(wrong, PyContextVar_Reset(w.object, w.object))
    expectError(
      "TypeError: an instance of Token was expected",
      PyContextVar_Reset(variable, w.object)
    )
    drop(variable)
  },
  APICase("PyContext_New", "PyContext_Copy", "PyContext_CopyCurrent") { w in
    let variable = PyContextVar_New("v", nil)
    let empty = PyContext_New()
    #expect(empty?.type == suture_PyContext_Type() && PyObject_Size(empty) == 0)
    let token = PyContextVar_Set(variable, w.object)
    let current = PyContext_CopyCurrent()
    #expect(PyContextVar_Reset(variable, token) == 0)
    let copy = PyContext_Copy(current)
    let value = PyObject_GetItem(copy, variable)
    #expect(value == w.object, "it was copied before the reset")
    drop(empty, token, current, copy, value, variable)
    expectError("TypeError: an instance of Context was expected", PyContext_Copy(w.object))
  },
  APICase("PyContext_Enter", "PyContext_Exit") { w in
    let (outer, inner) = (PyContext_New(), PyContext_New())
    let variable = PyContextVar_New("v", nil)
    #expect(PyContext_Exit(outer) == -1)
    #expect(takeError()?.hasSuffix("> has not been entered") == true)
    #expect(PyContext_Enter(outer) == 0)
    let token = PyContextVar_Set(variable, w.object)
    #expect(PyContext_Enter(outer) == -1)
    #expect(takeError()?.hasSuffix("> is already entered") == true)
    #expect(PyContext_Enter(inner) == 0)
    #expect(get(variable) == nil)
    expectError(
      "RuntimeError: cannot exit context: thread state references a different context object",
      PyContext_Exit(outer)
    )
    #expect(PyContext_Exit(inner) == 0)
    let value = get(variable)
    #expect(value == w.object)
    #expect(PyContext_Exit(outer) == 0)
    #expect(get(variable) == nil)
    drop(value, token, outer, inner, variable)
    let wrong = "TypeError: an instance of Context was expected"
    expectError(wrong, PyContext_Enter(w.object))
    expectError(wrong, PyContext_Exit(w.object))
  },
]
