@_exported import SutureRuntime

/// One reference to an object, given up when the last PythonObject that holds it goes.
///
/// Any thread may hold and drop it: a thread that is not attached is attached for the time of the call.
final class PythonReference: @unchecked Sendable {
  let pointer: ObjectPointer

  /// Takes over a reference that the caller owns.
  init(owned pointer: ObjectPointer) { self.pointer = pointer }

  deinit { Runtime.attached { Py_DecRef(pointer) } }
}

/// A Python object. Members, calls and subscripts are looked up at run time:
///
///     let math = try Python.attemptImport("math")
///     let root = math.sqrt(2)
///     let number = Double(root)
///
/// A member, call or subscript that raises ends the process with the exception's text; `throwing` makes it a Swift
/// error instead:
///
///     let result = try math.sqrt.throwing.dynamicallyCall(withArguments: [-1])
///
/// An object may be used from any thread. Calls run in parallel, except those of legacy extensions, which exclude each
/// other.
@dynamicCallable
@dynamicMemberLookup
public struct PythonObject: Sendable {
  let reference: PythonReference

  /// Takes over a reference that the caller owns.
  public init(consuming pointer: ObjectPointer) { reference = PythonReference(owned: pointer) }

  /// Takes a reference of its own to a borrowed object.
  ///
  /// The thread is attached.
  public init(borrowing pointer: ObjectPointer) {
    Py_IncRef(pointer)
    reference = PythonReference(owned: pointer)
  }

  /// Converts a Swift value.
  public init(_ value: some PythonConvertible) { self = value.pythonObject }

  /// The object, borrowed from `self`.
  var pointer: ObjectPointer { reference.pointer }

  /// Runs `body` with the thread attached and the object alive.
  @discardableResult
  func withPointer<T, E: Error>(_ body: (ObjectPointer) throws(E) -> T) throws(E) -> T {
    try withExtendedLifetime(reference) { () throws(E) in
      try Runtime.attached { () throws(E) in try body(reference.pointer) }
    }
  }
}

// MARK: Members

extension PythonObject {
  public subscript(dynamicMember name: String) -> PythonObject {
    get { expect { () throws(PythonError) in try getAttribute(name) } }
    nonmutating set { expect { () throws(PythonError) in try setAttribute(name, newValue) } }
  }

  /// The attribute `name`.
  ///
  /// - Throws: the exception, AttributeError say.
  public func getAttribute(_ name: String) throws(PythonError) -> PythonObject {
    try withPointer { p throws(PythonError) in
      try PythonObject(result: PyObject_GetAttrString(p, name))
    }
  }

  public func setAttribute(_ name: String, _ value: PythonConvertible) throws(PythonError) {
    let value = value.pythonObject
    try withPointer { p throws(PythonError) in
      try check(PyObject_SetAttrString(p, name, value.pointer))
    }
  }

  /// The same object, with members and items that are nil where there are none: `x.checking.name`.
  public var checking: CheckingPythonObject { CheckingPythonObject(base: self) }
}

/// Members and items that may be absent.
@dynamicMemberLookup
public struct CheckingPythonObject: Sendable {
  let base: PythonObject

  /// The attribute, or nil when it raises.
  public subscript(dynamicMember name: String) -> PythonObject? {
    try? base.getAttribute(name)
  }

  /// The item, or nil when it raises.
  public subscript(key: PythonConvertible...) -> PythonObject? { try? base.getItem(key) }
}

// MARK: Subscripts

extension PythonObject {
  /// `self[key]`; several keys make a tuple, as in Python.
  public subscript(key: PythonConvertible...) -> PythonObject {
    get { expect { () throws(PythonError) in try getItem(key) } }
    nonmutating set { expect { () throws(PythonError) in try setItem(key, newValue) } }
  }

  public func getItem(_ key: [PythonConvertible]) throws(PythonError) -> PythonObject {
    let key = subscriptKey(key)
    return try withPointer { p throws(PythonError) in
      try PythonObject(result: PyObject_GetItem(p, key.pointer))
    }
  }

  public func setItem(_ key: [PythonConvertible], _ value: PythonConvertible) throws(PythonError) {
    let key = subscriptKey(key)
    let value = value.pythonObject
    try withPointer { p throws(PythonError) in
      try check(PyObject_SetItem(p, key.pointer, value.pointer))
    }
  }

  private func subscriptKey(_ keys: [PythonConvertible]) -> PythonObject {
    keys.count == 1 ? keys[0].pythonObject : PythonObject(tupleContentsOf: keys)
  }
}

// MARK: Calls

extension PythonObject {
  @discardableResult
  public func dynamicallyCall(withArguments arguments: [PythonConvertible] = []) -> PythonObject {
    expect { () throws(PythonError) in try call(arguments, keywords: []) }
  }

  @discardableResult
  public func dynamicallyCall(
    withKeywordArguments arguments: KeyValuePairs<String, PythonConvertible>
  ) -> PythonObject {
    expect { () throws(PythonError) in try throwing.dynamicallyCall(withKeywordArguments: arguments)
    }
  }

  /// Calls the object.
  ///
  /// `keywords` follow the positional arguments.
  public func call(
    _ positional: [PythonConvertible],
    keywords: [(String, PythonConvertible)]
  ) throws(PythonError) -> PythonObject {
    try withPointer { function throws(PythonError) in
      let values = positional.map { $0.pythonObject } + keywords.map { $0.1.pythonObject }
      let names = keywords.isEmpty ? nil : PythonObject(tupleContentsOf: keywords.map { $0.0 })
      return try withExtendedLifetime((values, names)) { () throws(PythonError) in
        var pointers: [ObjectPointer?] = values.map { $0.pointer }
        return try PythonObject(
          result: PyObject_Vectorcall(function, &pointers, positional.count, names?.pointer)
        )
      }
    }
  }

  /// The same object, with calls that throw.
  public var throwing: ThrowingPythonObject { ThrowingPythonObject(base: self) }
}

/// Calls that report an exception as a Swift error.
public struct ThrowingPythonObject: Sendable {
  let base: PythonObject

  @discardableResult
  public func dynamicallyCall(
    withArguments arguments: PythonConvertible...
  ) throws(PythonError) -> PythonObject { try base.call(arguments, keywords: []) }

  @discardableResult
  public func dynamicallyCall(
    withArguments arguments: [PythonConvertible] = []
  ) throws(PythonError) -> PythonObject { try base.call(arguments, keywords: []) }

  @discardableResult
  public func dynamicallyCall(
    withKeywordArguments arguments: KeyValuePairs<String, PythonConvertible>
  ) throws(PythonError) -> PythonObject {
    var positional: [PythonConvertible] = []
    var keywords: [(String, PythonConvertible)] = []
    for (name, value) in arguments {
      if name.isEmpty { positional.append(value) } else { keywords.append((name, value)) }
    }
    return try base.call(positional, keywords: keywords)
  }
}

extension ThrowingPythonObject {
  /// A call with positional arguments: `try object.throwing(1, "two")`.
  @discardableResult
  public func callAsFunction(_ arguments: PythonConvertible...) throws(PythonError) -> PythonObject
  {
    try base.call(arguments, keywords: [])
  }
}

// MARK: Operations

extension PythonObject: Equatable, Hashable, Comparable {
  public static func == (a: PythonObject, b: PythonObject) -> Bool { a.compares(b, Py_EQ) }
  public static func < (a: PythonObject, b: PythonObject) -> Bool { a.compares(b, Py_LT) }

  private func compares(_ other: PythonObject, _ operation: Int32) -> Bool {
    expect { () throws(PythonError) in
      try withPointer { p throws(PythonError) in
        try check(PyObject_RichCompareBool(p, other.pointer, operation)) != 0
      }
    }
  }

  public func hash(into hasher: inout Hasher) {
    let value = expect { () throws(PythonError) in
      try withPointer { p throws(PythonError) in
        let value = PyObject_Hash(p)
        if value == -1 { throw PythonError.pending() }
        return value
      }
    }
    hasher.combine(value)
  }
}

extension PythonObject {
  private typealias Binary = (ObjectPointer?, ObjectPointer?) -> ObjectPointer?

  private func apply(_ function: Binary, _ other: PythonObject) -> PythonObject {
    expect { () throws(PythonError) in
      try withPointer { p throws(PythonError) in
        try PythonObject(result: function(p, other.pointer))
      }
    }
  }

  public static func + (a: PythonObject, b: PythonConvertible) -> PythonObject {
    a.apply(PyNumber_Add, b.pythonObject)
  }
  public static func - (a: PythonObject, b: PythonConvertible) -> PythonObject {
    a.apply(PyNumber_Subtract, b.pythonObject)
  }
  public static func * (a: PythonObject, b: PythonConvertible) -> PythonObject {
    a.apply(PyNumber_Multiply, b.pythonObject)
  }
  public static func / (a: PythonObject, b: PythonConvertible) -> PythonObject {
    a.apply(PyNumber_TrueDivide, b.pythonObject)
  }
  public static func % (a: PythonObject, b: PythonConvertible) -> PythonObject {
    a.apply(PyNumber_Remainder, b.pythonObject)
  }
}

extension PythonObject {
  public static func += (a: inout PythonObject, b: PythonConvertible) { a = a + b }
  public static func -= (a: inout PythonObject, b: PythonConvertible) { a = a - b }
  public static func *= (a: inout PythonObject, b: PythonConvertible) { a = a * b }
  public static func /= (a: inout PythonObject, b: PythonConvertible) { a = a / b }
  public static prefix func - (a: PythonObject) -> PythonObject {
    a.apply({ p, _ in PyNumber_Negative(p) }, a)
  }

  /// The items of a tuple, or of another sequence, of two.
  public var tuple2: (PythonObject, PythonObject) { (self[0], self[1]) }
  public var tuple3: (PythonObject, PythonObject, PythonObject) { (self[0], self[1], self[2]) }
  public var tuple4: (PythonObject, PythonObject, PythonObject, PythonObject) {
    (self[0], self[1], self[2], self[3])
  }
}

extension PythonObject: CustomStringConvertible, CustomDebugStringConvertible {
  /// `str(self)`.
  public var description: String { text(PyObject_Str) }
  /// `repr(self)`.
  public var debugDescription: String { text(PyObject_Repr) }

  private func text(_ function: (ObjectPointer?) -> ObjectPointer?) -> String {
    expect { () throws(PythonError) in
      try withPointer { p throws(PythonError) in String(try PythonObject(result: function(p)))! }
    }
  }
}

extension PythonObject: Sequence {
  /// `iter(self)`.
  public func makeIterator() -> Iterator {
    Iterator(
      base: expect { () throws(PythonError) in
        try withPointer { p throws(PythonError) in try PythonObject(result: PyObject_GetIter(p)) }
      }
    )
  }

  public struct Iterator: IteratorProtocol {
    let base: PythonObject

    public func next() -> PythonObject? {
      expect { () throws(PythonError) in
        try base.withPointer { p throws(PythonError) in
          if let item = PyIter_Next(p) { return PythonObject(consuming: item) }
          if PyErr_Occurred() != nil { throw PythonError.pending() }
          return nil
        }
      }
    }
  }
}

// MARK: Errors

extension PythonObject {
  /// The result of a C API call: a new reference, or NULL with an exception pending.
  init(result: ObjectPointer?) throws(PythonError) {
    guard let result else { throw PythonError.pending() }
    self.init(consuming: result)
  }
}

@discardableResult
func check(_ result: Int32) throws(PythonError) -> Int32 {
  if result < 0 { throw PythonError.pending() }
  return result
}

/// Ends the process with the exception's text: for the forms that cannot throw.
func expect<T>(_ body: () throws(PythonError) -> T) -> T {
  do throws(PythonError) { return try body() } catch { fatalError(error.description) }
}
