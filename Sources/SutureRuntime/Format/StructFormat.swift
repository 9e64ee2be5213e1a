import CSuture

// The formats of the struct module, of which buffers need the size.

// MARK: Operations

nonisolated(unsafe) private var structErrorType: ObjectPointer?

/// Raises struct.error, which is made when it is first raised.
private func structError(_ message: StaticString) throws(Raise) -> Raise {
  if structErrorType == nil {
    let type = try check(PyErr_NewException("struct.error", nil, nil))
    makeImmortal(type)
    structErrorType = type
  }
  let text = try Owned(makeStr("\(message)"))
  PyErr_SetObject(structErrorType, text.pointer)
  return .pending
}

/// The size of one item of a format character; nil: it is none.
private func structItemSize(_ letter: UInt8, isNative: Bool) -> Int? {
  switch letter {
  case UInt8(ascii: "x"), UInt8(ascii: "s"), UInt8(ascii: "p"): return 1
  case UInt8(ascii: "l") where !isNative, UInt8(ascii: "L") where !isNative: return 4
  case UInt8(ascii: "n") where !isNative, UInt8(ascii: "N") where !isNative,
    UInt8(ascii: "P") where !isNative:
    return nil
  default: return nativeSize(letter)
  }
}

/// What struct.calcsize says of a format.
///
/// - Throws: struct.error.
func structSize(_ format: UnsafePointer<CChar>) throws(Raise) -> Int {
  let start = UnsafeRawPointer(format).assumingMemoryBound(to: UInt8.self)
  let isNative = ![
    UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"),
  ].contains(start.pointee)
  var p = !isNative || start.pointee == UInt8(ascii: "@") ? start + 1 : start
  var size = 0
  while p.pointee != 0 {
    defer { p += 1 }
    // The white space of C's isspace.
    if p.pointee == 32 || (9...13).contains(p.pointee) { continue }
    var count = 1
    if p.pointee.isASCIIDigit {
      count = 0
      while p.pointee.isASCIIDigit {
        let (tens, tooLong) = count.multipliedReportingOverflow(by: 10)
        let (next, tooLongAfter) = tens.addingReportingOverflow(Int(p.pointee) - 48)
        if tooLong || tooLongAfter { throw try structError("total struct size too long") }
        count = next
        p += 1
      }
      if p.pointee == 0 {
        throw try structError("repeat count given without format specifier")
      }
    }
    guard let width = structItemSize(p.pointee, isNative: isNative) else {
      throw try structError("bad char in struct format")
    }
    let aligned = isNative ? (size + width - 1) / width * width : size
    let (bytes, isLong) = count.multipliedReportingOverflow(by: width)
    let (total, isTooLong) = aligned.addingReportingOverflow(bytes)
    if isLong || isTooLong { throw try structError("total struct size too long") }
    size = total
  }
  return size
}
