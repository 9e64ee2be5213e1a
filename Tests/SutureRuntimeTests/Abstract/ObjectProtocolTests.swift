import Testing

@testable import SutureRuntime

@Suite("abstract.h: the object, sequence and iterator protocols") struct ObjectProtocolTests {
  @Test("Objects without the protocol raise TypeError with CPython's text")
  func missing() {
    Runtime.attached {
      let number = PyLong_FromLong(5)!
      let text = PyUnicode_FromString("x")!
      #expect(
        show(PyObject_GetItem(number, text)) == "TypeError: 'int' object is not subscriptable"
      )
      #expect(
        show(PyObject_SetItem(number, text, text))
          == "TypeError: 'int' object does not support item assignment"
      )
      #expect(
        show(PyObject_DelItem(number, text))
          == "TypeError: 'int' object does not support item deletion"
      )
      #expect(show(PyObject_Size(number)) == "TypeError: object of type 'int' has no len()")
      #expect(show(PySequence_Size(number)) == "TypeError: object of type 'int' has no len()")
      #expect(show(PyObject_GetIter(number)) == "TypeError: 'int' object is not iterable")
      #expect(
        show(PyObject_RichCompare(number, text, Py_LT))
          == "TypeError: '<' not supported between instances of 'int' and 'str'"
      )
      #expect(
        show(PySequence_Concat(number, number)) == "TypeError: 'int' object can't be concatenated"
      )
      #expect(show(PySequence_Repeat(number, 2)) == "TypeError: 'int' object can't be repeated")
      #expect(
        show(PySequence_GetItem(number, 0)) == "TypeError: 'int' object does not support indexing"
      )
      #expect(
        show(PySequence_SetItem(number, 0, text))
          == "TypeError: 'int' object does not support item assignment"
      )
      #expect(
        show(PySequence_DelItem(number, 0))
          == "TypeError: 'int' object doesn't support item deletion"
      )
      #expect(show(PySequence_GetSlice(number, 0, 1)) == "TypeError: 'int' object is unsliceable")
      #expect(
        show(PySequence_DelSlice(number, 0, 1))
          == "TypeError: 'int' object doesn't support slice deletion"
      )
      #expect(
        show(PySequence_Contains(number, text))
          == "TypeError: argument of type 'int' is not iterable"
      )
      #expect(
        show(PyObject_AsFileDescriptor(text))
          == "TypeError: argument must be an int, or have a fileno() method."
      )
      let list = PyList_New(0)!
      #expect(show(PyObject_Hash(list)) == "TypeError: unhashable type: 'list'")
      #expect(
        show(PySequence_Index(list, text)) == "ValueError: sequence.index(x): x not in sequence"
      )
      for o in [number, text, list] { suture_decref(o) }
    }
  }

  @Test("A mapping is no sequence")
  func mapping() {
    Runtime.attached {
      let dict = PyDict_New()!
      #expect(PySequence_Check(dict) == 0)
      #expect(show(PySequence_GetItem(dict, 0)) == "TypeError: dict is not a sequence")
      #expect(show(PySequence_Size(dict)) == "TypeError: dict is not a sequence")
      suture_decref(dict)
    }
  }

  @Test("NULL arguments raise SystemError")
  func null() {
    Runtime.attached {
      let text = "SystemError: null argument to internal routine"
      #expect(show(PyObject_GetItem(nil, nil)) == text)
      #expect(show(PyObject_Size(nil)) == text)
      #expect(show(PySequence_Tuple(nil)) == text)
      #expect(show(PyObject_Type(nil)) == text)
      #expect(show(PyObject_Repr(nil)) == "'<NULL>'")
      #expect(show(PyObject_Str(nil)) == "'<NULL>'")
    }
  }

  @Test(
    "Truth follows bool, then length",
    arguments: [
      (0, 0), (1, 1), ("", 0), ("a", 1), ([], 0), ([0], 1), (.tuple([]), 0), (nil, 0),
      (.range(0), 0), (.slice(1, 2, 3), 1),
    ] as [(Value, Int32)]
  )
  func truth(value: Value, answer: Int32) {
    Runtime.attached {
      let o = value.make()!
      #expect(PyObject_IsTrue(o) == answer)
      #expect(PyObject_Not(o) == 1 - answer)
      suture_decref(o)
    }
  }

  @Test(
    "ASCII text escapes the rest",
    arguments: [
      ("a", "'a'"), ("\u{e9}", "'\\xe9'"), ("\u{20ac}", "'\\u20ac'"),
      ("\u{1F600}", "'\\U0001f600'"),
    ]
  )
  func ascii(text: String, escaped: String) {
    Runtime.attached {
      let str = PyUnicode_FromString(text)!
      let result = PyObject_ASCII(str)!
      #expect(swiftText(result) == escaped)
      suture_decref(result)
      suture_decref(str)
    }
  }

  @Test("Types can be subscripted where they define __class_getitem__")
  func classItems() {
    Runtime.attached {
      let int = suture_PyLong_Type().asObject
      #expect(show(PyObject_GetItem(suture_PyList_Type().asObject, int)) == "list[int]")
      #expect(show(PyObject_GetItem(int, int)) == "TypeError: type 'int' is not subscriptable")
    }
  }

  @Test("Sending to an iterator tells its end")
  func send() {
    Runtime.attached {
      let list = Value.list([1]).make()!
      let iterator = PyObject_GetIter(list)!
      var result: ObjectPointer?
      #expect(PyIter_Send(iterator, suture_None(), &result) == PYGEN_NEXT)
      #expect(show(result) == "1")
      #expect(PyIter_Send(iterator, suture_None(), &result) == PYGEN_RETURN)
      #expect(show(result) == "None")
      #expect(PyIter_NextItem(iterator, &result) == 0 && result == nil)
      #expect(show(PyIter_NextItem(list, &result)) == "TypeError: expected an iterator, got 'list'")
      suture_decref(iterator)
      suture_decref(list)
    }
  }

  @Test("The repr guard knows what the thread is showing")
  func reprGuard() {
    Runtime.attached {
      let a = suture_None()
      let b = suture_True()
      #expect(Py_ReprEnter(a) == 0)
      #expect(Py_ReprEnter(b) == 0)
      #expect(Py_ReprEnter(a) == 1)
      Py_ReprLeave(a)
      #expect(Py_ReprEnter(a) == 0)
      Py_ReprLeave(a)
      Py_ReprLeave(b)
      #expect(Py_ReprEnter(b) == 0)
      Py_ReprLeave(b)
    }
  }

  @Test("Singletons and constants")
  func constants() {
    Runtime.attached {
      #expect(show(suture_None()) == "None")
      #expect(show(suture_Ellipsis()) == "Ellipsis")
      #expect(show(suture_NotImplemented()) == "NotImplemented")
      #expect(
        show(callNew(suture_PyNone_Type().asObject, [1]))
          == "TypeError: NoneType takes no arguments"
      )
      #expect(
        show(callNew(suture_PyEllipsis_Type().asObject, [1]))
          == "TypeError: EllipsisType takes no arguments"
      )
      #expect(show(Py_GetConstant(9)) == "()")
      #expect(show(Py_GetConstant(99)).hasPrefix("SystemError: "))
    }
  }
}
