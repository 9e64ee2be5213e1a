import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// New exception classes, and ImportError with its keywords.

// MARK: C API

@c @implementation
public func PyErr_NewException(
  _ name: UnsafePointer<CChar>?,
  _ base: ObjectPointer?,
  _ dict: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let dot = strrchr(name!, Int32(UInt8(ascii: "."))) else {
      throw Raise(.system, "PyErr_NewException: name must be module.class")
    }
    let namespace = try Owned(dict.map { newReference($0) } ?? PyDict_New())
    if try check(PyDict_Contains(namespace.pointer, suture_name___module__())) == 0 {
      let module = try Owned(PyUnicode_FromStringAndSize(name, UnsafePointer(dot) - name!))
      try check(PyDict_SetItem(namespace.pointer, suture_name___module__(), module.pointer))
    }
    let bases: Owned
    if let base, base.isInstance(TypeFlag.tuple) {
      bases = Owned(borrowed: base)
    } else {
      bases = try Owned(tupleOf(base ?? suture_PyExc_Exception()))
    }
    let own = try Owned(PyUnicode_FromString(dot + 1))
    let args = try Owned(tupleOf(own.pointer, bases.pointer, namespace.pointer))
    return PyObject_Call(suture_PyType_Type().asObject, args.pointer, nil)
  }
}

@c @implementation
public func PyErr_NewExceptionWithDoc(
  _ name: UnsafePointer<CChar>?,
  _ doc: UnsafePointer<CChar>?,
  _ base: ObjectPointer?,
  _ dict: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let namespace = try Owned(dict.map { newReference($0) } ?? PyDict_New())
    if let doc {
      let text = try Owned(PyUnicode_FromString(doc))
      try check(PyDict_SetItem(namespace.pointer, suture_name___doc__(), text.pointer))
    }
    return PyErr_NewException(name, base, namespace.pointer)
  }
}

@c @implementation
public func PyErr_SetImportErrorSubclass(
  _ type: ObjectPointer?,
  _ message: ObjectPointer?,
  _ name: ObjectPointer?,
  _ path: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let type, try check(PyObject_IsSubclass(type, suture_PyExc_ImportError())) != 0 else {
      throw Raise(.type, "expected a subclass of ImportError")
    }
    guard let message else { throw Raise(.type, "expected a message argument") }
    let kwargs = try Owned(PyDict_New())
    try check(PyDict_SetItem(kwargs.pointer, suture_name_name(), name ?? suture_None()))
    try check(PyDict_SetItem(kwargs.pointer, suture_name_path(), path ?? suture_None()))
    let args = try Owned(tupleOf(message))
    let e = try Owned(PyObject_Call(type, args.pointer, kwargs.pointer))
    PyErr_SetObject(e.pointer.type.asObject, e.pointer)
    throw .pending
  }
}

@c @implementation
public func PyErr_SetImportError(
  _ message: ObjectPointer?,
  _ name: ObjectPointer?,
  _ path: ObjectPointer?
) -> ObjectPointer? {
  PyErr_SetImportErrorSubclass(suture_PyExc_ImportError(), message, name, path)
}
