import SutureTestSupport
import Testing

@testable import SutureRuntime

/// What Python code would see: the names of CPython's contextvars, and objects made of them.
private final class Names {
  private var objects: [String: ObjectPointer] = [:]

  /// Variables x and y, whose default is 7, an empty context c, and t, the token of x.set(1).
  init() {
    let module = PyImport_ImportModule("contextvars")
    for name in ["ContextVar", "Context", "Token", "copy_context"] {
      objects[name] = PyObject_GetAttrString(module, name)
    }
    Py_DecRef(module)
    objects["x"] = callNew(objects["ContextVar"], ["x"])
    objects["y"] = callNew(objects["ContextVar"], ["y"], ["default": 7])
    objects["c"] = callNew(objects["Context"], [])
    for (name, value) in [("one", 1), ("three", 3), ("four", 4)] { objects[name] = number(value) }
    objects["t"] = self("x.set", "one")
  }

  deinit {
    Py_DecRef(self("copy_context"))
    for o in objects.values { Py_DecRef(o) }
  }

  /// The object of a name, or of a name and its attribute: a new reference.
  private func find(_ name: String) -> ObjectPointer? {
    let parts = name.split(separator: ".").map(String.init)
    let o = Py_NewRef(objects[parts[0]])
    guard parts.count == 2 else { return o }
    defer { Py_DecRef(o) }
    return PyObject_GetAttrString(o, parts[1])
  }

  /// The call of a name with others for arguments.
  func callAsFunction(_ name: String, _ arguments: String...) -> ObjectPointer? {
    run(name, arguments)
  }

  func run(_ name: String, _ arguments: [String]) -> ObjectPointer? {
    let tuple = PyTuple_New(arguments.count)
    defer { Py_DecRef(tuple) }
    for (i, argument) in arguments.enumerated() { PyTuple_SetItem(tuple, i, find(argument)) }
    let callable = find(name)
    defer { Py_DecRef(callable) }
    return PyObject_Call(callable, tuple, nil)
  }

  /// The repr of an attribute.
  func attribute(_ name: String) -> String { Names.clean(show(find(name))) }

  /// The repr without addresses.
  static func clean(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let address = rest.range(of: " at 0x") {
      result += rest[..<address.upperBound]
      rest = rest[address.upperBound...].drop { $0.isHexDigit }
    }
    return result + rest
  }
}

extension Substring {
  fileprivate func range(of text: String) -> Range<Index>? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(text) { return at..<index(at, offsetBy: text.count) }
      at = index(after: at)
    }
    return nil
  }
}

/// One call, and its repr or exception in CPython 3.13, without addresses.
private let calls: [(String, [String], String)] = [
  ("x.get", [], "1"), ("y.get", [], "7"), ("y.get", ["three"], "3"),
  ("x.get", ["one", "one"], "TypeError: get expected at most 1 argument, got 2"),
  ("x.set", [], "TypeError: ContextVar.set() takes exactly one argument (0 given)"),
  ("x.reset", ["three"], "TypeError: expected an instance of Token, got 3"),
  ("ContextVar", [], "TypeError: ContextVar() takes exactly 1 positional argument (0 given)"),
  (
    "ContextVar", ["one", "one"],
    "TypeError: ContextVar() takes at most 1 positional argument (2 given)"
  ),
  ("ContextVar", ["one"], "TypeError: context variable name must be a str"),
  ("Context", ["one"], "TypeError: Context() does not accept any arguments"),
  ("Token", [], "RuntimeError: Tokens can only be created by ContextVars"),
  ("c.__len__", [], "0"), ("c.__contains__", ["x"], "False"),
  ("c.__contains__", ["one"], "TypeError: a ContextVar key was expected, got 1"),
  ("c.__getitem__", ["one"], "TypeError: a ContextVar key was expected, got 1"),
  ("c.__getitem__", ["x"], "KeyError: <ContextVar name='x' at 0x>"),
  ("c.get", ["one"], "TypeError: a ContextVar key was expected, got 1"),
  ("c.get", [], "TypeError: get expected at least 1 argument, got 0"),
  ("c.get", ["x"], "None"), ("c.get", ["x", "three"], "3"),
  ("c.run", [], "TypeError: run() missing 1 required positional argument"),
  ("c.run", ["one"], "TypeError: 'int' object is not callable"),
  ("c.run", ["x.get"], "LookupError: <ContextVar name='x' at 0x>"),
  ("c.run", ["y.get", "three"], "3"),
  (
    "c.run", ["c.run", "x.get"],
    "RuntimeError: cannot enter context: <_contextvars.Context object at 0x> is already entered"
  ),
  ("c.run", ["x.set", "four"], "<Token var=<ContextVar name='x' at 0x> at 0x>"),
  ("c.__eq__", ["c"], "True"), ("c.__eq__", ["one"], "NotImplemented"),
  ("copy_context", ["one"], "TypeError: _contextvars.copy_context() takes no arguments (1 given)"),
  ("ContextVar.__class_getitem__", ["one"], "_contextvars.ContextVar[1]"),
  (
    "y.reset", ["t"],
    "ValueError: <Token var=<ContextVar name='x' at 0x> at 0x> was created by a different ContextVar"
  ),
  (
    "c.run", ["x.reset", "t"],
    "ValueError: <Token var=<ContextVar name='x' at 0x> at 0x> was created in a different Context"
  ),
]

@Suite("Context variables", .serialized) struct ContextTests {
  @Test("Calls answer as CPython 3.13's", arguments: calls)
  private func answers(function: String, arguments: [String], expected: String) {
    Runtime.attached {
      let names = Names()
      #expect(Names.clean(show(names.run(function, arguments))) == expected)
      Py_DecRef(names("x.reset", "t"))
      PyErr_Clear()
    }
  }

  @Test("Attributes are CPython 3.13's")
  func attributes() {
    Runtime.attached {
      let names = Names()
      #expect(names.attribute("x") == "<ContextVar name='x' at 0x>")
      #expect(names.attribute("y") == "<ContextVar name='y' default=7 at 0x>")
      #expect(names.attribute("x.name") == "'x'")
      #expect(names.attribute("t.var") == "<ContextVar name='x' at 0x>")
      #expect(names.attribute("t.old_value") == "<Token.MISSING>")
      #expect(names.attribute("Token.MISSING") == "<Token.MISSING>")
      #expect(names.attribute("Context") == "<class '_contextvars.Context'>")
      Py_DecRef(names("x.reset", "t"))
      #expect(names.attribute("t") == "<Token used var=<ContextVar name='x' at 0x> at 0x>")
      let used =
        "RuntimeError: <Token used var=<ContextVar name='x' at 0x> at 0x> has already been used once"
      #expect(Names.clean(show(names("x.reset", "t"))) == used)
      #expect(show(names("t.__hash__")) == "TypeError: 'NoneType' object is not callable")
    }
  }

  @Test("A context that is changed leaves its copies as they were")
  func copies() {
    Runtime.attached {
      let names = Names()
      let context = names("copy_context")
      let copy = PyContext_Copy(context)
      #expect(PyObject_RichCompareBool(context, copy, Py_EQ) == 1)
      #expect(PyContext_Enter(context) == 0)
      Py_DecRef(names("x.set", "four"))
      Py_DecRef(names("y.set", "four"))
      #expect(PyContext_Exit(context) == 0)
      #expect(PyObject_Size(context) == 2 && PyObject_Size(copy) == 1)
      let lists = [
        ("keys", "[<ContextVar name='x' at 0x>]"), ("values", "[1]"),
        ("items", "[(<ContextVar name='x' at 0x>, 1)]"),
        ("__iter__", "[<ContextVar name='x' at 0x>]"),
      ]
      for (method, expected) in lists {
        let iterator = callMethod(copy, method)
        #expect(Names.clean(show(PySequence_List(iterator))) == expected)
        Py_DecRef(iterator)
      }
      #expect(PyObject_RichCompareBool(context, copy, Py_NE) == 1)
      Py_DecRef(copy)
      Py_DecRef(context)
      Py_DecRef(names("x.reset", "t"))
    }
  }

  @Test("A context that refers to itself through a value is collected")
  func cycle() {
    Runtime.attached {
      let names = Names()
      let context = PyContext_New()!
      #expect(PyContext_Enter(context) == 0)
      let variable = PyContextVar_New("self", nil)
      let token = PyContextVar_Set(variable, context)
      #expect(PyContext_Exit(context) == 0)
      let weak = PyWeakref_NewRef(context, nil)
      Py_DecRef(token)
      Py_DecRef(variable)
      Py_DecRef(context)
      var found: ObjectPointer?
      #expect(PyWeakref_GetRef(weak, &found) == 1)
      Py_DecRef(found)
      _ = PyGC_Collect()
      #expect(PyWeakref_GetRef(weak, &found) == 0)
      Py_DecRef(weak)
      Py_DecRef(names("x.reset", "t"))
    }
  }

  @Test("Each thread has a context of its own, and one context takes one thread at a time")
  func threads() {
    nonisolated(unsafe) let variable = Runtime.attached { PyContextVar_New("v", nil) }
    nonisolated(unsafe) let context = Runtime.attached { PyContext_New()! }
    let (threads, rounds) = (4, 300)
    runTogether(threads) { i in
      Runtime.attached {
        var value: ObjectPointer?
        #expect(PyContextVar_Get(variable, nil, &value) == 0 && value == nil)
        let mine = number(1000 + i)
        Py_DecRef(PyContextVar_Set(variable, mine))
        for n in 0..<rounds {
          if PyContext_Enter(context) == 0 {
            let other = number(5000 + n)
            let token = PyContextVar_Set(variable, other)
            if n % 3 == 0 { #expect(PyContextVar_Reset(variable, token) == 0) }
            Py_DecRef(token)
            Py_DecRef(other)
            #expect(PyContext_Exit(context) == 0)
          } else {
            PyErr_Clear()
          }
          let copy = PyContext_Copy(context)
          #expect(PyObject_Size(copy) <= 1)
          Py_DecRef(PyObject_GetItem(copy, variable))
          PyErr_Clear()
          Py_DecRef(copy)
          #expect(PyContextVar_Get(variable, nil, &value) == 0 && value == mine)
          Py_DecRef(value)
        }
        Py_DecRef(mine)
      }
    }
    Runtime.attached {
      Py_DecRef(context)
      Py_DecRef(variable)
    }
  }
}
