import Testing

@testable import SutureRuntime

let namespaceobjectCases: [APICase] = [
  APICase("_PyNamespace_New") { w in
    expectRepr(_PyNamespace_New(nil), "namespace()")
    let attributes = mapping((text("a"), number(1)), (text("b"), own(w)))
    let before = w.references
    let namespace = _PyNamespace_New(attributes)
    #expect(w.references == before + 1 && Py_REFCNT(namespace!) == 1)
    let b = PyObject_GetAttrString(namespace, "b")
    #expect(b == w.object)
    PyObject_SetAttrString(namespace, "b", suture_None())
    expectRepr(namespace, "namespace(a=1, b=None)")
    #expect(PyDict_Size(attributes) == 2 && PyDict_GetItemString(attributes, "b") == w.object)
    drop(b, attributes)
    let five = number(5)
    expectError("AttributeError: 'int' object has no attribute 'keys'", _PyNamespace_New(five))
    drop(five)
  }
]
