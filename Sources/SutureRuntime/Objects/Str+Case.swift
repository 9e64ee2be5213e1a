import CSuture

// Case mapping and the questions that begin with `is`.

// MARK: Operations

enum CaseMapping { case upper, lower, title, fold }

@inline(__always)
private func offset(_ row: UnsafePointer<SutureCharacter>, _ mapping: CaseMapping) -> Int32 {
  switch mapping {
  case .upper: row.pointee.upper
  case .lower: row.pointee.lower
  case .title: row.pointee.title
  case .fold: row.pointee.fold
  }
}

/// Appends what `point` maps to: one to three code points.
@inline(__always)
private func append(_ point: UInt32, _ mapping: CaseMapping, to w: inout StrWriter) {
  let row = suture_character(point)
  let value = offset(row, mapping)
  if UInt32(row.pointee.flags) & SUTURE_CHAR_SPECIAL == 0 {
    w.append(UInt32(bitPattern: Int32(bitPattern: point) &+ value))
    return
  }
  let points = suture_case_mapping(value)
  for i in 0..<Int(value & 0xFF) { w.append(points[i]) }
}

@inline(__always)
private func has(_ point: UInt32, _ flags: UInt32) -> Bool {
  suture_character_flags(point) & flags != 0
}

/// Appends the lower case of the point at `i`.
///
/// A capital sigma at the end of a word becomes a final one.
@inline(__always)
private func appendLower(_ text: StrText, _ i: Int, to w: inout StrWriter) {
  let point = text[i]
  if point == 0x3A3 {
    w.append(isFinalSigma(text, i) ? 0x3C2 : 0x3C3)
  } else {
    append(point, .lower, to: &w)
  }
}

private func isFinalSigma(_ text: StrText, _ i: Int) -> Bool {
  var j = i - 1
  while j >= 0, has(text[j], SUTURE_CHAR_CASE_IGNORABLE) { j -= 1 }
  if j < 0 || !has(text[j], SUTURE_CHAR_CASED) { return false }
  j = i + 1
  while j < text.count, has(text[j], SUTURE_CHAR_CASE_IGNORABLE) { j += 1 }
  return j == text.count || !has(text[j], SUTURE_CHAR_CASED)
}

/// The text in upper or lower case, or folded; a new reference.
func strMapped(_ str: ObjectPointer, _ mapping: CaseMapping) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  if text.isASCII {
    let o = try newStr(text.count, maximum: 0x7F)
    let from = text.base.assumingMemoryBound(to: UInt8.self)
    let to = strBuffer(o).assumingMemoryBound(to: UInt8.self)
    let first: UInt8 = mapping == .upper ? 97 : 65
    for i in 0..<text.count {
      let byte = from[i]
      to[i] = byte &- first < 26 ? byte ^ 32 : byte
    }
    return o
  }
  var w = StrWriter(capacity: text.count)
  for i in 0..<text.count {
    if mapping == .lower { appendLower(text, i, to: &w) } else { append(text[i], mapping, to: &w) }
  }
  return try w.finish()
}

/// The first character in title case, the rest in lower case; a new reference.
func strCapitalized(_ str: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  if text.count == 0 { return try exactStr(str) }
  var w = StrWriter(capacity: text.count)
  append(text[0], .title, to: &w)
  for i in 1..<text.count { appendLower(text, i, to: &w) }
  return try w.finish()
}

/// The first character of each word in title case, the rest in lower case; a new reference.
func strTitled(_ str: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  var w = StrWriter(capacity: text.count)
  var afterCased = false
  for i in 0..<text.count {
    if afterCased { appendLower(text, i, to: &w) } else { append(text[i], .title, to: &w) }
    afterCased = has(text[i], SUTURE_CHAR_CASED)
  }
  return try w.finish()
}

/// Upper case to lower case and the reverse; a new reference.
func strSwapped(_ str: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  var w = StrWriter(capacity: text.count)
  for i in 0..<text.count {
    let point = text[i]
    let flags = suture_character_flags(point)
    if flags & SUTURE_CHAR_UPPER != 0 {
      appendLower(text, i, to: &w)
    } else if flags & SUTURE_CHAR_LOWER != 0 {
      append(point, .upper, to: &w)
    } else {
      w.append(point)
    }
  }
  return try w.finish()
}

/// True when the text is not empty and each point has one of these flags.
private func all(_ text: StrText, _ flags: UInt32) -> Bool {
  if text.count == 0 { return false }
  for i in 0..<text.count where !has(text[i], flags) { return false }
  return true
}

/// True when a point has a flag of `wanted` and none has one of `others`.
private func someAndNo(_ text: StrText, _ wanted: UInt32, _ others: UInt32) -> Bool {
  var found = false
  for i in 0..<text.count {
    let flags = suture_character_flags(text[i])
    if flags & others != 0 { return false }
    if flags & wanted != 0 { found = true }
  }
  return found
}

func isTitle(_ text: StrText) -> Bool {
  var found = false
  var afterCased = false
  for i in 0..<text.count {
    let flags = suture_character_flags(text[i])
    if flags & (SUTURE_CHAR_UPPER | SUTURE_CHAR_TITLE) != 0 {
      if afterCased { return false }
      afterCased = true
      found = true
    } else if flags & SUTURE_CHAR_LOWER != 0 {
      if !afterCased { return false }
      found = true
    } else {
      afterCased = false
    }
  }
  return found
}

@inline(__always)
func isPrintable(_ point: UInt32) -> Bool { has(point, SUTURE_CHAR_PRINTABLE) }

func isIdentifier(_ text: StrText) -> Bool {
  if text.count == 0 { return false }
  let first = text[0]
  if first != 95, !has(first, SUTURE_CHAR_XID_START) { return false }
  for i in 1..<text.count where !has(text[i], SUTURE_CHAR_XID_CONTINUE) { return false }
  return true
}

/// The decimal value of a digit of any script, or nil.
@inline(__always)
func decimalValue(_ point: UInt32) -> Int? {
  let value = suture_character(point).pointee.decimal
  return value == 255 ? nil : Int(value)
}

/// A number's text in ASCII: digits of other scripts by value, white space as blanks, up to the first other character,
/// a "?"; what int(), float() and complex() parse.
///
/// A new reference.
func asciiNumberText(_ str: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  if text.isASCII { return newReference(str) }
  let o = try newStr(text.count, maximum: 0x7F)
  let to = strBuffer(o).assumingMemoryBound(to: UInt8.self)
  for i in 0..<text.count {
    let point = text[i]
    if point < 0x7F {
      to[i] = UInt8(point)
    } else if isSpace(point) {
      to[i] = 32
    } else if let digit = decimalValue(point) {
      to[i] = 48 + UInt8(digit)
    } else {
      // As CPython: the text ends with the first foreign character.
      to[i] = 63
      let whole = Owned(o)
      return try makeStr(strText(whole.pointer).slice(0, i + 1))
    }
  }
  return o
}

// MARK: C API

@c @implementation
public func PyUnicode_IsIdentifier(_ str: ObjectPointer?) -> Int32 {
  guard let str, str.isStr else { return 0 }
  return isIdentifier(strText(str)) ? 1 : 0
}

// MARK: Slots

@c func suture_str_upper(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strMapped(self!, .upper) }
}

@c func suture_str_lower(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strMapped(self!, .lower) }
}

@c func suture_str_casefold(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strMapped(self!, .fold) }
}

@c func suture_str_capitalize(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strCapitalized(self!) }
}

@c func suture_str_title(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strTitled(self!) }
}

@c func suture_str_swapcase(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try strSwapped(self!) }
}

@c func suture_str_isascii(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(strText(self!).isASCII)
}

@c func suture_str_islower(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(someAndNo(strText(self!), SUTURE_CHAR_LOWER, SUTURE_CHAR_UPPER | SUTURE_CHAR_TITLE))
}

@c func suture_str_isupper(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(someAndNo(strText(self!), SUTURE_CHAR_UPPER, SUTURE_CHAR_LOWER | SUTURE_CHAR_TITLE))
}

@c func suture_str_istitle(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(isTitle(strText(self!)))
}

@c func suture_str_isspace(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(all(strText(self!), SUTURE_CHAR_SPACE))
}

@c func suture_str_isalpha(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(all(strText(self!), SUTURE_CHAR_ALPHA))
}

@c func suture_str_isalnum(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  let flags = SUTURE_CHAR_ALPHA | SUTURE_CHAR_DECIMAL | SUTURE_CHAR_DIGIT | SUTURE_CHAR_NUMERIC
  return makeBool(all(strText(self!), flags))
}

@c func suture_str_isdecimal(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(all(strText(self!), SUTURE_CHAR_DECIMAL))
}

@c func suture_str_isdigit(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(all(strText(self!), SUTURE_CHAR_DIGIT))
}

@c func suture_str_isnumeric(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(all(strText(self!), SUTURE_CHAR_NUMERIC))
}

@c func suture_str_isidentifier(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  makeBool(isIdentifier(strText(self!)))
}

@c func suture_str_isprintable(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  let text = strText(self!)
  return makeBool(text.count == 0 || all(text, SUTURE_CHAR_PRINTABLE))
}
