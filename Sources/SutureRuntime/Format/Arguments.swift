import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// PyArg_Parse, PyArg_ParseTuple and PyArg_UnpackTuple. Keywords are in Arguments+Keywords.swift, the format units in
// Arguments+Units.swift.

// MARK: Layout

/// Why an argument was refused.
struct ArgumentFault {
  /// What follows `argument 1`, or the SystemError's text in parentheses; nil: an exception is pending already.
  let message: String?
  /// Positions in nested sequences, outermost first, from 1.
  var path: [Int] = []

  static var pending: ArgumentFault { ArgumentFault(message: nil) }

  static func expected(_ what: String, _ arg: ObjectPointer) -> ArgumentFault {
    if what.utf8.first == UInt8(ascii: "(") { return ArgumentFault(message: what) }
    return ArgumentFault(
      message: "must be \(what), not \(arg.givenTypeName)"
    )
  }
}

/// What is undone when a later argument is refused.
enum ArgumentCleanup {
  case memory(UnsafeMutablePointer<UnsafeMutableRawPointer?>)
  case buffer(UnsafeMutablePointer<Py_buffer>)
  case converter(ArgumentParser.Converter, UnsafeMutableRawPointer?)
}

/// Reads a format and stores arguments where the variadic list says.
struct ArgumentParser {
  typealias Converter = @convention(c) (ObjectPointer?, UnsafeMutableRawPointer?) -> Int32

  var f: FormatCursor
  let va: VariadicArguments
  var cleanups: [ArgumentCleanup] = []

  init(_ format: UnsafePointer<CChar>, _ va: VariadicArguments) {
    f = FormatCursor(format)
    self.va = va
  }

  /// Undoes what was converted, after a failure.
  func undo() {
    for cleanup in cleanups {
      switch cleanup {
      case .memory(let p):
        PyMem_Free(p.pointee)
        p.pointee = nil
      case .buffer(let view): PyBuffer_Release(view)
      case .converter(let convert, let place): _ = convert(nil, place)
      }
    }
  }

  // MARK: Operations

  /// Converts one argument: a nested sequence, or a single unit.
  mutating func item(_ arg: ObjectPointer) -> ArgumentFault? {
    guard f.here == UInt8(ascii: "(") else {
      suture_expose(arg)
      return unit(arg)
    }
    f.next += 1
    let fault = nested(arg)
    if fault == nil { f.next += 1 }
    return fault
  }

  private mutating func nested(_ arg: ObjectPointer) -> ArgumentFault? {
    var p = f
    var level = 0
    var n = 0
    scan: while true {
      let c = p.take()
      switch c {
      case UInt8(ascii: "("):
        if level == 0 { n += 1 }
        level += 1
      case UInt8(ascii: ")"):
        if level == 0 { break scan }
        level -= 1
      case 0, UInt8(ascii: ":"), UInt8(ascii: ";"): break scan
      default: if level == 0, c.isASCIIAlpha, c != UInt8(ascii: "e") { n += 1 }
      }
    }
    guard PySequence_Check(arg) != 0, !arg.isInstance(TypeFlag.bytes) else {
      return .expected("\(n)-item sequence", arg)
    }
    let count = PySequence_Size(arg)
    if count < 0 { return .pending }
    if count != n { return ArgumentFault(message: "must be sequence of length \(n), not \(count)") }
    for i in 0..<n {
      guard let element = PySequence_GetItem(arg, i) else {
        PyErr_Clear()
        return ArgumentFault(message: "is not retrievable", path: [i + 1])
      }
      let fault = item(element)
      suture_decref(element)
      if var fault {
        fault.path.insert(i + 1, at: 0)
        return fault
      }
    }
    return nil
  }
}

/// The end of a format: the function's name after `:`, or a whole message after `;`.
struct FormatEnd {
  var name: String?
  var message: String?

  init(_ f: FormatCursor) {
    guard f.here != 0 else { return }
    var p = f
    switch p.take() {
    case UInt8(ascii: ":"): name = p.rest
    case UInt8(ascii: ";"): message = p.rest
    default: break
    }
  }

  /// `f()`, or `function`.
  var function: String { name.map { "\($0)()" } ?? "function" }
}

/// Raises what a refused argument means.
///
/// - Parameter position: from 1; 0: there is only one.
func raiseArgumentFault(_ fault: ArgumentFault, _ position: Int, _ end: FormatEnd) {
  guard let message = fault.message, !isExceptionPending else { return }
  var text = end.message ?? ""
  if end.message == nil {
    if let name = end.name { text += "\(name)() " }
    text += "argument"
    if position != 0 {
      text += " \(position)"
      for i in fault.path { text += ", item \(i - 1)" }
    }
    text += " \(message)"
  }
  _ = Raise(message.utf8.first == UInt8(ascii: "(") ? .system : .type, text)
}

private func failParentheses(_ what: String) -> Never {
  Diagnostics.fatalError(in: "vgetargs1_impl", "\(what) ')' in getargs format")
}

/// How many arguments a format wants.
private struct ArgumentCounts {
  var min = -1
  var max = 0
  var end: FormatCursor

  init(_ format: UnsafePointer<CChar>) {
    var f = FormatCursor(format)
    var level = 0
    end = f
    scan: while true {
      end = f
      let c = f.take()
      switch c {
      case UInt8(ascii: "("):
        if level == 0 { max += 1 }
        level += 1
      case UInt8(ascii: ")"):
        if level == 0 { failParentheses("excess") }
        level -= 1
      case 0, UInt8(ascii: ":"), UInt8(ascii: ";"): break scan
      case UInt8(ascii: "|"): if level == 0 { min = max }
      default: if level == 0, c.isASCIIAlpha, c != UInt8(ascii: "e") { max += 1 }
      }
    }
    if level != 0 { failParentheses("missing") }
    if min < 0 { min = max }
  }
}

private func parse(
  _ args: ObjectPointer?,
  _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments,
  legacy: Bool
) -> Bool {
  let counts = ArgumentCounts(format)
  var parser = ArgumentParser(format, va)
  if legacy { return parseOne(args, counts, &parser) }
  guard let args, args.isInstance(TypeFlag.tuple) else {
    _ = Raise(.system, "new style getargs format but argument is not a tuple")
    return false
  }
  return parseRow(tupleItems(args), tupleCount(args), counts, &parser, format)
}

/// Converts `n` arguments that lie side by side.
private func parseRow(
  _ args: UnsafePointer<ObjectPointer?>,
  _ n: Int,
  _ counts: ArgumentCounts,
  _ parser: inout ArgumentParser,
  _ format: UnsafePointer<CChar>
) -> Bool {
  guard n >= counts.min, n <= counts.max else {
    raiseCount(n, counts)
    return false
  }
  for i in 0..<n {
    if parser.f.here == UInt8(ascii: "|") { parser.f.next += 1 }
    if let fault = parser.item(args[i].unsafelyUnwrapped) {
      raiseArgumentFault(fault, i + 1, FormatEnd(counts.end))
      parser.undo()
      return false
    }
  }
  let c = parser.f.here
  let isEnd =
    c == 0 || c.isASCIIAlpha || c == UInt8(ascii: "(") || c == UInt8(ascii: "|")
    || c == UInt8(ascii: ":")
    || c == UInt8(ascii: ";")
  guard isEnd else {
    _ = Raise(.system, "bad format string: \(String(cString: format))")
    parser.undo()
    return false
  }
  return true
}

private func raiseCount(_ n: Int, _ counts: ArgumentCounts) {
  let end = FormatEnd(counts.end)
  if let message = end.message {
    _ = Raise(.type, message)
    return
  }
  let bound = counts.min == counts.max ? "exactly" : n < counts.min ? "at least" : "at most"
  let wanted = n < counts.min ? counts.min : counts.max
  _ = Raise(
    .type,
    "\(end.function) takes \(bound) \(wanted) argument\(plural(wanted)) (\(n) given)"
  )
}

/// PyArg_Parse: `args` is the one argument itself.
private func parseOne(
  _ arg: ObjectPointer?,
  _ counts: ArgumentCounts,
  _ parser: inout ArgumentParser
) -> Bool {
  let end = FormatEnd(counts.end)
  if counts.max == 0 {
    if arg == nil { return true }
    _ = Raise(.type, "\(end.function) takes no arguments")
    return false
  }
  guard counts.min == 1, counts.max == 1 else {
    _ = Raise(.system, "old style getargs format uses new features")
    return false
  }
  guard let arg else {
    _ = Raise(.type, "\(end.function) takes at least one argument")
    return false
  }
  guard let fault = parser.item(arg) else { return true }
  // Only the path inside the argument is shown.
  raiseArgumentFault(ArgumentFault(message: fault.message), fault.path.first ?? 0, end)
  parser.undo()
  return false
}

// MARK: C API

@c @implementation
func suture_arg_parse(
  _ args: ObjectPointer?,
  _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments,
  _ legacy: Int32
) -> Int32 {
  parse(args, format, va, legacy: legacy != 0) ? 1 : 0
}

@c @implementation
func suture_arg_parse_stack(
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Py_ssize_t,
  _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments
) -> Int32 {
  var parser = ArgumentParser(format, va)
  let none = UnsafePointer<ObjectPointer?>(bitPattern: 8).unsafelyUnwrapped  // never read: n is 0
  return parseRow(args ?? none, n, ArgumentCounts(format), &parser, format) ? 1 : 0
}

@c @implementation
func suture_arg_unpack(
  _ args: ObjectPointer?,
  _ name: UnsafePointer<CChar>?,
  _ min: Py_ssize_t,
  _ max: Py_ssize_t,
  _ va: VariadicArguments
) -> Int32 {
  guard let args, args.isInstance(TypeFlag.tuple) else {
    _ = Raise(.system, "PyArg_UnpackTuple() argument list is not a tuple")
    return 0
  }
  let n = tupleCount(args)
  if _PyArg_CheckPositional(name, n, min, max) == 0 { return 0 }
  for i in 0..<n {
    let item = tupleItem(args, i)
    suture_expose(item)
    Next.place(va, ObjectPointer?.self).pointee = item
  }
  return 1
}

@c @implementation
public func PyArg_ValidateKeywordArguments(_ kwargs: ObjectPointer?) -> Int32 {
  guard let kwargs, kwargs.isInstance(TypeFlag.dict) else {
    _ = Raise.badInternalCall("Python/getargs.c", 1470)
    return 0
  }
  var position: Py_ssize_t = 0
  var key: ObjectPointer?
  var value: ObjectPointer?
  while PyDict_Next(kwargs, &position, &key, &value) != 0 {
    guard key!.isInstance(TypeFlag.unicode) else {
      _ = Raise(.type, "keywords must be strings")
      return 0
    }
  }
  return 1
}
