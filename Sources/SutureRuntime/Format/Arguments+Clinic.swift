import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// What Argument Clinic's code calls: arguments in an array, keywords named by a tuple, and a static parser that is
// completed at its first use.

public typealias ClinicParser = UnsafeMutablePointer<_PyArg_Parser>

// MARK: Operations

private let parserLock = Mutex()

/// Completes a parser: the number of positional-only names, and the tuple of the others.
///
/// Threads may do so at once: each makes the tuple, the first keeps its own. `once` is 2 after the fields are written
/// (release), so who reads 2 (acquire) reads them. No object is made under the mutex: its maker may have to stop there
/// for a collection, which would then wait for ever for those that wait for the mutex.
private func complete(_ p: ClinicParser) throws(Raise) {
  if suture_load_acquire_u8(&p.pointee.once.v) == 2 { return }
  guard let names = p.pointee.keywords else { throw Raise(.system, "no keywords in a parser") }
  var positional = 0
  while let name = names[positional], name.pointee == 0 { positional += 1 }
  var count = positional
  while let name = names[count] {
    if name.pointee == 0 { throw Raise(.system, "Empty keyword parameter name") }
    count += 1
  }
  let tuple = try Owned(PyTuple_New(count - positional))
  for i in positional..<count {
    guard let name = PyUnicode_InternFromString(names[i]) else { throw .pending }
    try check(PyTuple_SetItem(tuple.pointer, i - positional, name))
  }
  parserLock.lock()
  defer { parserLock.unlock() }
  if p.pointee.once.v == 2 { return }
  if p.pointee.fname == nil, let format = p.pointee.format {
    if let colon = strchr(format, Int32(UInt8(ascii: ":"))) {
      p.pointee.fname = UnsafePointer(colon + 1)
    } else if let semicolon = strchr(format, Int32(UInt8(ascii: ";"))) {
      p.pointee.custom_msg = UnsafePointer(semicolon + 1)
    }
  }
  if p.pointee.kwtuple == nil {
    makeImmortal(tuple.pointer)
    p.pointee.kwtuple = tuple.pointer
  }
  p.pointee.pos = Int32(positional)
  suture_store_release_u8(&p.pointee.once.v, 2)
}

/// Keywords as a call hands them over: a dict, or names and the values behind the positional arguments.
struct Keywords {
  let dict: ObjectPointer?
  let names: ObjectPointer?
  let values: UnsafePointer<ObjectPointer?>?

  @inline(__always)
  var isAbsent: Bool { dict == nil && names == nil }

  var count: Int { dict.map { PyDict_Size($0) } ?? names.map { tupleCount($0) } ?? 0 }

  /// The value of a keyword: borrowed, from the caller's own arguments.
  func value(_ name: ObjectPointer) throws(Raise) -> ObjectPointer? {
    if let dict {
      var found: ObjectPointer?
      if PyDict_GetItemRef(dict, name, &found) < 0 { throw .pending }
      if let found { suture_decref(found) }
      return found
    }
    guard let names else { return nil }
    let n = tupleCount(names)
    for i in 0..<n where tupleItem(names, i) == name { return values![i] }
    for i in 0..<n where PyUnicode_Compare(tupleItem(names, i), name) == 0 { return values![i] }
    return nil
  }

  /// The first keyword that is not among `known`.
  func stranger(_ known: ObjectPointer) throws(Raise) -> ObjectPointer? {
    func isKnown(_ key: ObjectPointer) throws(Raise) -> Bool {
      guard key.isInstance(TypeFlag.unicode) else { throw Raise(.type, "keywords must be strings") }
      return try check(PySequence_Contains(known, key)) != 0
    }
    if let dict {
      var position: Py_ssize_t = 0
      var key: ObjectPointer?
      while PyDict_Next(dict, &position, &key, nil) != 0 {
        if try !isKnown(key!) { return key }
      }
    } else if let names {
      for i in 0..<tupleCount(names) {
        if try !isKnown(tupleItem(names, i)) { return tupleItem(names, i) }
      }
    }
    return nil
  }
}

/// Sorts the arguments into `buffer`, borrowed.
///
/// - Parameter maxpos: how many may be given by position; Int.max: the caller has taken those away.
func unpackArguments(
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Int,
  _ keywords: Keywords,
  _ p: ClinicParser,
  _ minpos: Int,
  _ maxpos: Int,
  _ minkw: Int,
  _ buffer: UnsafeMutablePointer<ObjectPointer?>
) throws(Raise) {
  try complete(p)
  let names = p.pointee.kwtuple!
  let positionalOnly = Int(p.pointee.pos)
  let most = positionalOnly + tupleCount(names)
  var left = keywords.count
  var function: String { p.pointee.fname.map { "\(String(cString: $0))()" } ?? "function" }
  if n + left > most, maxpos != .max {
    let keyword = n == 0 ? "keyword " : ""
    throw Raise(
      .type,
      "\(function) takes at most \(most) \(keyword)argument\(plural(most)) (\(n + left) given)"
    )
  }
  if n > maxpos {
    if maxpos == 0 { throw Raise(.type, "\(function) takes no positional arguments") }
    let bound = minpos < maxpos ? "at most" : "exactly"
    throw Raise(
      .type,
      "\(function) takes \(bound) \(maxpos) positional argument\(plural(maxpos)) (\(n) given)"
    )
  }
  let required = min(positionalOnly, minpos)
  if n < required {
    let bound = required < maxpos ? "at least" : "exactly"
    throw Raise(
      .type,
      "\(function) takes \(bound) \(required) positional argument\(plural(required)) (\(n) given)"
    )
  }
  for i in 0..<n { buffer[i] = args![i] }
  for i in n..<max(most, n) { buffer[i] = nil }
  let limit = minkw > 0 ? maxpos + minkw : minpos
  for i in max(n, positionalOnly)..<max(most, n, positionalOnly) {
    var value: ObjectPointer?
    if left > 0 {
      value = try keywords.value(tupleItem(names, i - positionalOnly))
    } else if i >= limit {
      break
    }
    buffer[i] = value
    if value != nil {
      left -= 1
    } else if i < minpos || (maxpos <= i && i < limit) {
      let name = swiftText(tupleItem(names, i - positionalOnly))
      throw Raise(.type, "\(function) missing required argument '\(name)' (pos \(i + 1))")
    }
  }
  if left > 0 {
    for i in positionalOnly..<max(n, positionalOnly) {
      let name = tupleItem(names, i - positionalOnly)
      if try keywords.value(name) != nil {
        throw Raise(
          .type,
          "argument for \(function) given by name ('\(swiftText(name))') and position (\(i + 1))"
        )
      }
    }
    if let stranger = try keywords.stranger(names) {
      let known = (0..<tupleCount(names)).map { swiftText(tupleItem(names, $0)) }
      let who = p.pointee.fname.map { "\(String(cString: $0))()" } ?? "this function"
      throw unexpectedKeyword(who, swiftText(stranger), known)
    }
    throw Raise(.system, "invalid keyword argument for \(function)")
  }
}

// MARK: C API

@c @implementation
public func _PyArg_UnpackKeywords(
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Py_ssize_t,
  _ kwargs: ObjectPointer?,
  _ kwnames: ObjectPointer?,
  _ parser: ClinicParser?,
  _ minpos: Int32,
  _ maxpos: Int32,
  _ minkw: Int32,
  _ buffer: UnsafeMutablePointer<ObjectPointer?>?
) -> UnsafePointer<ObjectPointer?>? {
  guard let parser, let buffer, n >= 0, args != nil || n == 0,
    kwargs == nil || kwargs!.isInstance(TypeFlag.dict)
  else {
    _ = Raise.badInternalCall("Python/getargs.c", 2304)
    return nil
  }
  let keywords = Keywords(dict: kwargs, names: kwnames, values: kwnames == nil ? nil : args! + n)
  let (least, most) = (Int(minpos), Int(maxpos))
  do throws(Raise) {
    try complete(parser)
    if keywords.count == 0, minkw == 0, least <= n, n <= most {
      return args ?? UnsafePointer(buffer)
    }
    try unpackArguments(args, n, keywords, parser, least, most, Int(minkw), buffer)
  } catch { return nil }
  for i in n..<max(n, Int(parser.pointee.pos) + tupleCount(parser.pointee.kwtuple)) {
    if let value = buffer[i] { suture_expose(value) }
  }
  return UnsafePointer(buffer)
}

@c @implementation
public func _PyArg_CheckPositional(
  _ name: UnsafePointer<CChar>?,
  _ n: Py_ssize_t,
  _ min: Py_ssize_t,
  _ max: Py_ssize_t
) -> Int32 {
  if n >= min, n <= max { return 1 }
  let wanted = n < min ? min : max
  let bound = min == max ? "" : n < min ? "at least " : "at most "
  if let name {
    _ = Raise(
      .type,
      "\(String(cString: name)) expected \(bound)\(wanted) argument\(plural(wanted)), got \(n)"
    )
  } else {
    _ = Raise(
      .type,
      "unpacked tuple should have \(bound)\(wanted) element\(plural(wanted)), but has \(n)"
    )
  }
  return 0
}

@c @implementation
public func _PyArg_BadArgument(
  _ function: UnsafePointer<CChar>?,
  _ argument: UnsafePointer<CChar>?,
  _ expected: UnsafePointer<CChar>?,
  _ value: ObjectPointer?
) {
  let got = value!.givenTypeName
  let place = "\(String(cString: function!))() \(String(cString: argument!))"
  _ = Raise(.type, "\(place) must be \(String(cString: expected!)), not \(got)")
}

@c @implementation
public func _PyArg_NoKeywords(_ name: UnsafePointer<CChar>?, _ kwargs: ObjectPointer?) -> Int32 {
  guard let kwargs else { return 1 }
  guard kwargs.isInstance(TypeFlag.dict) else {
    _ = Raise.badInternalCall("Python/getargs.c", 2865)
    return 0
  }
  if PyDict_Size(kwargs) == 0 { return 1 }
  _ = Raise(.type, "\(String(cString: name!))() takes no keyword arguments")
  return 0
}

@c @implementation
public func _PyArg_NoPositional(_ name: UnsafePointer<CChar>?, _ args: ObjectPointer?) -> Int32 {
  guard let args else { return 1 }
  guard args.isInstance(TypeFlag.tuple) else {
    _ = Raise.badInternalCall("Python/getargs.c", 2883)
    return 0
  }
  if tupleCount(args) == 0 { return 1 }
  _ = Raise(.type, "\(String(cString: name!))() takes no positional arguments")
  return 0
}

@c @implementation
func suture_arg_parse_stack_keywords(
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Py_ssize_t,
  _ kwnames: ObjectPointer?,
  _ parser: ClinicParser,
  _ va: VariadicArguments
) -> Int32 {
  guard n >= 0, n == 0 || args != nil else {
    _ = Raise.badInternalCall("Python/getargs.c", 2075)
    return 0
  }
  // The tuple and the dict hold what the caller's stack holds: what is stored outlives them.
  do throws(Raise) {
    let tuple = try Owned(PyTuple_New(n))
    for i in 0..<n { try check(PyTuple_SetItem(tuple.pointer, i, newReference(args![i]!))) }
    guard let kwnames else { return suture_arg_parse_fast(tuple.pointer, nil, parser, va) }
    let dict = try Owned(PyDict_New())
    for i in 0..<tupleCount(kwnames) {
      try check(PyDict_SetItem(dict.pointer, tupleItem(kwnames, i), args![n + i]))
    }
    return suture_arg_parse_fast(tuple.pointer, dict.pointer, parser, va)
  } catch { return 0 }
}

@c @implementation
func suture_arg_parse_fast(
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?,
  _ parser: ClinicParser,
  _ va: VariadicArguments
) -> Int32 {
  let names = UnsafeRawPointer(parser.pointee.keywords)?
    .assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
  return suture_arg_parse_keywords(args, kwargs, parser.pointee.format, names, va, 2273)
}
