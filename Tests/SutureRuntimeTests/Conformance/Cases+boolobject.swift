import Testing

@testable import SutureRuntime

let boolobjectCases: [APICase] = [
  APICase("PyBool_FromLong") { _ in
    for n in [1, -1, 7, Int.min] {
      let o = PyBool_FromLong(n)
      #expect(o == suture_True())
      drop(o)
    }
    let o = PyBool_FromLong(0)
    #expect(o == suture_False())
    drop(o)
  },
  APICase("Py_IsTrue", "Py_IsFalse") { w in
    #expect(Py_IsTrue(suture_True()) == 1 && Py_IsFalse(suture_True()) == 0)
    #expect(Py_IsTrue(suture_False()) == 0 && Py_IsFalse(suture_False()) == 1)
    let one = number(1)
    for o in [one, w.object, suture_None(), nil] {
      #expect(Py_IsTrue(o) == 0 && Py_IsFalse(o) == 0, "it is the object that counts")
    }
    drop(one)
  },
]
