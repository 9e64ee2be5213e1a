import Testing

@testable import SutureRuntime

/// Gives (self, argument): a new tuple in which NULL is None.
@c func suture_case_echo(_ self: ObjectPointer?, _ argument: ObjectPointer?) -> ObjectPointer? {
  tuple(newReference(self ?? suture_None()), newReference(argument ?? suture_None()))
}

/// A table entry for `suture_case_echo` that lives as long as the process.
func echo(_ flags: Int32) -> UnsafeMutablePointer<PyMethodDef> {
  let def = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: 2)
  def.initialize(
    to: PyMethodDef(
      ml_name: forever("echo"),
      ml_meth: suture_case_echo,
      ml_flags: flags,
      ml_doc: forever("echo($self)\n--\n\nDoc.")
    )
  )
  (def + 1).initialize(to: PyMethodDef(ml_name: nil, ml_meth: nil, ml_flags: 0, ml_doc: nil))
  return def
}

private func noFunction(_ line: Int) -> String { internalCall("Objects/methodobject.c:\(line)") }
private let badFlags = "SystemError: echo() method: bad call flags"

/// Calls with one argument, both borrowed, and checks repr(result).
private func expectCall(_ function: ObjectPointer?, _ argument: ObjectPointer?, _ expected: String)
{
  expectRepr(
    argument.map { PyObject_CallOneArg(function, $0) } ?? PyObject_CallNoArgs(function),
    expected
  )
}

let methodobjectCases: [APICase] = [
  APICase("PyCFunction_NewEx", "PyCFunction_New", "PyCFunction_GetSelf") { w in
    let module = text("mod")
    let before = w.references
    let f = PyCFunction_NewEx(echo(METH_O), w.object, module)
    #expect(w.references == before + 1, "self is borrowed")
    #expect(PyCFunction_GetSelf(f) == w.object && w.references == before + 1, "borrowed")
    let result = PyObject_CallOneArg(f, suture_None())
    #expect(PyTuple_GetItem(result, 0) == w.object)
    drop(result)
    for (name, expected) in [
      ("__name__", "'echo'"), ("__qualname__", "'object.echo'"), ("__module__", "'mod'"),
      ("__doc__", "'Doc.'"), ("__text_signature__", "'($self)'"),
    ] { expectRepr(PyObject_GetAttrString(f, name), expected) }
    drop(f, module)
    #expect(w.references == before)
    let alone = PyCFunction_New(echo(METH_NOARGS), nil)
    #expect(PyCFunction_GetSelf(alone) == nil && takeError() == nil)
    expectRepr(PyObject_GetAttrString(alone, "__module__"), "None")
    expectCall(alone, nil, "(None, None)")
    expectError(
      "TypeError: echo() takes no arguments (1 given)",
      PyObject_CallOneArg(alone, w.object)
    )
    expectRepr(alone, "<built-in function echo>")
  },
  APICase("PyCFunction_GetFlags", "PyCFunction_GetFunction", "PyCFunction_GetSelf") { w in
    let echo = echo(METH_O | METH_STATIC)
    let f = PyCFunction_New(echo, w.object)
    #expect(PyCFunction_GetFlags(f) == METH_O | METH_STATIC)
    #expect(PyCFunction_GetSelf(f) == nil && takeError() == nil, "a static method has no self")
    let function = unsafeBitCast(PyCFunction_GetFunction(f), to: UnsafeRawPointer?.self)
    #expect(function == unsafeBitCast(echo.pointee.ml_meth, to: UnsafeRawPointer?.self))
    drop(f)
    expectError(noFunction(140), PyCFunction_GetFlags(w.object))
    expectError(noFunction(130), PyCFunction_GetSelf(w.object))
    #expect(PyCFunction_GetFunction(w.object) == nil)
    #expect(takeError() == noFunction(120))
  },
  APICase("PyCMethod_New", "PyCFunction_NewEx") { w in
    let (cls, module) = (newClass("Defining", []), text("mod"))
    let flags = METH_METHOD | METH_FASTCALL | METH_KEYWORDS
    let before = Py_REFCNT(cls)
    let type = cls.asType
    let f = PyCMethod_New(echo(flags), w.object, module, type)
    #expect(Py_REFCNT(cls) == before + 1, "the class is borrowed")
    #expect(PyCFunction_GetSelf(f) == w.object && PyCFunction_GetFlags(f) == flags)
    drop(f)
    #expect(Py_REFCNT(cls) == before)
    let noClass = "SystemError: attempting to create PyCMethod with a METH_METHOD flag but no class"
    expectError(noClass, PyCMethod_New(echo(flags), w.object, module, nil))
    expectError(noClass, PyCFunction_NewEx(echo(flags), w.object, module))
    expectError(
      "SystemError: attempting to create PyCFunction with class but no METH_METHOD flag",
      PyCMethod_New(echo(METH_NOARGS), w.object, module, type)
    )
    for flags in [
      METH_KEYWORDS | METH_O, METH_O | METH_NOARGS, 0, METH_KEYWORDS, METH_METHOD,
      METH_METHOD | METH_FASTCALL, METH_VARARGS | METH_FASTCALL,
    ] { expectError(badFlags, PyCFunction_NewEx(echo(flags), w.object, nil)) }
    drop(cls, module)
  },
  APICase("PyCFunction_Call") { w in
    let f = PyCFunction_New(echo(METH_O), nil)
    let (one, none, keywords) = (tuple(own(w)), tuple(), dict(("a", number(1))))
    let before = w.references
    let result = PyCFunction_Call(f, one, nil)
    #expect(PyTuple_GetItem(result, 1) == w.object && w.references == before + 1)
    drop(result)
    expectError(
      "TypeError: echo() takes exactly one argument (0 given)",
      PyCFunction_Call(f, none, nil)
    )
    expectError("TypeError: echo() takes no keyword arguments", PyCFunction_Call(f, one, keywords))
    // Any callable.
    expectRepr(PyCFunction_Call(suture_PyDict_Type().asObject, none, keywords), "{'a': 1}")
    expectError("TypeError: 'object' object is not callable", PyCFunction_Call(w.object, none, nil))
    drop(f, one, none, keywords)
  },
]
