import Glibc
import Testing

@testable import SutureRuntime

@Suite("structseq.h: tuples with named fields") struct StructSeqTests {
  /// A type with the visible fields x and y and the hidden field z.
  private func makeType() -> TypePointer? {
    var fields = ["x", "y", "z"].map { name in
      PyStructSequence_Field(name: name.withCString { UnsafePointer(strdup($0)) }, doc: nil)
    }
    fields.append(PyStructSequence_Field(name: nil, doc: nil))
    return "spam.point".withCString { name in
      fields.withUnsafeMutableBufferPointer { fields in
        var desc = PyStructSequence_Desc(
          name: name,
          doc: nil,
          fields: fields.baseAddress,
          n_in_sequence: 2
        )
        return PyStructSequence_NewType(&desc)
      }
    }
  }

  @Test("Visible items are the tuple's, hidden ones are attributes only")
  func fields() {
    Runtime.attached {
      guard let type = makeType() else {
        Issue.record("\(pendingException())")
        return
      }
      let point = PyStructSequence_New(type)!
      for i in 0..<3 { PyStructSequence_SetItem(point, i, PyLong_FromLong(10 + i)) }
      #expect(PyTuple_Size(point) == 2)
      #expect(show(PyObject_Repr(point)) == "'spam.point(x=10, y=11)'")
      #expect(show(PyObject_GetAttrString(point, "y")) == "11")
      #expect(show(PyObject_GetAttrString(point, "z")) == "12")
      #expect(PyLong_AsLong(PyStructSequence_GetItem(point, 2)) == 12)
      #expect(show(PyObject_GetAttrString(type.asObject, "n_fields")) == "3")
      #expect(show(PyObject_GetAttrString(type.asObject, "__match_args__")) == "('x', 'y')")
      suture_decref(point)
      #expect(show(callNew(type.asObject, [[1, 2]])) == "spam.point(x=1, y=2)")
      #expect(
        show(callNew(type.asObject, [[1]]))
          == "TypeError: spam.point() takes an at least 2-sequence (1-sequence given)"
      )
      #expect(show(callNew(type.asObject, [1])) == "TypeError: constructor requires a sequence")
    }
  }
}
