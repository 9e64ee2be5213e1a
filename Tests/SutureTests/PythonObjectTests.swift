import Suture
import SutureTestSupport
import Testing

@Suite("PythonObject") struct PythonObjectTests {
  @Test("Numbers, text, bytes and collections go to Python and come back")
  func conversions() {
    #expect(Int(PythonObject(42)) == 42)
    #expect(UInt64(PythonObject(UInt64.max)) == UInt64.max)
    #expect(Int8(PythonObject(300)) == nil, "300 does not fit")
    #expect(Double(PythonObject(2.5)) == 2.5)
    #expect(Bool(PythonObject(true)) == true)
    #expect(String(PythonObject("naïve 😀")) == "naïve 😀")
    #expect(String(PythonObject(1)) == nil, "an int is no text")
    #expect(PythonBytes(PythonBytes([0, 255]).pythonObject) == PythonBytes([0, 255]))
    #expect([Int]([1, 2, 3].pythonObject) == [1, 2, 3])
    #expect([String: Int](["a": 1].pythonObject) == ["a": 1])
    #expect(Int?.none.pythonObject == Python.None)
  }

  @Test("Members, subscripts, calls and operators are Python's")
  func dynamicMembers() {
    let list: PythonObject = [3, 1, 2]
    list.sort()
    #expect(list.description == "[1, 2, 3]")
    #expect(Int(list[0]) == 1)
    list[0] = "first"
    #expect(list.debugDescription == "['first', 2, 3]")
    let dict: PythonObject = ["a": 1]
    #expect(Int(dict["a"]) == 1)
    #expect(dict.get("b", 7) == 7)
    #expect((PythonObject(2) + 3) * 4 == 20)
    #expect(PythonObject(1) < PythonObject(2))
    #expect(list.map { $0.description } == ["first", "2", "3"])
    #expect(Set([PythonObject(1), PythonObject(1)]).count == 1)
  }

  @Test("What may be absent is nil when it is checked")
  func checking() {
    let dict: PythonObject = ["a": 1]
    #expect(dict.checking["a"] == 1)
    #expect(dict.checking["b"] == nil)
    #expect(dict.checking.keys != nil)
    #expect(dict.checking.no_such_name == nil)
  }

  @Test("Operators change a variable, not the object that it held")
  func compoundOperators() {
    var number: PythonObject = 5
    let before = number
    number += 3
    number -= 1
    number *= 4
    number /= 2
    #expect(number == 14.0 && before == 5)
    #expect(-number == -14.0)
  }

  @Test("The items of a tuple are a Swift tuple, and bytes are a collection")
  func sequences() {
    let (a, b) = PythonObject(tupleOf: 1, "b").tuple2
    #expect(a == 1 && b == "b")
    #expect(PythonObject(tupleOf: 1, 2, 3).tuple3.2 == 3)
    #expect(PythonObject(tupleOf: 1, 2, 3, 4).tuple4.3 == 4)
    let bytes = PythonBytes("text".utf8)
    #expect(String(decoding: bytes, as: UTF8.self) == "text")
    #expect(bytes.count == 4 && bytes[3] == UInt8(ascii: "t") && Array(bytes) == bytes.bytes)
    #expect(Python.versionInfo[0] == 3)
  }

  @Test("Keyword arguments reach the callable")
  func keywordArguments() {
    let list: PythonObject = ["b", "aa", "c"]
    #expect(Python.sorted(list, reverse: true).description == "['c', 'b', 'aa']")
  }

  @Test("An exception is a Swift error with Python's type and message")
  func exceptions() throws {
    let error = #expect(throws: PythonError.self) { try Python.int.throwing("x") }
    #expect(error?.description == "ValueError: invalid literal for int() with base 10: 'x'")
    #expect(throws: PythonError.self) { try PythonObject(1).getAttribute("no_such_name") }
    let missing = #expect(throws: PythonError.self) { try Python.attemptImport("no_such_module") }
    #expect(missing?.description == "ModuleNotFoundError: No module named 'no_such_module'")
  }

  @Test("An object may be used and dropped by any thread")
  func threads() {
    let shared: PythonObject = [0]
    runTogether(4) { i in
      for n in 0..<500 {
        shared.append(n)
        _ = shared[0]
      }
    }
    #expect(Python.len(shared) == 2001)
  }

  @Test("An extension is imported from sys.path")
  func extensions() throws {
    _ = try CompiledExtension.module("Examples/fib/fib.c")
    let fib = try Python.attemptImport("fib")
    #expect(fib.fib(10) == 55)
    #expect(throws: PythonError.self) { try fib.fib.throwing("ten") }
  }
}
