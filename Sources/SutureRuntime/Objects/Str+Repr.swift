import CSuture

// MARK: Operations

/// The hexadecimal digit of a value below 16.
@inline(__always)
func hexDigit(_ value: UInt32) -> UInt32 { value < 10 ? 48 + value : 87 + value }

extension StrWriter {
  /// Appends `value` in hexadecimal, `digits` long.
  mutating func append(hex value: UInt32, digits: Int) {
    for i in stride(from: (digits - 1) * 4, through: 0, by: -4) {
      append(hexDigit((value >> UInt32(i)) & 15))
    }
  }

  /// Appends `\xhh`, `\uhhhh` or `\Uhhhhhhhh`.
  mutating func append(escape point: UInt32) {
    append(92)
    if point < 0x100 {
      append(120)
      append(hex: point, digits: 2)
    } else if point < 0x10000 {
      append(117)
      append(hex: point, digits: 4)
    } else {
      append(85)
      append(hex: point, digits: 8)
    }
  }

  /// Appends text quoted as repr() quotes it.
  mutating func append(quoted text: StrText) {
    var quote: UInt32 = 39
    var hasDouble = false
    var hasSingle = false
    for i in 0..<text.count {
      let point = text[i]
      if point == 39 { hasSingle = true }
      if point == 34 { hasDouble = true }
    }
    if hasSingle, !hasDouble { quote = 34 }
    append(quote)
    for i in 0..<text.count {
      let point = text[i]
      switch point {
      case quote, 92:
        append(92)
        append(point)
      case 9: append(ascii: "\\t")
      case 10: append(ascii: "\\n")
      case 13: append(ascii: "\\r")
      default:
        if point < 0x7F ? point >= 32 : isPrintable(point) {
          append(point)
        } else {
          append(escape: point)
        }
      }
    }
    append(quote)
  }
}

// MARK: Slots

@c func suture_str_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = strText(self!)
    var w = StrWriter(capacity: text.count + 2)
    w.append(quoted: text)
    return try w.finish()
  }
}

@c func suture_str_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try exactStr(self!) }
}
