import CSuture

// str.format() and str.format_map().

/// Whether the fields are numbered by the text or by their order; a text does one of them.
private enum Numbering { case unknown, automatic, manual }

/// One replacement field: `{name!conversion:spec}`, as parts of the text.
private struct Field {
  var name: StrText
  /// "r", "s", "a"; 0: none.
  var conversion: UInt32 = 0
  var spec: StrText
  /// The spec has fields of its own.
  var isNested = false
}

/// The replacement of one text's fields.
private struct Formatter {
  /// A tuple, borrowed; nil for format_map().
  let args: ObjectPointer?
  /// A mapping, borrowed; nil: there are no keywords.
  let mapping: ObjectPointer?
  var numbering = Numbering.unknown
  var next = 0

  /// Appends `text` with its fields replaced.
  ///
  /// `depth`: how many levels of nesting are left.
  mutating func append(_ text: StrText, to w: inout StrWriter, depth: Int) throws(Raise) {
    if depth <= 0 { throw Raise(.value, "Max string recursion exceeded") }
    var at = 0
    while at < text.count {
      let start = at
      while at < text.count, text[at] != 123, text[at] != 125 { at += 1 }
      w.append(text.slice(start, at - start))
      if at == text.count { return }
      let brace = text[at]
      if at + 1 < text.count, text[at + 1] == brace {
        w.append(brace)
        at += 2
        continue
      }
      if brace == 125 { throw Raise(.value, "Single '}' encountered in format string") }
      at += 1
      if at == text.count { throw Raise(.value, "Single '{' encountered in format string") }
      let field = try Self.field(text, &at)
      try append(field, to: &w, depth: depth)
    }
  }

  // MARK: Parsing

  /// Reads a field whose opening brace lies before `at`; moves `at` behind its closing one.
  private static func field(_ text: StrText, _ at: inout Int) throws(Raise) -> Field {
    let start = at
    var c: UInt32 = 0
    scan: while at < text.count {
      c = text[at]
      at += 1
      switch c {
      case 123: throw Raise(.value, "unexpected '{' in field name")
      case 91: while at < text.count, text[at] != 93 { at += 1 }
      case 125, 58, 33: break scan
      default: break
      }
    }
    if c != 125, c != 58, c != 33 { throw Raise(.value, "expected '}' before end of string") }
    var field = Field(name: text.slice(start, at - 1 - start), spec: text.slice(at, 0))
    if c == 125 { return field }
    if c == 33 {
      if at == text.count {
        throw Raise(.value, "end of string while looking for conversion specifier")
      }
      field.conversion = text[at]
      at += 1
      if at < text.count {
        c = text[at]
        at += 1
        if c == 125 { return field }
        if c != 58 { throw Raise(.value, "expected ':' after conversion specifier") }
      }
    }
    let specStart = at
    var depth = 1
    while at < text.count {
      c = text[at]
      at += 1
      if c == 123 {
        field.isNested = true
        depth += 1
      } else if c == 125 {
        depth -= 1
        if depth == 0 {
          field.spec = text.slice(specStart, at - 1 - specStart)
          return field
        }
      }
    }
    throw Raise(.value, "unmatched '{' in format spec")
  }

  /// The number that a whole text of decimal digits means; nil: it is not one.
  private static func number(_ text: StrText) throws(Raise) -> Int? {
    if text.count == 0 { return nil }
    for i in 0..<text.count where decimalValue(text[i]) == nil { return nil }
    var at = 0
    return try decimalNumber(text, &at, text.count)
  }

  // MARK: Values

  private mutating func append(_ field: Field, to w: inout StrWriter, depth: Int) throws(Raise) {
    var value = try Owned(value(field.name))
    if field.conversion != 0 { value = try Owned(Self.converted(value.pointer, field.conversion)) }
    if field.spec.count == 0, value.pointer.isExactStr {
      w.append(strText(value.pointer))
      return
    }
    let spec: ObjectPointer
    if field.isNested {
      var inner = StrWriter()
      try append(field.spec, to: &inner, depth: depth - 1)
      spec = try inner.finish()
    } else {
      spec = try makeStr(field.spec)
    }
    let owned = Owned(spec)
    let text = try Owned(PyObject_Format(value.pointer, owned.pointer))
    w.append(strText(text.pointer))
  }

  private static func converted(_ value: ObjectPointer, _ conversion: UInt32) throws(Raise)
    -> ObjectPointer
  {
    switch conversion {
    case 114: return try check(PyObject_Repr(value))
    case 115: return try check(PyObject_Str(value))
    case 97: return try check(PyObject_ASCII(value))
    default:
      let name =
        conversion > 32 && conversion < 127
        ? String(Character(Unicode.Scalar(UInt8(conversion))))
        : "\\x" + String(conversion, radix: 16)
      throw Raise(.value, "Unknown conversion specifier \(name)")
    }
  }

  /// The object that a field's name means; a new reference.
  private mutating func value(_ name: StrText) throws(Raise) -> ObjectPointer {
    var at = 0
    while at < name.count, name[at] != 46, name[at] != 91 { at += 1 }
    var current = try Owned(first(name.slice(0, at)))
    while at < name.count {
      let kind = name[at]
      at += 1
      let start = at
      if kind == 46 {
        while at < name.count, name[at] != 46, name[at] != 91 { at += 1 }
        current = try Owned(Self.attribute(current.pointer, name.slice(start, at - start)))
      } else if kind == 91 {
        while at < name.count, name[at] != 93 { at += 1 }
        if at == name.count { throw Raise(.value, "Missing ']' in format string") }
        current = try Owned(Self.item(current.pointer, name.slice(start, at - start)))
        at += 1
      } else {
        throw Raise(.value, "Only '.' or '[' may follow ']' in format field specifier")
      }
    }
    return current.take()
  }

  private mutating func first(_ name: StrText) throws(Raise) -> ObjectPointer {
    var index = try Self.number(name)
    if name.count == 0 || index != nil {
      let kind: Numbering = name.count == 0 ? .automatic : .manual
      if numbering == .unknown { numbering = kind }
      if numbering != kind {
        throw Raise(
          .value,
          kind == .automatic
            ? "cannot switch from manual field specification to automatic field numbering"
            : "cannot switch from automatic field numbering to manual field specification"
        )
      }
      if kind == .automatic {
        index = next
        next += 1
      }
    }
    guard let index else {
      let key = try Owned(makeStr(name))
      guard let mapping else { throw Raise(.key, value: key.pointer) }
      return try check(PyObject_GetItem(mapping, key.pointer))
    }
    guard let args else { throw Raise(.value, "Format string contains positional fields") }
    if index >= args.cast(to: PyVarObject.self).pointee.ob_size {
      throw Raise(.index, "Replacement index \(index) out of range for positional args tuple")
    }
    return newReference(tupleItems(args)[index]!)
  }

  private static func attribute(_ o: ObjectPointer, _ name: StrText) throws(Raise) -> ObjectPointer
  {
    if name.count == 0 { throw Raise(.value, "Empty attribute in format string") }
    let key = try Owned(makeStr(name))
    return try check(PyObject_GetAttr(o, key.pointer))
  }

  private static func item(_ o: ObjectPointer, _ name: StrText) throws(Raise) -> ObjectPointer {
    let index = try number(name)
    if name.count == 0 { throw Raise(.value, "Empty attribute in format string") }
    if let index {
      if PySequence_Check(o) != 0 { return try check(PySequence_GetItem(o, index)) }
      let key = try Owned(PyLong_FromSsize_t(index))
      return try check(PyObject_GetItem(o, key.pointer))
    }
    let key = try Owned(makeStr(name))
    return try check(PyObject_GetItem(o, key.pointer))
  }
}

private func format(
  _ str: ObjectPointer,
  _ args: ObjectPointer?,
  _ mapping: ObjectPointer?
) throws(Raise) -> ObjectPointer {
  var formatter = Formatter(args: args, mapping: mapping)
  var w = StrWriter(capacity: strCount(str) + 100)
  try formatter.append(strText(str), to: &w, depth: 2)
  return try w.finish()
}

// MARK: Slots

@c func suture_str_format(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in try format(self!, args, keywords) }
}

@c func suture_str_format_map(_ self: ObjectPointer?, _ mapping: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try format(self!, nil, mapping) }
}
