import SutureRuntime

/// Why a text is not a literal.
struct LiteralError: Error {
  let message: String
}

/// Python literals: numbers, str, bytes, None, True, False, inf, nan, and tuples, lists, dicts and sets of them.
struct Literal {
  private let text: [UInt8]
  private var position = 0
  private var depth = 0

  private init(_ text: String) { self.text = Array(text.utf8) }

  /// The object that the text stands for: a new reference.
  ///
  /// The calling thread is attached.
  static func parse(_ text: String) throws(LiteralError) -> ObjectPointer {
    var parser = Literal(text)
    let value = try parser.value()
    parser.skipSpaces()
    guard parser.position == parser.text.count else {
      Py_DecRef(value)
      throw LiteralError(message: "unexpected text after the literal")
    }
    return value
  }

  /// `name=literal` taken apart; nil: the text does not begin like that.
  static func keyword(_ text: String) -> (String, String)? {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let name = text[..<equals]
    guard let first = name.first, first.isLetter || first == "_" else { return nil }
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
    return (String(name), String(text[text.index(after: equals)...]))
  }

  // MARK: Parsing

  private var byte: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpaces() {
    while let b = byte, b == 32 || b == 9 || b == 10 || b == 13 { position += 1 }
  }

  private mutating func skip(_ wanted: Character) -> Bool {
    skipSpaces()
    guard byte == wanted.asciiValue else { return false }
    position += 1
    return true
  }

  private func checked(_ o: ObjectPointer?) throws(LiteralError) -> ObjectPointer {
    guard let o else { throw LiteralError(message: takePendingExceptionText() ?? "no memory") }
    return o
  }

  private mutating func value() throws(LiteralError) -> ObjectPointer {
    skipSpaces()
    guard let b = byte else { throw LiteralError(message: "a literal is missing") }
    depth += 1
    defer { depth -= 1 }
    if depth > 200 { throw LiteralError(message: "nested too deeply") }
    switch b {
    case 0x28: return try tuple()
    case 0x5b: return try list()
    case 0x7b: return try dictOrSet()
    case 0x22, 0x27: return try string()
    case 0x2b, 0x2d, 0x2e, 0x30...0x39: return try number()
    default: return try word()
    }
  }

  private mutating func word() throws(LiteralError) -> ObjectPointer {
    let start = position
    while let b = byte,
      b == 0x5f || (b | 0x20 >= 0x61 && b | 0x20 <= 0x7a) || (b >= 0x30 && b <= 0x39)
    {
      position += 1
    }
    let name = String(decoding: text[start..<position], as: UTF8.self)
    switch name {
    case "None": return suture_None()
    case "True": return suture_True()
    case "False": return suture_False()
    case "Ellipsis": return suture_Ellipsis()
    case "inf": return try checked(PyFloat_FromDouble(.infinity))
    case "nan": return try checked(PyFloat_FromDouble(.nan))
    case "b", "B", "r", "R", "rb", "br", "Rb", "rB", "bR", "Br", "RB", "BR", "u", "U":
      if byte == 0x22 || byte == 0x27 {
        let lower = name.lowercased()
        return try string(isBytes: lower.contains("b"), isRaw: lower.contains("r"))
      }
    default: break
    }
    if name == "set", skip("("), skip(")") { return try checked(PySet_New(nil)) }
    throw LiteralError(
      message: name.isEmpty ? "not a Python literal" : "'\(name)' is not a Python literal"
    )
  }

  private mutating func number() throws(LiteralError) -> ObjectPointer {
    var isNegative = false
    while let b = byte, b == 0x2b || b == 0x2d {
      if b == 0x2d { isNegative.toggle() }
      position += 1
      skipSpaces()
    }
    if let b = byte, b | 0x20 == 0x69 || b | 0x20 == 0x6e {
      let value = try word()
      defer { Py_DecRef(value) }
      return try checked(isNegative ? PyNumber_Negative(value) : PyNumber_Positive(value))
    }
    let start = position
    let isHex =
      position + 1 < text.count && text[position] == 0x30 && text[position + 1] | 0x20 == 0x78
    var isFloat = false
    while let b = byte {
      let isDigit = (b >= 0x30 && b <= 0x39) || b == 0x5f
      let isLetter = b | 0x20 >= 0x61 && b | 0x20 <= 0x7a
      if isDigit || (isLetter && (isHex || b | 0x20 != 0x65)) {
        position += 1
      } else if b == 0x2e || (isLetter && !isHex) {
        isFloat = true
        position += 1
        if isLetter, byte == 0x2b || byte == 0x2d { position += 1 }
      } else {
        break
      }
    }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    guard let first = digits.first, first == "." || first.isNumber else {
      throw LiteralError(
        message: "'\(String(decoding: text, as: UTF8.self))' is not a Python literal"
      )
    }
    let sign = isNegative ? "-" : ""
    if digits.hasSuffix("j") || digits.hasSuffix("J") {
      guard let imaginary = Double(sign + digits.dropLast().filter { $0 != "_" }) else {
        throw LiteralError(message: "'\(digits)' is not a number")
      }
      return try checked(PyComplex_FromDoubles(0, imaginary))
    }
    if isFloat {
      guard let value = Double(sign + digits.filter { $0 != "_" }) else {
        throw LiteralError(message: "'\(digits)' is not a number")
      }
      return try checked(PyFloat_FromDouble(value))
    }
    return try checked(PyLong_FromString(sign + digits, nil, 0))
  }

  private mutating func string(isBytes: Bool = false, isRaw: Bool = false) throws(LiteralError)
    -> ObjectPointer
  {
    var bytes: [UInt8] = []
    // Adjacent literals are one.
    repeat {
      try quoted(&bytes, isBytes, isRaw)
      skipSpaces()
    } while !isBytes && !isRaw && (byte == 0x22 || byte == 0x27)
    let result = bytes.withUnsafeBytes { buffer -> ObjectPointer? in
      let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      return isBytes
        ? PyBytes_FromStringAndSize(start, buffer.count)
        : PyUnicode_DecodeUTF8(start, buffer.count, "surrogatepass")
    }
    return try checked(result)
  }

  private mutating func quoted(_ out: inout [UInt8], _ isBytes: Bool, _ isRaw: Bool)
    throws(LiteralError)
  {
    let quote = text[position]
    position += 1
    let isTriple =
      position + 1 < text.count && text[position] == quote && text[position + 1] == quote
    if isTriple { position += 2 }
    while let b = byte {
      position += 1
      if b == quote {
        if !isTriple { return }
        if position + 1 < text.count, text[position] == quote, text[position + 1] == quote {
          position += 2
          return
        }
        out.append(b)
      } else if b == 0x5c {
        if isRaw {
          out.append(b)
          if let next = byte { out.append(next); position += 1 }
        } else {
          try escape(&out, isBytes)
        }
      } else {
        if isBytes, b >= 0x80 {
          throw LiteralError(message: "bytes can only contain ASCII literal characters")
        }
        out.append(b)
      }
    }
    throw LiteralError(message: "the string is not closed")
  }

  private mutating func escape(_ out: inout [UInt8], _ isBytes: Bool) throws(LiteralError) {
    guard let b = byte else { throw LiteralError(message: "the string is not closed") }
    position += 1
    switch b {
    case 0x0a: break
    case 0x5c, 0x27, 0x22: out.append(b)
    case 0x61: out.append(7)
    case 0x62: out.append(8)
    case 0x66: out.append(12)
    case 0x6e: out.append(10)
    case 0x72: out.append(13)
    case 0x74: out.append(9)
    case 0x76: out.append(11)
    case 0x78: try append(hex(2), &out, isBytes)
    case 0x75 where !isBytes: try append(hex(4), &out, false)
    case 0x55 where !isBytes: try append(hex(8), &out, false)
    case 0x30...0x37:
      var value = UInt32(b - 0x30)
      var n = 1
      while n < 3, let next = byte, next >= 0x30, next <= 0x37 {
        value = value * 8 + UInt32(next - 0x30)
        position += 1
        n += 1
      }
      append(isBytes ? value & 0xff : value, &out, isBytes)
    default:
      out.append(0x5c)
      out.append(b)
    }
  }

  private mutating func hex(_ count: Int) throws(LiteralError) -> UInt32 {
    guard position + count <= text.count,
      let value = UInt32(
        String(decoding: text[position..<position + count], as: UTF8.self),
        radix: 16
      ),
      value < 0x110000
    else { throw LiteralError(message: "bad escape in the string") }
    position += count
    return value
  }

  /// A byte, or a code point as UTF-8; surrogates too, which `surrogatepass` decodes.
  private func append(_ point: UInt32, _ out: inout [UInt8], _ isByte: Bool) {
    if isByte || point < 0x80 {
      out.append(UInt8(truncatingIfNeeded: point))
    } else if point < 0x800 {
      out.append(UInt8(0xc0 | point >> 6))
      out.append(UInt8(0x80 | point & 0x3f))
    } else if point < 0x10000 {
      out.append(UInt8(0xe0 | point >> 12))
      out.append(UInt8(0x80 | point >> 6 & 0x3f))
      out.append(UInt8(0x80 | point & 0x3f))
    } else {
      out.append(UInt8(0xf0 | point >> 18))
      out.append(UInt8(0x80 | point >> 12 & 0x3f))
      out.append(UInt8(0x80 | point >> 6 & 0x3f))
      out.append(UInt8(0x80 | point & 0x3f))
    }
  }

  // MARK: Containers

  /// The values up to `close`, and whether a comma followed the last.
  private mutating func items(_ close: Character) throws(LiteralError) -> (
    items: [ObjectPointer], comma: Bool
  ) {
    var items: [ObjectPointer] = []
    var comma = false
    while !skip(close) {
      if !items.isEmpty, !comma { throw LiteralError(message: "',' is missing") }
      items.append(try value())
      comma = skip(",")
    }
    return (items, comma)
  }

  private mutating func tuple() throws(LiteralError) -> ObjectPointer {
    position += 1
    let (items, comma) = try items(")")
    if items.count == 1, !comma { return items[0] }
    let tuple = try checked(PyTuple_New(items.count))
    for (i, item) in items.enumerated() { PyTuple_SetItem(tuple, i, item) }
    return tuple
  }

  private mutating func list() throws(LiteralError) -> ObjectPointer {
    position += 1
    let items = try items("]").items
    let list = try checked(PyList_New(items.count))
    for (i, item) in items.enumerated() { PyList_SetItem(list, i, item) }
    return list
  }

  private mutating func dictOrSet() throws(LiteralError) -> ObjectPointer {
    position += 1
    if skip("}") { return try checked(PyDict_New()) }
    let first = try value()
    guard skip(":") else {
      let set = try checked(PySet_New(nil))
      try add(first, to: set)
      if !skip(",") {
        guard skip("}") else { throw LiteralError(message: "',' is missing") }
        return set
      }
      for item in try items("}").items { try add(item, to: set) }
      return set
    }
    let dict = try checked(PyDict_New())
    var key = first
    while true {
      let item = try value()
      let result = PyDict_SetItem(dict, key, item)
      Py_DecRef(key)
      Py_DecRef(item)
      if result < 0 { throw LiteralError(message: takePendingExceptionText() ?? "bad key") }
      let comma = skip(",")
      if skip("}") { return dict }
      guard comma else { throw LiteralError(message: "',' is missing") }
      key = try value()
      guard skip(":") else { throw LiteralError(message: "':' is missing") }
    }
  }

  private func add(_ item: ObjectPointer, to set: ObjectPointer) throws(LiteralError) {
    let result = PySet_Add(set, item)
    Py_DecRef(item)
    if result < 0 { throw LiteralError(message: takePendingExceptionText() ?? "bad item") }
  }
}
