import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// PyUnicode_FromFormat and PyBytes_FromFormat.

/// One conversion of a format: flags, width, precision and size.
private struct Conversion {
  var leftAligned = false
  var zeroPadded = false
  var alternate = false
  var width = -1
  var precision = -1
  var size = Size.int

  /// True without width, precision and size: the only way that c and p are allowed.
  var isBare: Bool { width < 0 && precision == -1 && size == .int }

  enum Size { case int, long, longLong, size, pointerDifference, maximum }
}

// MARK: Operations

private struct FormatWriter: ~Copyable {
  var output = StrWriter()
  let arguments: VariadicArguments

  init(_ arguments: VariadicArguments) { self.arguments = arguments }

  mutating func run(_ format: UnsafePointer<CChar>) throws(Raise) {
    var f = FormatCursor(format)
    while f.here != 0 {
      if f.here == UInt8(ascii: "%") {
        try convert(&f)
        continue
      }
      let c = f.take()
      if c >= 0x80 {
        let hex = String(c, radix: 16)
        throw Raise(
          .value,
          "PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0x\(hex)"
        )
      }
      output.append(UInt32(c))
    }
  }

  /// Reads a number or `*`; nil: there is neither.
  private func number(_ f: inout FormatCursor, _ name: StaticString) throws(Raise) -> Int? {
    if f.skip(UInt8(ascii: "*")) { return Int(Next.int(arguments)) }
    guard f.here.isASCIIDigit else { return nil }
    var n = 0
    while f.here.isASCIIDigit {
      if n > (Int.max - 9) / 10 { throw Raise(.value, "\(name) too big") }
      n = n * 10 + Int(f.take() - 48)
    }
    return n
  }

  private mutating func convert(_ f: inout FormatCursor) throws(Raise) {
    let start = f
    f.next += 1
    if f.skip(UInt8(ascii: "%")) {
      output.append(37)
      return
    }
    var c = Conversion()
    flags: while true {
      switch f.here {
      case UInt8(ascii: "-"): c.leftAligned = true
      case UInt8(ascii: "0"): c.zeroPadded = true
      case UInt8(ascii: "#"): c.alternate = true
      default: break flags
      }
      f.next += 1
    }
    if let width = try number(&f, "width") {
      c.width = abs(width)
      if width < 0 { c.leftAligned = true }
    }
    if f.skip(UInt8(ascii: ".")) {
      c.precision = try number(&f, "precision") ?? 0
      if c.precision < -1 { c.precision = -2 }
    }
    switch f.here {
    case UInt8(ascii: "l"):
      f.next += 1
      c.size = f.skip(UInt8(ascii: "l")) ? .longLong : .long
    case UInt8(ascii: "z"): (c.size, f.next) = (.size, f.next + 1)
    case UInt8(ascii: "t"): (c.size, f.next) = (.pointerDifference, f.next + 1)
    case UInt8(ascii: "j"): (c.size, f.next) = (.maximum, f.next + 1)
    default: break
    }
    let kind = f.here
    if kind != 0 { f.next += 1 }
    switch kind {
    case UInt8(ascii: "d"), UInt8(ascii: "i"): appendSigned(c)
    case UInt8(ascii: "u"): appendNumber(unsigned(c), radix: 10, c)
    case UInt8(ascii: "o"): appendNumber(unsigned(c), radix: 8, c)
    case UInt8(ascii: "x"): appendNumber(unsigned(c), radix: 16, c)
    case UInt8(ascii: "X"): appendNumber(unsigned(c), radix: 16, c, uppercase: true)
    case UInt8(ascii: "c") where c.isBare:
      let point = Next.int(arguments)
      guard point >= 0, point <= 0x10FFFF else {
        throw Raise(.overflow, "character argument not in range(0x110000)")
      }
      output.append(UInt32(point))
    case UInt8(ascii: "p") where c.isBare:
      let p = Next.pointer(arguments)
      let text = p.map { "0x" + String(UInt(bitPattern: $0), radix: 16) } ?? "0x(nil)"
      let s = try Owned(makeStr(text))
      try append(s.pointer, c)
    case UInt8(ascii: "s") where c.size == .int || c.size == .long:
      try appendText(c, Next.pointer(arguments))
    case UInt8(ascii: "U") where c.size == .int:
      try append(Next.object(arguments)!, c)
    case UInt8(ascii: "V") where c.size == .int || c.size == .long:
      let o = Next.object(arguments)
      let text = Next.pointer(arguments)
      if let o { try append(o, c) } else { try appendText(c, text) }
    case UInt8(ascii: "S") where c.size == .int:
      let s = try Owned(PyObject_Str(Next.object(arguments)))
      try append(s.pointer, c)
    case UInt8(ascii: "R") where c.size == .int:
      let s = try Owned(PyObject_Repr(Next.object(arguments)))
      try append(s.pointer, c)
    case UInt8(ascii: "A") where c.size == .int:
      let s = try Owned(PyObject_ASCII(Next.object(arguments)))
      try append(s.pointer, c)
    case UInt8(ascii: "T") where c.size == .int:
      let s = try Owned(
        qualifiedName(Next.object(arguments)!.type, separator: c.alternate ? ":" : ".")
      )
      try append(s.pointer, c)
    case UInt8(ascii: "N") where c.size == .int:
      let o = Next.object(arguments)!
      guard o.isInstance(TypeFlag.type) else { throw Raise(.type, "%N argument must be a type") }
      let s = try Owned(qualifiedName(o.asType, separator: c.alternate ? ":" : "."))
      try append(s.pointer, c)
    default:
      throw Raise(.system, "invalid format string: \(start.rest)")
    }
  }

  // MARK: Numbers

  private func unsigned(_ c: Conversion) -> UInt64 {
    switch c.size {
    case .int: return UInt64(suture_va_uint(arguments))
    default: return UInt64(bitPattern: suture_va_longlong(arguments))
    }
  }

  private mutating func appendSigned(_ c: Conversion) {
    let value: Int64 = c.size == .int ? Int64(Next.int(arguments)) : suture_va_longlong(arguments)
    appendNumber(value.magnitude, radix: 10, c, negative: value < 0)
  }

  private mutating func appendNumber(
    _ value: UInt64,
    radix: Int,
    _ c: Conversion,
    negative: Bool = false,
    uppercase: Bool = false
  ) {
    let digits = String(value, radix: radix, uppercase: uppercase)
    let sign = negative ? 1 : 0
    var count = max(digits.utf8.count, c.precision)
    if c.zeroPadded, !c.leftAligned { count = max(count, c.width - sign) }
    let fill = max(0, c.width - sign - count)
    if !c.leftAligned { output.append(32, times: fill) }
    if negative { output.append(45) }
    output.append(48, times: count - digits.utf8.count)
    output.append(digits)
    if c.leftAligned { output.append(32, times: fill) }
  }

  // MARK: Text

  /// A str, cut to the precision and padded to the width.
  private mutating func append(_ str: ObjectPointer, _ c: Conversion) throws(Raise) {
    guard str.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "expected str, not \(str.type.name)")
    }
    let text = strText(str)
    let count = c.precision >= 0 ? min(c.precision, text.count) : text.count
    let fill = max(0, c.width - count)
    if !c.leftAligned { output.append(32, times: fill) }
    output.append(count == text.count ? text : text.slice(0, count))
    if c.leftAligned { output.append(32, times: fill) }
  }

  /// A C string, UTF-8 or wide; the precision counts its units.
  private mutating func appendText(_ c: Conversion, _ p: UnsafeMutableRawPointer?) throws(Raise) {
    var whole = c
    whole.precision = -1
    if c.size == .long {
      let wide = p!.assumingMemoryBound(to: wchar_t.self)
      let n = c.precision < 0 ? wcslen(wide) : wcsnlen(wide, c.precision)
      let s = try Owned(PyUnicode_FromWideChar(wide, n))
      try append(s.pointer, whole)
      return
    }
    let text = p!.assumingMemoryBound(to: CChar.self)
    if c.precision < 0, c.width < 0, appendASCII(text) { return }
    let n = c.precision < 0 ? strlen(text) : strnlen(text, c.precision)
    let s = try Owned(PyUnicode_DecodeUTF8Stateful(text, n, "replace", nil))
    try append(s.pointer, whole)
  }

  /// Appends plain ASCII; false: there is something else in it, and nothing was appended.
  private mutating func appendASCII(_ text: UnsafePointer<CChar>) -> Bool {
    var n = 0
    while text[n] > 0 { n += 1 }
    if text[n] != 0 { return false }
    for i in 0..<n { output.append(UInt32(UInt8(bitPattern: text[i]))) }
    return true
  }
}

/// `module.qualname`, without the module for builtins and __main__: a new reference.
func qualifiedName(_ type: TypePointer, separator: String) throws(Raise) -> ObjectPointer {
  guard type.has(TypeFlag.heap) else { return try makeStr(type.name) }
  let name = try Owned(PyType_GetQualName(type))
  let module = try Owned(PyObject_GetAttr(type.asObject, suture_name___module__()))
  guard module.pointer.isInstance(TypeFlag.unicode) else { return name.take() }
  let text = swiftText(module.pointer)
  if text == "builtins" || text == "__main__" { return name.take() }
  return try makeStr(text + separator + swiftText(name.pointer))
}

// MARK: C API

@c @implementation
func suture_text_format(_ format: UnsafePointer<CChar>, _ va: VariadicArguments) -> ObjectPointer? {
  raising { () throws(Raise) in
    var writer = FormatWriter(va)
    try writer.run(format)
    return try writer.output.finish()
  }
}

@c @implementation
func suture_err_format(
  _ type: ObjectPointer?,
  _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments
) -> ObjectPointer? {
  // A pending exception would disturb the str() and repr() of the arguments.
  PyErr_Clear()
  guard let text = suture_text_format(format, va) else { return nil }
  PyErr_SetObject(type, text)
  suture_decref(text)
  return nil
}

@c @implementation
func suture_bytes_format(_ format: UnsafePointer<CChar>, _ va: VariadicArguments) -> ObjectPointer?
{
  raising { () throws(Raise) in
    var out: [UInt8] = []
    var f = FormatCursor(format)
    while f.here != 0 {
      guard f.here == UInt8(ascii: "%") else {
        out.append(f.take())
        continue
      }
      let start = f
      f.next += 1
      while f.here.isASCIIDigit { f.next += 1 }  // the width is ignored
      var precision = 0
      if f.skip(UInt8(ascii: ".")) {
        while f.here.isASCIIDigit { precision = precision &* 10 &+ Int(f.take() - 48) }
      }
      while f.here != 0, f.here != UInt8(ascii: "%"), !f.here.isASCIIAlpha { f.next += 1 }
      let isWide =
        (f.here == UInt8(ascii: "l") || f.here == UInt8(ascii: "z"))
        && (f.next[1] == CChar(UInt8(ascii: "d")) || f.next[1] == CChar(UInt8(ascii: "u")))
      if isWide { f.next += 1 }
      let kind = f.here
      switch kind {
      case UInt8(ascii: "c"):
        let c = Next.int(va)
        guard c >= 0, c <= 255 else {
          throw Raise(
            .overflow,
            "PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]"
          )
        }
        out.append(UInt8(c))
      case UInt8(ascii: "d"):
        out += Array(String(isWide ? Int64(suture_va_longlong(va)) : Int64(Next.int(va))).utf8)
      case UInt8(ascii: "i"): out += Array(String(Next.int(va)).utf8)
      case UInt8(ascii: "u"):
        let n = isWide ? UInt64(bitPattern: suture_va_longlong(va)) : UInt64(suture_va_uint(va))
        out += Array(String(n).utf8)
      case UInt8(ascii: "x"): out += Array(String(suture_va_uint(va), radix: 16).utf8)
      case UInt8(ascii: "s"):
        let text = Next.text(va)!
        let n = precision <= 0 ? strlen(text) : strnlen(text, precision)
        for i in 0..<n { out.append(UInt8(bitPattern: text[i])) }
      case UInt8(ascii: "p"):
        let p = Next.pointer(va)
        out += Array((p.map { "0x" + String(UInt(bitPattern: $0), radix: 16) } ?? "0x(nil)").utf8)
      case UInt8(ascii: "%"): out.append(kind)
      default:
        // Unknown: the rest is copied as it stands.
        var rest = start
        while rest.here != 0 { out.append(rest.take()) }
        f = rest
        continue
      }
      f.next += 1
    }
    return out.withUnsafeBytes { bytes in
      PyBytes_FromStringAndSize(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
  }
}
