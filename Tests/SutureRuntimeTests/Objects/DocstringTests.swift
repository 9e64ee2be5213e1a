import CSuture
import Testing

@testable import SutureRuntime

/// A method table entry that lives as long as the process.
private func definition(_ flags: Int32, _ doc: String?) -> UnsafeMutablePointer<PyMethodDef> {
  let method = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: 1)
  method.initialize(
    to: PyMethodDef(
      ml_name: forever("f"),
      ml_meth: { _, _ in nil },
      ml_flags: flags,
      ml_doc: doc.map { forever($0) }
    )
  )
  return method
}

/// `(__text_signature__, __doc__)`.
///
/// Takes over the reference.
private func documented(_ o: ObjectPointer?) -> String {
  guard let o else { return Py.raised() }
  defer { suture_decref(o) }
  return "\(Py.repr(PyObject_GetAttrString(o, "__text_signature__"))) "
    + Py.repr(PyObject_GetAttrString(o, "__doc__"))
}

@Suite("Docstrings") struct DocstringTests {
  private static let docs: [(doc: String?, signature: String?, text: String)] = [
    (nil, nil, "None"), ("", nil, "None"), ("text", nil, "'text'"),
    ("f(a)\n--\n\n", "'(a)'", "None"), ("f(a)\n--\n\nbody", "'(a)'", "'body'"),
    ("f(a\n\n)\n--\n\nbody", nil, "'f(a\\n\\n)\\n--\\n\\nbody'"),
    ("g(a)\n--\n\nbody", nil, "'g(a)\\n--\\n\\nbody'"),
  ]

  @Test(
    "A docstring gives the signature, or the flags imply it; what is left, if anything, is the text",
    arguments: [
      (METH_VARARGS, "None"), (METH_VARARGS | METH_KEYWORDS, "None"), (METH_FASTCALL, "None"),
      (METH_NOARGS, "'($self, /)'"), (METH_O, "'($self, object, /)'"),
      (METH_NOARGS | METH_STATIC, "'()'"), (METH_O | METH_STATIC, "'(object, /)'"),
      (METH_NOARGS | METH_CLASS, "'($type, /)'"), (METH_O | METH_CLASS, "'($type, object, /)'"),
    ]
  )
  func signatures(_ flags: Int32, _ implied: String) {
    Runtime.attached {
      for (doc, signature, text) in Self.docs {
        let expected = "\(signature ?? implied) \(text)"
        let method = definition(flags, doc)
        let type = suture_PyFloat_Type()
        if flags & METH_CLASS != 0 {
          #expect(documented(PyDescr_NewClassMethod(type, method)) == expected)
        } else {
          #expect(documented(PyCFunction_New(method, nil)) == expected)
        }
        if flags & (METH_CLASS | METH_STATIC) == 0 {
          #expect(documented(PyDescr_NewMethod(type, method)) == expected)
        }
      }
    }
  }
}
