import SutureRuntime

/// A Swift value that can become a Python object.
public protocol PythonConvertible {
  var pythonObject: PythonObject { get }
}

/// A Swift value that a Python object can be turned into; nil when it is not of the right kind.
public protocol ConvertibleFromPython {
  init?(_ object: PythonObject)
}

/// Makes an object with the thread attached.
///
/// Only the lack of memory can fail.
private func make(_ body: () -> ObjectPointer?) -> PythonObject {
  Runtime.attached { expect { () throws(PythonError) in try PythonObject(result: body()) } }
}

/// Reads a value with the thread attached; an exception becomes nil.
private func read<T>(_ object: PythonObject, _ body: (ObjectPointer) -> T?) -> T? {
  object.withPointer { p in
    let value = body(p)
    if PyErr_Occurred() != nil {
      PyErr_Clear()
      return nil
    }
    return value
  }
}

extension PythonObject: PythonConvertible, ConvertibleFromPython {
  public init(_ object: PythonObject) { self = object }
  public var pythonObject: PythonObject { self }
}

extension Bool: PythonConvertible, ConvertibleFromPython {
  public init?(_ object: PythonObject) {
    guard let value = read(object, { p -> Int32? in PyObject_IsTrue(p) }) else { return nil }
    self = value != 0
  }
  public var pythonObject: PythonObject { make { PyBool_FromLong(self ? 1 : 0) } }
}

// MARK: Numbers

extension FixedWidthInteger where Self: SignedInteger {
  public init?(_ object: PythonObject) {
    guard let value = read(object, { p -> Int64? in PyLong_AsLongLong(p) }) else { return nil }
    self.init(exactly: value)
  }
  public var pythonObject: PythonObject { make { PyLong_FromLongLong(Int64(self)) } }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  public init?(_ object: PythonObject) {
    guard let value = read(object, { p -> UInt64? in PyLong_AsUnsignedLongLong(p) }) else {
      return nil
    }
    self.init(exactly: value)
  }
  public var pythonObject: PythonObject { make { PyLong_FromUnsignedLongLong(UInt64(self)) } }
}

extension Int: PythonConvertible, ConvertibleFromPython {}
extension Int8: PythonConvertible, ConvertibleFromPython {}
extension Int16: PythonConvertible, ConvertibleFromPython {}
extension Int32: PythonConvertible, ConvertibleFromPython {}
extension Int64: PythonConvertible, ConvertibleFromPython {}
extension UInt: PythonConvertible, ConvertibleFromPython {}
extension UInt8: PythonConvertible, ConvertibleFromPython {}
extension UInt16: PythonConvertible, ConvertibleFromPython {}
extension UInt32: PythonConvertible, ConvertibleFromPython {}
extension UInt64: PythonConvertible, ConvertibleFromPython {}

extension Double: PythonConvertible, ConvertibleFromPython {
  public init?(_ object: PythonObject) {
    guard let value = read(object, { p -> Double? in PyFloat_AsDouble(p) }) else { return nil }
    self = value
  }
  public var pythonObject: PythonObject { make { PyFloat_FromDouble(self) } }
}

extension Float: PythonConvertible, ConvertibleFromPython {
  public init?(_ object: PythonObject) {
    guard let value = Double(object) else { return nil }
    self.init(value)
  }
  public var pythonObject: PythonObject { Double(self).pythonObject }
}

// MARK: Text and bytes

extension String: PythonConvertible, ConvertibleFromPython {
  /// The text of a str; nil for other objects, and for text with lone surrogates.
  public init?(_ object: PythonObject) {
    let text = read(object) { p -> String? in
      var size = 0
      guard let bytes = PyUnicode_AsUTF8AndSize(p, &size) else { return nil }
      return UnsafeRawBufferPointer(start: bytes, count: size).withMemoryRebound(to: UInt8.self) {
        String(decoding: $0, as: UTF8.self)
      }
    }
    guard let text else { return nil }
    self = text
  }

  public var pythonObject: PythonObject {
    var copy = self
    return copy.withUTF8 { utf8 in
      make {
        utf8.withMemoryRebound(to: CChar.self) {
          PyUnicode_FromStringAndSize($0.baseAddress, $0.count)
        }
      }
    }
  }
}

/// The bytes of a Python bytes object, as a Swift collection.
public struct PythonBytes: PythonConvertible, ConvertibleFromPython, RandomAccessCollection,
  Hashable, Sendable
{
  public let bytes: [UInt8]

  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The bytes of a bytes or bytearray object.
  public init?(_ object: PythonObject) {
    let copy = read(object) { p -> [UInt8]? in
      var view = Py_buffer()
      guard PyObject_GetBuffer(p, &view, 0) == 0 else { return nil }
      defer { PyBuffer_Release(&view) }
      return Array(UnsafeRawBufferPointer(start: view.buf, count: view.len))
    }
    guard let copy else { return nil }
    bytes = copy
  }

  public var pythonObject: PythonObject {
    bytes.withUnsafeBytes { raw in
      make {
        PyBytes_FromStringAndSize(raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
      }
    }
  }

  public var startIndex: Int { bytes.startIndex }
  public var endIndex: Int { bytes.endIndex }
  public subscript(index: Int) -> UInt8 { bytes[index] }
}

// MARK: Collections

extension Array: PythonConvertible where Element: PythonConvertible {
  /// A list.
  public var pythonObject: PythonObject {
    let items = map { $0.pythonObject }
    return make {
      guard let list = PyList_New(items.count) else { return nil }
      for (i, item) in items.enumerated() {
        Py_IncRef(item.pointer)
        PyList_SetItem(list, i, item.pointer)
      }
      return list
    }
  }
}

extension Array: ConvertibleFromPython where Element: ConvertibleFromPython {
  /// The items of any iterable; nil when one cannot be converted.
  public init?(_ object: PythonObject) {
    guard object.checking.__iter__ != nil else { return nil }
    self = []
    for item in object {
      guard let element = Element(item) else { return nil }
      append(element)
    }
  }
}

extension Dictionary: PythonConvertible where Key: PythonConvertible, Value: PythonConvertible {
  public var pythonObject: PythonObject {
    let items = map { ($0.key.pythonObject, $0.value.pythonObject) }
    return make {
      guard let dict = PyDict_New() else { return nil }
      for (key, value) in items where PyDict_SetItem(dict, key.pointer, value.pointer) < 0 {
        Py_DecRef(dict)
        return nil
      }
      return dict
    }
  }
}

extension Dictionary: ConvertibleFromPython
where Key: ConvertibleFromPython, Value: ConvertibleFromPython {
  /// The items of a mapping; nil when one cannot be converted.
  public init?(_ object: PythonObject) {
    guard let items = object.checking.items else { return nil }
    self = [:]
    for pair in items() {
      guard let key = Key(pair[0]), let value = Value(pair[1]) else { return nil }
      self[key] = value
    }
  }
}

extension Optional: PythonConvertible where Wrapped: PythonConvertible {
  /// None for nil.
  public var pythonObject: PythonObject { self?.pythonObject ?? Python.None }
}

extension PythonObject {
  /// A tuple of these values.
  public init(tupleContentsOf values: [PythonConvertible]) {
    let items = values.map { $0.pythonObject }
    self = make {
      guard let tuple = PyTuple_New(items.count) else { return nil }
      for (i, item) in items.enumerated() {
        Py_IncRef(item.pointer)
        PyTuple_SetItem(tuple, i, item.pointer)
      }
      return tuple
    }
  }

  public init(tupleOf values: PythonConvertible...) { self.init(tupleContentsOf: values) }
}

// MARK: Literals

extension PythonObject: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(integerLiteral value: Int) { self = value.pythonObject }
  public init(floatLiteral value: Double) { self = value.pythonObject }
  public init(stringLiteral value: String) { self = value.pythonObject }
  public init(booleanLiteral value: Bool) { self = value.pythonObject }
  public init(arrayLiteral elements: PythonObject...) { self = elements.pythonObject }
  public init(dictionaryLiteral elements: (PythonObject, PythonObject)...) {
    self = make {
      guard let dict = PyDict_New() else { return nil }
      for (key, value) in elements where PyDict_SetItem(dict, key.pointer, value.pointer) < 0 {
        Py_DecRef(dict)
        return nil
      }
      return dict
    }
  }
}
