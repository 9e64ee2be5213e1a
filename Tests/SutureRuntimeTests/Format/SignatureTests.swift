import Testing

@testable import SutureRuntime

/// A call of a function that takes keywords, and what CPython says to it.
struct SignatureCase: Sendable, CustomTestStringConvertible {
  let function: String
  let arguments: [Value]
  let keywords: [(String, Value)]
  let expected: String

  init(
    _ function: String,
    _ arguments: [Value],
    _ keywords: KeyValuePairs<String, Value>,
    _ expected: String
  ) {
    self.function = function
    self.arguments = arguments
    self.keywords = keywords.map { ($0.key, $0.value) }
    self.expected = expected
  }

  var testDescription: String { "\(function)\(arguments)\(keywords)" }
}

private let answers: [SignatureCase] = [
  SignatureCase("builtins.pow", [2], ["exp": 3], "8"),
  SignatureCase("builtins.sum", [[1]], ["start": 2], "3"),
  SignatureCase("builtins.min", [[]], ["default": 3], "3"),
  SignatureCase("builtins.int", ["11"], ["base": 2], "3"),
  SignatureCase("builtins.complex", [], ["imag": 2, "real": 1], "(1+2j)"),
  SignatureCase("builtins.int.to_bytes", [5, 1], ["byteorder": "big", "signed": 1], "b'\\x05'"),
  SignatureCase("builtins.str.split", ["a b"], ["maxsplit": 0], "['a b']"),
  SignatureCase("builtins.str", [], ["object": 5], "'5'"),
  SignatureCase("builtins.list.sort", [[1, 2]], ["reverse": "x", "key": nil], "None"),
]

private let refusals: [SignatureCase] = [
  SignatureCase("builtins.list.sort", [[1], 1], [:], "sort() takes no positional arguments"),
  SignatureCase(
    "builtins.list.sort",
    [[1], 1, 2],
    ["key": nil],
    "sort() takes at most 2 arguments (3 given)"
  ),
  SignatureCase(
    "builtins.list.sort",
    [[1]],
    ["revers": 1],
    "sort() got an unexpected keyword argument 'revers'. Did you mean 'reverse'?"
  ),
  SignatureCase(
    "builtins.complex",
    [1],
    ["imga": 2],
    "complex() got an unexpected keyword argument 'imga'"
  ),
  SignatureCase(
    "builtins.complex",
    [1],
    ["inag": 2],
    "complex() got an unexpected keyword argument 'inag'. Did you mean 'imag'?"
  ),
  SignatureCase("builtins.max", [1], ["foo": 2], "max() got an unexpected keyword argument 'foo'"),
  SignatureCase(
    "builtins.max",
    [1],
    ["key": nil, "default": 1, "foo": 3],
    "max() takes at most 2 keyword arguments (3 given)"
  ),
  SignatureCase("builtins.max", [], ["key": 1], "max expected at least 1 argument, got 0"),
  SignatureCase(
    "builtins.max",
    [1, 2],
    ["default": 1],
    "Cannot specify a default for max() with multiple positional arguments"
  ),
  SignatureCase("builtins.pow", [], ["exp": 2], "pow() missing required argument 'base' (pos 1)"),
  SignatureCase("builtins.pow", [1], ["x": 3], "pow() missing required argument 'exp' (pos 2)"),
  SignatureCase(
    "builtins.pow",
    [],
    ["base": 1, "exp": 2, "mod": 3, "x": 4],
    "pow() takes at most 3 keyword arguments (4 given)"
  ),
  SignatureCase(
    "builtins.round",
    [1],
    ["number": 2],
    "argument for round() given by name ('number') and position (1)"
  ),
  SignatureCase(
    "builtins.round",
    [1],
    ["ndigit": 2],
    "round() got an unexpected keyword argument 'ndigit'. Did you mean 'ndigits'?"
  ),
  SignatureCase(
    "builtins.sum",
    [],
    ["start": 2],
    "sum() takes at least 1 positional argument (0 given)"
  ),
  SignatureCase(
    "builtins.print",
    [],
    ["sep": 1, "end": 2, "file": 3, "flush": 4, "x": 5],
    "print() got an unexpected keyword argument 'x'"
  ),
  SignatureCase("builtins.int", [], ["base": 2], "int() missing string argument"),
  SignatureCase("builtins.int", ["1", 2, 3], [:], "int expected at most 2 arguments, got 3"),
  SignatureCase(
    "builtins.int",
    ["1", 2],
    ["base": 3],
    "int() takes at most 2 arguments (3 given)"
  ),
  SignatureCase(
    "builtins.int.to_bytes",
    [5, 1, "big", 1],
    [:],
    "to_bytes() takes at most 2 positional arguments (3 given)"
  ),
  SignatureCase(
    "builtins.int.to_bytes",
    [5, 1, "big"],
    ["signed": 1, "x": 3],
    "to_bytes() takes at most 3 arguments (4 given)"
  ),
  SignatureCase(
    "builtins.int.to_bytes",
    [5, 1],
    ["byteorder": nil],
    "to_bytes() argument 'byteorder' must be str, not None"
  ),
  SignatureCase(
    "builtins.int.from_bytes",
    [],
    ["byteorder": "big"],
    "from_bytes() missing required argument 'bytes' (pos 1)"
  ),
  SignatureCase(
    "builtins.str.replace",
    ["a", "a"],
    ["new": 2],
    "replace() takes at least 2 positional arguments (1 given)"
  ),
  SignatureCase(
    "builtins.str.splitlines",
    ["a", 1],
    ["keepends": 2],
    "splitlines() takes at most 1 argument (2 given)"
  ),
  SignatureCase("builtins.str", [1, 2, 3, 4], [:], "str expected at most 3 arguments, got 4"),
  SignatureCase(
    "builtins.str",
    [1, nil],
    [:],
    "str() argument 'encoding' must be str, not NoneType"
  ),
  SignatureCase(
    "builtins.str",
    [1],
    ["encoding": nil],
    "str() argument 'encoding' must be str, not None"
  ),
  SignatureCase(
    "builtins.complex",
    [1],
    ["real": 2],
    "argument for complex() given by name ('real') and position (1)"
  ),
  SignatureCase(
    "builtins.complex",
    [],
    ["imag": 1, "real": 2, "x": 3],
    "complex() takes at most 2 keyword arguments (3 given)"
  ),
  SignatureCase(
    "builtins.property",
    [],
    ["fge": 2],
    "property() got an unexpected keyword argument 'fge'. Did you mean 'fget'?"
  ),
  SignatureCase(
    "builtins.zip",
    [[]],
    ["stric": 1],
    "zip() got an unexpected keyword argument 'stric'. Did you mean 'strict'?"
  ),
  SignatureCase(
    "builtins.AttributeError",
    [],
    ["name": 1, "obj": 2, "x": 3],
    "AttributeError() takes at most 2 keyword arguments (3 given)"
  ),
  SignatureCase(
    "warnings.warn",
    ["x", 1, 2, 3, 4],
    [:],
    "warn() takes at most 4 positional arguments (5 given)"
  ),
  SignatureCase(
    "warnings.warn",
    ["x"],
    ["message": 1],
    "argument for warn() given by name ('message') and position (1)"
  ),
  SignatureCase(
    "warnings.warn_explicit",
    ["x"],
    [:],
    "warn_explicit() missing required argument 'category' (pos 2)"
  ),
]

@Suite("Signatures")
struct SignatureTests {
  @Test("Arguments are sorted by position and by name", arguments: answers)
  func answer(_ call: SignatureCase) { #expect(run(call) == call.expected) }

  @Test("What does not fit the parameters is refused in CPython's words", arguments: refusals)
  func refusal(_ call: SignatureCase) { #expect(run(call) == "TypeError: \(call.expected)") }

  private func run(_ call: SignatureCase) -> String {
    Runtime.attached {
      let names = call.function.split(separator: ".").map(String.init)
      var callable = PyImport_ImportModule(names[0])!
      for name in names.dropFirst() {
        let next = PyObject_GetAttrString(callable, name)!
        suture_decref(callable)
        callable = next
      }
      defer { suture_decref(callable) }
      let arguments = Value.tuple(call.arguments).make()!
      let keywords = PyDict_New()!
      for (name, value) in call.keywords {
        let object = value.make()!
        PyDict_SetItemString(keywords, name, object)
        suture_decref(object)
      }
      defer {
        suture_decref(arguments)
        suture_decref(keywords)
      }
      return show(PyObject_Call(callable, arguments, call.keywords.isEmpty ? nil : keywords))
    }
  }
}
