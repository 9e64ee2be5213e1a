import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// How the methods of bytes, bytearray and memoryview read their arguments.

typealias FastArguments = UnsafePointer<ObjectPointer?>?

/// A function's name and its parameters, as messages name them.
struct Signature: Sendable {
  let name: StaticString
  let parameters: [StaticString]
  /// How many of the first parameters are positional only.
  var positional = 0
  /// How many of the first parameters must be given.
  var required = 0
}

/// The arguments that `bind` found, all borrowed; nil: not given.
struct BoundArguments {
  private var values: (ObjectPointer?, ObjectPointer?, ObjectPointer?, ObjectPointer?) = (
    nil, nil, nil, nil
  )

  subscript(_ i: Int) -> ObjectPointer? {
    get {
      switch i {
      case 0: return values.0
      case 1: return values.1
      case 2: return values.2
      default: return values.3
      }
    }
    set {
      switch i {
      case 0: values.0 = newValue
      case 1: values.1 = newValue
      case 2: values.2 = newValue
      default: values.3 = newValue
      }
    }
  }
}

extension Signature {
  /// Sorts the arguments of a METH_FASTCALL|METH_KEYWORDS call by parameter.
  func bind(_ args: FastArguments, _ count: Int, _ names: ObjectPointer?) throws(Raise)
    -> BoundArguments
  {
    let named = names.map { PyTuple_Size($0) } ?? 0
    try checkCount(count, named)
    var bound = BoundArguments()
    for i in 0..<count { bound[i] = args![i] }
    for i in 0..<named { take(key: PyTuple_GetItem(names, i)!, args![count + i]!, count, &bound) }
    try checkRequired(bound, count)
    for i in 0..<named { try checkKey(PyTuple_GetItem(names, i)!, count) }
    return bound
  }

  /// Sorts the arguments of a tp_new or tp_init call by parameter.
  func bind(tuple: ObjectPointer?, dict: ObjectPointer?) throws(Raise) -> BoundArguments {
    let count = tuple.map { PyTuple_Size($0) } ?? 0
    let named = dict.map { PyDict_Size($0) } ?? 0
    try checkCount(count, named)
    var bound = BoundArguments()
    for i in 0..<count { bound[i] = PyTuple_GetItem(tuple, i) }
    var place = 0
    var key: ObjectPointer?
    var value: ObjectPointer?
    while named > 0, PyDict_Next(dict, &place, &key, &value) != 0 {
      guard key!.isStr else { throw Raise(.type, "keywords must be strings") }
      take(key: key!, value!, count, &bound)
    }
    try checkRequired(bound, count)
    place = 0
    while named > 0, PyDict_Next(dict, &place, &key, &value) != 0 { try checkKey(key!, count) }
    return bound
  }

  private func checkCount(_ count: Int, _ named: Int) throws(Raise) {
    let high = parameters.count
    if count + named > high {
      let kind = count == 0 && named > 0 ? "keyword " : ""
      let plural = high == 1 ? "" : "s"
      throw Raise(
        .type,
        "\(name)() takes at most \(high) \(kind)argument\(plural) (\(count + named) given)"
      )
    }
    let low = min(required, positional)
    if count < low {
      let how = low < high ? "at least" : "exactly"
      let plural = low == 1 ? "" : "s"
      throw Raise(
        .type,
        "\(name)() takes \(how) \(low) positional argument\(plural) (\(count) given)"
      )
    }
  }

  /// The parameter that a keyword names; the number of parameters: none.
  private func index(of key: ObjectPointer) -> Int {
    var i = positional
    while i < parameters.count {
      if strEqual(key, parameters[i]) { break }
      i += 1
    }
    return i
  }

  private func take(
    key: ObjectPointer,
    _ value: ObjectPointer,
    _ count: Int,
    _ bound: inout BoundArguments
  ) {
    let i = index(of: key)
    if i >= count, i < parameters.count { bound[i] = value }
  }

  private func checkKey(_ key: ObjectPointer, _ count: Int) throws(Raise) {
    let i = index(of: key)
    if i == parameters.count {
      throw Raise(.type, "\(name)() got an unexpected keyword argument '\(swiftText(key))'")
    }
    if i < count {
      throw Raise(
        .type,
        "argument for \(name)() given by name ('\(parameters[i])') and position (\(i + 1))"
      )
    }
  }

  private func checkRequired(_ bound: BoundArguments, _ count: Int) throws(Raise) {
    var i = count
    while i < required {
      if bound[i] == nil {
        throw Raise(.type, "\(name)() missing required argument '\(parameters[i])' (pos \(i + 1))")
      }
      i += 1
    }
  }

  /// An argument that must be a str without NUL, as UTF-8; nil: not given.
  func text(_ bound: BoundArguments, _ i: Int) throws(Raise) -> UnsafePointer<CChar>? {
    guard let o = bound[i] else { return nil }
    guard o.isStr else {
      let given = o == suture_None() ? "None" : o.type.name
      throw Raise(.type, "\(name)() argument '\(parameters[i])' must be str, not \(given)")
    }
    var size = 0
    guard let text = PyUnicode_AsUTF8AndSize(o, &size) else { throw .pending }
    if strlen(text) != size { throw Raise(.value, "embedded null character") }
    return text
  }
}

/// An argument of C type Py_ssize_t.
func sizeArgument(_ o: ObjectPointer) throws(Raise) -> Int {
  let index = try Owned(PyNumber_Index(o))
  return try check(PyLong_AsSsize_t(index.pointer))
}

/// An argument of C type int.
func intArgument(_ o: ObjectPointer) throws(Raise) -> Int {
  let index = try Owned(PyNumber_Index(o))
  var overflow: Int32 = 0
  let n = PyLong_AsLongAndOverflow(index.pointer, &overflow)
  if n == -1, isExceptionPending { throw .pending }
  guard overflow == 0, n == Int(Int32(truncatingIfNeeded: n)) else {
    throw Raise(.overflow, "Python int too large to convert to C int")
  }
  return n
}

/// A bound of a slice, clipped to Int; nil stands for "not given".
func sliceBound(_ o: ObjectPointer?, _ missing: Int) throws(Raise) -> Int {
  guard let o, o != suture_None() else { return missing }
  guard PyIndex_Check(o) != 0 else {
    throw Raise(.type, "slice indices must be integers or None or have an __index__ method")
  }
  return try check(PyNumber_AsSsize_t(o, nil))
}

/// `start` and `end` as a slice of `count` items takes them; start may stay above end.
@inline(__always)
func adjustIndices(_ start: inout Int, _ end: inout Int, _ count: Int) {
  if end > count { end = count } else if end < 0 { end = max(end + count, 0) }
  if start < 0 { start = max(start + count, 0) }
}
