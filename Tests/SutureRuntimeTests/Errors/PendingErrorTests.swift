import Testing

@testable import SutureRuntime

@Suite("The pending exception") struct PendingErrorTests {
  @Test("PyErr_SetString makes an instance at once")
  func setString() {
    Runtime.attached {
      PyErr_SetString(suture_PyExc_ValueError(), "text")
      #expect(PyErr_Occurred() == suture_PyExc_ValueError())
      #expect(PyErr_ExceptionMatches(suture_PyExc_Exception()) == 1)
      #expect(PyErr_ExceptionMatches(suture_PyExc_KeyError()) == 0)
      #expect(Py.raised() == "ValueError: text")
      #expect(PyErr_Occurred() == nil)
    }
  }

  @Test("PyErr_SetObject takes a tuple as arguments and refuses what is no exception class")
  func setObject() {
    Runtime.attached {
      PyErr_SetObject(suture_PyExc_ValueError(), try! tupleOf(Py.int(1), Py.int(2)))
      #expect(Py.raised() == "ValueError: (1, 2)")
      PyErr_SetObject(Py.int(1), nil)
      #expect(
        Py.raised() == "SystemError: _PyErr_SetObject: exception 1 is not a BaseException subclass"
      )
    }
  }

  @Test("Fetch and Restore hand the same instance back")
  func fetchRestore() {
    Runtime.attached {
      PyErr_SetString(suture_PyExc_ValueError(), "text")
      var type: ObjectPointer?
      var value: ObjectPointer?
      var tb: ObjectPointer?
      PyErr_Fetch(&type, &value, &tb)
      #expect(PyErr_Occurred() == nil)
      #expect(type == suture_PyExc_ValueError())
      #expect(tb == nil)
      let before = Py_REFCNT(value)
      PyErr_Restore(type, value, tb)
      let again = PyErr_GetRaisedException()
      #expect(again == value)
      #expect(Py_REFCNT(again) == before)
      suture_decref(again!)
    }
  }

  @Test("An exception is chained to the one that is handled, without a cycle")
  func chaining() {
    Runtime.attached {
      PyErr_SetString(suture_PyExc_KeyError(), "first")
      let first = PyErr_GetRaisedException()!
      PyErr_SetHandledException(first)
      PyErr_SetString(suture_PyExc_ValueError(), "second")
      let second = PyErr_GetRaisedException()!
      let context = PyException_GetContext(second)
      #expect(context == first)
      suture_decref(context!)
      // Raising the first while the second is handled must not close a circle.
      PyErr_SetHandledException(second)
      PyErr_SetObject(first.type.asObject, first)
      #expect(PyErr_GetRaisedException() == first)
      let back = PyException_GetContext(first)
      #expect(back == second)
      suture_decref(back!)
      #expect(PyException_GetContext(second) == nil)
      PyErr_SetHandledException(nil)
      #expect(PyErr_GetHandledException() == nil)
      suture_decref(first)
      suture_decref(second)
    }
  }

  @Test("PyErr_NoMemory and the errno functions raise what they say")
  func others() {
    Runtime.attached {
      #expect(PyErr_NoMemory() == nil)
      #expect(Py.raised() == "MemoryError")
      _ = PyErr_BadArgument()
      #expect(Py.raised() == "TypeError: bad argument type for built-in operation")
      let tuple = try! tupleOf(suture_PyExc_KeyError(), suture_PyExc_OSError())
      #expect(PyErr_GivenExceptionMatches(suture_PyExc_FileNotFoundError(), tuple) == 1)
      #expect(PyErr_GivenExceptionMatches(suture_PyExc_ValueError(), tuple) == 0)
      suture_decref(tuple)
    }
  }

  @Test("PyErr_NewException names its module and needs a dot")
  func newException() {
    Runtime.attached {
      let type = PyErr_NewException("spam.Error", nil, nil)!
      #expect(Py.repr(newReference(type)) == "<class 'spam.Error'>")
      PyErr_SetString(type, "x")
      #expect(PyErr_ExceptionMatches(suture_PyExc_Exception()) == 1)
      PyErr_Clear()
      suture_decref(type)
      #expect(PyErr_NewException("Error", nil, nil) == nil)
      #expect(Py.raised() == "SystemError: PyErr_NewException: name must be module.class")
    }
  }
}
