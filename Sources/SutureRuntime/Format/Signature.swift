import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// How the runtime's own functions read their arguments: as those of Argument Clinic do.

typealias FastArguments = UnsafePointer<ObjectPointer?>?

/// Throws unless a function got between `min` and `max` positional arguments.
@inline(__always)
func checkPositional(_ name: StaticString, _ count: Int, _ min: Int, _ max: Int) throws(Raise) {
  if count >= min, count <= max { return }
  _ = _PyArg_CheckPositional(name.cString, count, min, max)
  throw .pending
}

/// Throws when `names`, the keywords of a vector call or NULL, is not empty.
func checkNoNames(_ name: StaticString, _ names: ObjectPointer?) throws(Raise) {
  if let names, tupleCount(names) > 0 {
    throw Raise(.type, "\(name)() takes no keyword arguments")
  }
}

/// Throws when `kwargs`, a dict or NULL, is not empty.
func checkNoKeywords(_ name: StaticString, _ kwargs: ObjectPointer?) throws(Raise) {
  if _PyArg_NoKeywords(name.cString, kwargs) == 0 { throw .pending }
}

/// A function's name and its parameters; it lives as long as the process.
struct Signature: @unchecked Sendable {
  private let parser: ClinicParser
  /// How many of the first parameters must be given.
  private let required: Int
  /// How many of the first parameters may be given by position.
  private let positional: Int

  /// - Parameters:
  ///   - parameters: their names, empty for those that are positional only: eight at the most.
  ///   - positional: Int.max: any number, which the function reads itself.
  init(
    _ name: StaticString,
    _ parameters: StaticString...,
    required: Int = 0,
    positional: Int? = nil
  ) {
    let count = parameters.count
    let names = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: count + 1)
    for i in 0..<count { names[i] = parameters[i].cString }
    names[count] = nil
    parser = .allocate(capacity: 1)
    parser.initialize(to: _PyArg_Parser())
    parser.pointee.keywords = UnsafePointer(names)
    parser.pointee.fname = name.cString
    self.required = required
    self.positional = positional ?? count
  }

  var name: String { String(cString: parser.pointee.fname) }
}

/// The arguments that `bind` found, all borrowed; nil: not given.
struct BoundArguments {
  private typealias Pair = (ObjectPointer?, ObjectPointer?)
  private var values: (Pair, Pair, Pair, Pair) = ((nil, nil), (nil, nil), (nil, nil), (nil, nil))

  subscript(_ i: Int) -> ObjectPointer? {
    withUnsafeBytes(of: values) { $0.assumingMemoryBound(to: ObjectPointer?.self)[i] }
  }

  fileprivate mutating func withValues(
    _ body: (UnsafeMutablePointer<ObjectPointer?>) throws(Raise) -> Void
  ) throws(Raise) {
    try withUnsafeMutableBytes(of: &values) { (raw) throws(Raise) in
      try body(raw.baseAddress!.assumingMemoryBound(to: ObjectPointer?.self))
    }
  }
}

extension Signature {
  /// Sorts the arguments of a METH_FASTCALL|METH_KEYWORDS call by parameter.
  @inline(__always)
  func bind(_ args: FastArguments, _ count: Int, _ names: ObjectPointer?) throws(Raise)
    -> BoundArguments
  {
    let values = names == nil ? nil : args! + count
    return try bind(args, count, Keywords(dict: nil, names: names, values: values))
  }

  /// Sorts the arguments of a tp_new or tp_init call by parameter.
  @inline(__always)
  func bind(tuple: ObjectPointer?, dict: ObjectPointer?) throws(Raise) -> BoundArguments {
    let args = tuple.map { UnsafePointer(tupleItems($0)) }
    return try bind(
      args,
      tuple.map { tupleCount($0) } ?? 0,
      Keywords(dict: dict, names: nil, values: nil)
    )
  }

  @inline(__always)
  private func bind(_ args: FastArguments, _ count: Int, _ keywords: Keywords) throws(Raise)
    -> BoundArguments
  {
    var bound = BoundArguments()
    try bound.withValues { (values) throws(Raise) in
      if keywords.isAbsent, required <= count, count <= positional {
        for i in 0..<count { values[i] = args![i] }
      } else {
        try unpackArguments(args, count, keywords, parser, required, positional, 0, values)
      }
    }
    return bound
  }

  /// An argument that must be a str without NUL, as UTF-8; nil: not given.
  func text(_ bound: BoundArguments, _ i: Int) throws(Raise) -> UnsafePointer<CChar>? {
    guard let o = bound[i] else { return nil }
    guard o.isStr else {
      let place = "\(name)() argument '\(String(cString: parser.pointee.keywords[i]!))'"
      throw Raise(.type, "\(place) must be str, not \(o.givenTypeName)")
    }
    var size = 0
    guard let text = PyUnicode_AsUTF8AndSize(o, &size) else { throw .pending }
    if strlen(text) != size { throw Raise(.value, "embedded null character") }
    return text
  }

  /// The truth of an argument; false: not given.
  func truth(_ bound: BoundArguments, _ i: Int) throws(Raise) -> Bool {
    guard let o = bound[i] else { return false }
    return try check(PyObject_IsTrue(o)) != 0
  }
}
