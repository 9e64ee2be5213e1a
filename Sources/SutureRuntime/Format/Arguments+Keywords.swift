import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// PyArg_ParseTupleAndKeywords.

private func isEnd(_ c: UInt8) -> Bool {
  c == 0 || c == UInt8(ascii: ":") || c == UInt8(ascii: ";")
}

private func findEnd(_ format: UnsafePointer<CChar>) -> FormatEnd {
  var f = FormatCursor(format)
  while !isEnd(f.here) { f.next += 1 }
  return FormatEnd(f)
}

/// One call of PyArg_ParseTupleAndKeywords.
private struct KeywordParser {
  typealias Names = UnsafePointer<UnsafeMutablePointer<CChar>?>

  var parser: ArgumentParser
  let format: UnsafePointer<CChar>
  let args: ObjectPointer
  let kwargs: ObjectPointer?
  let names: Names
  /// How many names there are, and how many of them are empty: positional only.
  var count = 0
  var positionalOnly = 0

  init(
    _ args: ObjectPointer,
    _ kwargs: ObjectPointer?,
    _ format: UnsafePointer<CChar>,
    _ names: Names,
    _ va: VariadicArguments
  ) {
    parser = ArgumentParser(format, va)
    self.format = format
    self.args = args
    self.kwargs = kwargs
    self.names = names
  }

  /// The keyword argument `name`: a new reference.
  private func keyword(_ name: UnsafePointer<CChar>) throws(Raise) -> ObjectPointer? {
    var found: ObjectPointer?
    if PyDict_GetItemStringRef(kwargs, name, &found) < 0 { throw .pending }
    return found
  }

  private var end: FormatEnd { findEnd(format) }

  mutating func run() throws(Raise) {
    while let name = names[positionalOnly], name.pointee == 0 { positionalOnly += 1 }
    count = positionalOnly
    while let name = names[count] {
      if name.pointee == 0 { throw Raise(.system, "Empty keyword parameter name") }
      count += 1
    }
    let n = tupleCount(args)
    let given = kwargs.map { PyDict_Size($0) } ?? 0
    if n + given > count {
      let keyword = n == 0 ? "keyword " : ""
      throw Raise(
        .type,
        "\(end.function) takes at most \(count) \(keyword)argument\(plural(count)) (\(n + given) given)"
      )
    }
    try convert(n, given)
  }

  private mutating func convert(_ n: Int, _ given: Int) throws(Raise) {
    var left = given
    var min = Int.max
    var max = Int.max
    var skip = false
    var i = 0
    while i < count {
      if parser.f.here == UInt8(ascii: "|") {
        if min != Int.max { throw Raise(.system, "Invalid format string (| specified twice)") }
        min = i
        parser.f.next += 1
        if max != Int.max { throw Raise(.system, "Invalid format string ($ before |)") }
      }
      if parser.f.here == UInt8(ascii: "$") {
        if max != Int.max { throw Raise(.system, "Invalid format string ($ specified twice)") }
        max = i
        parser.f.next += 1
        if max < positionalOnly { throw Raise(.system, "Empty parameter name after $") }
        if skip { break }
        if max < n {
          if max == 0 { throw Raise(.type, "\(end.function) takes no positional arguments") }
          let bound = min != Int.max ? "at most" : "exactly"
          throw Raise(
            .type,
            "\(end.function) takes \(bound) \(max) positional argument\(plural(max)) (\(n) given)"
          )
        }
      }
      if isEnd(parser.f.here) {
        throw Raise(.system, "More keyword list entries (\(count)) than format specifiers (\(i))")
      }
      if !skip {
        if i < n {
          try accept(tupleItem(args, i), i)
          i += 1
          continue
        }
        if left > 0, i >= positionalOnly, let value = try keyword(names[i]!) {
          left -= 1
          let value = Owned(value)
          try accept(value.pointer, i)
          i += 1
          continue
        }
        if i < min {
          guard i < positionalOnly else {
            throw Raise(
              .type,
              "\(end.function) missing required argument '\(String(cString: names[i]!))' (pos \(i + 1))"
            )
          }
          // The message needs the number of required arguments, which is not known yet.
          skip = true
        }
        // All that is required is there, and no keyword is left.
        if left == 0, !skip { return }
      }
      let unit = parser.f
      if let message = parser.skipUnit() {
        throw Raise(.system, "\(message): '\(unit.rest)'")
      }
      i += 1
    }
    if skip {
      let required = Swift.min(positionalOnly, min)
      let bound = required < i ? "at least" : "exactly"
      throw Raise(
        .type,
        "\(end.function) takes \(bound) \(required) positional argument\(plural(required)) (\(n) given)"
      )
    }
    let c = parser.f.here
    if !isEnd(c), c != UInt8(ascii: "|"), c != UInt8(ascii: "$") {
      throw Raise(
        .system,
        "more argument specifiers than keyword list entries (remaining format:'\(parser.f.rest)')"
      )
    }
    if left > 0 { try refuseRest(n) }
  }

  private mutating func accept(_ value: ObjectPointer, _ i: Int) throws(Raise) {
    if let fault = parser.item(value) {
      raiseArgumentFault(fault, i + 1, end)
      throw .pending
    }
  }

  /// Names the keyword that nobody took.
  private func refuseRest(_ n: Int) throws(Raise) {
    for i in Swift.min(positionalOnly, n)..<n where names[i]!.pointee != 0 {
      if let twice = try keyword(names[i]!) {
        suture_decref(twice)
        throw Raise(
          .type,
          "argument for \(end.function) given by name ('\(String(cString: names[i]!))') and position (\(i + 1))"
        )
      }
    }
    var position: Py_ssize_t = 0
    var key: ObjectPointer?
    var value: ObjectPointer?
    while PyDict_Next(kwargs, &position, &key, &value) != 0 {
      guard key!.isInstance(TypeFlag.unicode) else {
        throw Raise(.type, "keywords must be strings")
      }
      var known = false
      for i in positionalOnly..<count where PyUnicode_EqualToUTF8(key, names[i]) != 0 {
        known = true
      }
      if !known {
        let known = (positionalOnly..<count).map { String(cString: names[$0]!) }
        throw unexpectedKeyword(
          end.name.map { "\($0)()" } ?? "this function",
          swiftText(key!),
          known
        )
      }
    }
  }
}

/// TypeError for a keyword that nobody takes, with a suggestion.
func unexpectedKeyword(_ function: String, _ keyword: String, _ known: [String]) -> Raise {
  var message = "\(function) got an unexpected keyword argument '\(keyword)'"
  if let guess = suggestion(keyword, known) { message += ". Did you mean '\(guess)'?" }
  return Raise(.type, message)
}

extension ArgumentParser {
  /// Steps over one unit and its places in the variadic list.
  ///
  /// - Returns: what is wrong with the format.
  mutating func skipUnit() -> String? {
    let c = f.take()
    switch c {
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "h"), UInt8(ascii: "H"),
      UInt8(ascii: "i"),
      UInt8(ascii: "I"), UInt8(ascii: "l"), UInt8(ascii: "k"), UInt8(ascii: "L"), UInt8(ascii: "K"),
      UInt8(ascii: "n"), UInt8(ascii: "f"), UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "c"),
      UInt8(ascii: "p"), UInt8(ascii: "S"), UInt8(ascii: "Y"), UInt8(ascii: "U"), UInt8(ascii: "C"):
      _ = Next.pointer(va)
    case UInt8(ascii: "e"):
      _ = Next.pointer(va)
      guard f.here == UInt8(ascii: "s") || f.here == UInt8(ascii: "t") else {
        return "impossible<bad format char>"
      }
      f.next += 1
      return skipText()
    case UInt8(ascii: "w"):
      _ = Next.pointer(va)
      guard f.skip(UInt8(ascii: "*")) else { return "impossible<bad format char>" }
    case UInt8(ascii: "s"), UInt8(ascii: "z"), UInt8(ascii: "y"): return skipText()
    case UInt8(ascii: "O"):
      if f.skip(UInt8(ascii: "!")) || f.skip(UInt8(ascii: "&")) { _ = Next.pointer(va) }
      _ = Next.pointer(va)
    case UInt8(ascii: "("):
      while f.here != UInt8(ascii: ")") {
        if isEnd(f.here) { return "Unmatched left paren in format string" }
        if let message = skipUnit() { return message }
      }
      f.next += 1
    case UInt8(ascii: ")"): return "Unmatched right paren in format string"
    default: return "impossible<bad format char>"
    }
    return nil
  }

  private mutating func skipText() -> String? {
    _ = Next.pointer(va)
    if f.skip(UInt8(ascii: "#")) { _ = Next.pointer(va) } else { _ = f.skip(UInt8(ascii: "*")) }
    return nil
  }
}

// MARK: C API

@c @implementation
func suture_arg_parse_keywords(
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?,
  _ format: UnsafePointer<CChar>?,
  _ keywords: UnsafePointer<UnsafeMutablePointer<CChar>?>?,
  _ va: VariadicArguments,
  _ line: Int32
) -> Int32 {
  guard let args, args.isInstance(TypeFlag.tuple),
    kwargs == nil || kwargs!.isInstance(TypeFlag.dict),
    let format, let keywords
  else {
    _ = Raise.badInternalCall("Python/getargs.c", UInt(line))
    return 0
  }
  var call = KeywordParser(args, kwargs, format, keywords, va)
  do throws(Raise) {
    try call.run()
    return 1
  } catch {
    call.parser.undo()
    return 0
  }
}
