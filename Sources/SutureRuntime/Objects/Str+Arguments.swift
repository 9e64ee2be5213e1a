import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The arguments of one call of a str method, and CPython's complaints about them.
struct MethodArguments {
  /// The method's name, as messages give it.
  let name: StaticString
  let base: UnsafePointer<ObjectPointer?>?
  let count: Int

  /// The argument at `i`, borrowed.
  subscript(i: Int) -> ObjectPointer { base.unsafelyUnwrapped[i].unsafelyUnwrapped }

  private func plural(_ n: Int) -> String { n == 1 ? "" : "s" }

  func positional(_ least: Int, _ most: Int) throws(Raise) {
    if count >= least, count <= most { return }
    let bound = least == most ? "" : count < least ? "at least " : "at most "
    let n = count < least ? least : most
    throw Raise(.type, "\(name) expected \(bound)\(n) argument\(plural(n)), got \(count)")
  }

  /// The argument at `i`, which must be a str.
  func str(_ i: Int) throws(Raise) -> ObjectPointer {
    let o = self[i]
    if !o.isStr {
      throw Raise(.type, "\(name)() argument \(i + 1) must be str, not \(Self.typeName(o))")
    }
    return o
  }

  /// The bounds at `i` and `i + 1`, by default the whole text.
  func bounds(_ i: Int) throws(Raise) -> (Int, Int) {
    let start = count > i ? try Self.sliceIndex(self[i], 0) : 0
    let end = count > i + 1 ? try Self.sliceIndex(self[i + 1], Int.max) : Int.max
    return (start, end)
  }

  static func typeName(_ o: ObjectPointer) -> String { o == suture_None() ? "None" : o.type.name }

  static func sliceIndex(_ o: ObjectPointer, _ byDefault: Int) throws(Raise) -> Int {
    if o == suture_None() { return byDefault }
    if PyIndex_Check(o) == 0 {
      throw Raise(.type, "slice indices must be integers or None or have an __index__ method")
    }
    return try check(PyNumber_AsSsize_t(o, nil))
  }

  /// An int argument that fits Py_ssize_t.
  static func ssize(_ o: ObjectPointer) throws(Raise) -> Int {
    let number = try Owned(PyNumber_Index(o))
    return try check(PyLong_AsSsize_t(number.pointer))
  }

  /// An int argument that fits a C int.
  static func int32(_ o: ObjectPointer) throws(Raise) -> Int32 {
    let number = try Owned(PyNumber_Index(o))
    var overflow: Int32 = 0
    let value = PyLong_AsLongAndOverflow(number.pointer, &overflow)
    guard overflow == 0, let narrow = Int32(exactly: value) else {
      throw Raise(.overflow, "Python int too large to convert to C int")
    }
    return narrow
  }

  /// An encoding's or error handler's name as C text, valid while `o` is.
  func cString(_ o: ObjectPointer, _ parameter: StaticString) throws(Raise) -> UnsafePointer<CChar>
  {
    if !o.isStr {
      throw Raise(.type, "\(name)() argument '\(parameter)' must be str, not \(Self.typeName(o))")
    }
    let (bytes, n) = try strUTF8(o)
    let text = UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
    if strlen(text) != n { throw Raise(.value, "embedded null character") }
    return text
  }
}

/// Up to three parameters of a method that takes keywords, borrowed; nil: not given.
struct Parameters {
  var first: ObjectPointer?
  var second: ObjectPointer?
  var third: ObjectPointer?

  private subscript(i: Int) -> ObjectPointer? {
    get { i == 0 ? first : i == 1 ? second : third }
    set {
      switch i {
      case 0: first = newValue
      case 1: second = newValue
      default: third = newValue
      }
    }
  }

  /// Sorts positional and keyword arguments into the parameters.
  ///
  /// - Parameters:
  ///   - names: what they are called; of the first `positionalOnly` the name does not count.
  ///   - required: how many positional ones must be given.
  init(
    _ args: MethodArguments,
    _ keywords: ObjectPointer?,
    _ names: (StaticString, StaticString, StaticString),
    total: Int,
    positionalOnly: Int = 0,
    required: Int = 0
  ) throws(Raise) {
    let given = keywords.map { $0.cast(to: PyVarObject.self).pointee.ob_size } ?? 0
    if given != 0 || args.count > total || args.count < required {
      try Self.checkCounts(args, given, total, required)
    }
    for i in 0..<args.count { self[i] = args[i] }
    guard let keywords, given > 0 else { return }
    func name(_ i: Int) -> StaticString { i == 0 ? names.0 : i == 1 ? names.1 : names.2 }
    let row = tupleItems(keywords)
    for k in 0..<given {
      let key = row[k]!
      var index = -1
      for i in positionalOnly..<total where strEqual(key, name(i)) { index = i }
      if index < 0 {
        let known = (positionalOnly..<total).map { "\(name($0))" }
        throw unexpectedKeyword("\(args.name)()", swiftText(key), known)
      }
      if index < args.count {
        throw Raise(
          .type,
          "argument for \(args.name)() given by name ('\(name(index))') and position (\(index + 1))"
        )
      }
      self[index] = args.base.unsafelyUnwrapped[args.count + k]
    }
  }

  @inline(never)
  private static func checkCounts(
    _ args: MethodArguments,
    _ keywords: Int,
    _ total: Int,
    _ required: Int
  ) throws(Raise) {
    let n = args.count + keywords
    if n > total {
      let kind = args.count == 0 ? "keyword " : ""
      let ending = total == 1 ? "" : "s"
      throw Raise(
        .type,
        "\(args.name)() takes at most \(total) \(kind)argument\(ending) (\(n) given)"
      )
    }
    if args.count < required {
      let bound = required < total ? "at least" : "exactly"
      let ending = required == 1 ? "" : "s"
      throw Raise(
        .type,
        "\(args.name)() takes \(bound) \(required) positional argument\(ending) (\(args.count) given)"
      )
    }
  }
}
