import Testing

@testable import SutureRuntime

/// An instance of a class, which can be referred to weakly.
private func makeInstance() -> ObjectPointer {
  let type = makeClass("A")
  defer { drop(type) }
  return PyObject_CallNoArgs(type)!
}

private let dead = "ReferenceError: weakly-referenced object no longer exists"

let weakrefobjectCases: [APICase] = [
  APICase("PyWeakref_NewRef", "PyWeakref_GetRef", "PyWeakref_GetObject", "_PyWeakref_IsDead") {
    w in
    let o = makeInstance()
    let ref = PyWeakref_NewRef(o, nil)
    #expect(ref?.type == suture__PyWeakref_RefType() && Py_REFCNT(o) == 1, "no reference is taken")
    let shared = PyWeakref_NewRef(o, suture_None())
    #expect(shared == ref && Py_REFCNT(ref!) == 2, "a plain reference is shared")
    drop(shared)
    var found: ObjectPointer?
    #expect(PyWeakref_GetRef(ref, &found) == 1 && found == o && Py_REFCNT(o) == 2)
    drop(found)
    #expect(PyWeakref_GetObject(ref) == o && Py_REFCNT(o) == 1, "borrowed")
    #expect(_PyWeakref_IsDead(ref) == 0)
    drop(o)
    #expect(PyWeakref_GetRef(ref, &found) == 0 && found == nil)
    #expect(PyWeakref_GetObject(ref) == suture_None() && _PyWeakref_IsDead(ref) == 1)
    drop(ref)
    expectError(
      "TypeError: cannot create weak reference to 'object' object",
      PyWeakref_NewRef(w.object, nil)
    )
  },
  APICase("PyWeakref_NewRef", "PyWeakref_NewProxy") { w in
    // A reference with a callback is its own, and keeps the callback until it has been called.
    let (o, calls) = (makeInstance(), list())
    let before = w.references
    let silent = PyWeakref_NewRef(o, w.object)
    #expect(w.references == before + 1)
    drop(silent)
    #expect(w.references == before, "a reference that is gone is not called")
    using(PyObject_GetAttrString(calls, "append")) { append in
      let first = PyWeakref_NewRef(o, append)
      let second = PyWeakref_NewRef(o, append)
      let proxy = PyWeakref_NewProxy(o, append)
      #expect(first != second)
      drop(o)
      #expect(PyList_Size(calls) == 3, "each callback gets its own dead reference")
      #expect(PyList_GetItem(calls, 0) == proxy && PyList_GetItem(calls, 1) == second)
      #expect(PyList_GetItem(calls, 2) == first)
      drop(first, second, proxy)
    }
    drop(calls)
  },
  APICase("PyWeakref_NewProxy") { w in
    let o = makeInstance()
    let proxy = PyWeakref_NewProxy(o, nil)
    let shared = PyWeakref_NewProxy(o, nil)
    #expect(shared == proxy && proxy?.type == suture__PyWeakref_ProxyType())
    drop(shared)
    let before = w.references
    #expect(PyObject_SetAttrString(proxy, "x", w.object) == 0 && w.references == before + 1)
    using(PyObject_GetAttrString(o, "x")) { #expect($0 == w.object) }
    var found: ObjectPointer?
    #expect(PyWeakref_GetRef(proxy, &found) == 1 && found == o)
    drop(found)
    #expect(PyWeakref_GetObject(proxy) == o)
    drop(o)
    #expect(w.references == before)
    expectError(dead, PyObject_GetAttrString(proxy, "x"))
    expectError(dead, PyObject_SetAttrString(proxy, "x", w.object))
    drop(proxy)
    let callable = makeClass("C")
    using(PyWeakref_NewProxy(callable, nil)) {
      #expect($0.type == suture__PyWeakref_CallableProxyType())
      using(PyObject_CallNoArgs($0)) { #expect($0.type.asObject == callable) }
    }
    drop(callable)
    expectError(
      "TypeError: cannot create weak reference to 'object' object",
      PyWeakref_NewProxy(w.object, nil)
    )
  },
  APICase("PyWeakref_GetRef", "PyWeakref_GetObject") { w in
    var found: ObjectPointer? = w.object
    expectError("TypeError: expected a weakref", PyWeakref_GetRef(w.object, &found))
    #expect(found == nil)
    expectError(internalCall("Objects/weakrefobject.c:936"), PyWeakref_GetRef(nil, &found))
    expectError(internalCall("Objects/weakrefobject.c:953"), PyWeakref_GetObject(w.object))
    expectError(internalCall("Objects/weakrefobject.c:953"), PyWeakref_GetObject(nil))
  },
  APICase("PyUnstable_Object_ClearWeakRefsNoCallbacks") { w in
    let o = makeInstance()
    let before = w.references
    let (ref, called) = (PyWeakref_NewRef(o, nil), PyWeakref_NewRef(o, w.object))
    let proxy = PyWeakref_NewProxy(o, nil)
    PyUnstable_Object_ClearWeakRefsNoCallbacks(o)
    #expect(_PyWeakref_IsDead(ref) == 1 && _PyWeakref_IsDead(called) == 1)
    expectError(dead, PyObject_GetAttrString(proxy, "x"))
    #expect(w.references == before + 1, "the reference keeps the callback")
    let report = written { drop(o) }
    #expect(!report.contains("not callable"), "which is not called, neither now nor later")
    drop(ref, called, proxy)
    #expect(w.references == before)
    PyUnstable_Object_ClearWeakRefsNoCallbacks(w.object)
  },
]
