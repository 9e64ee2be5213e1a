import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// The value of a str or a bytes-like object as float() reads it.
func parseFloat(_ o: ObjectPointer) throws(Raise) -> Double {
  if o.isStr {
    return try withNumberText(o) { text, count throws(Raise) in try readFloat(text, count, shown: o)
    }
  }
  var view = Py_buffer()
  if PyObject_CheckBuffer(o) == 0 || PyObject_GetBuffer(o, &view, 0) < 0 {
    PyErr_Clear()
    throw Raise(.type, "float() argument must be a string or a real number, not '\(o.type.name)'")
  }
  defer { PyBuffer_Release(&view) }
  let empty: StaticString = ""
  let text = UnsafePointer(view.buf?.assumingMemoryBound(to: UInt8.self)) ?? empty.utf8Start
  return try readFloat(text, view.len, shown: o)
}

private func readFloat(
  _ text: UnsafePointer<UInt8>,
  _ count: Int,
  shown: ObjectPointer
) throws(Raise) -> Double {
  var start = 0
  var end = count
  while start < end, isASCIISpace(text[start]) { start += 1 }
  while end > start, isASCIISpace(text[end - 1]) { end -= 1 }
  let result: Double? = withoutUnderscores(text + start, end - start) { plain, n in
    guard let (value, length) = FloatText.read(plain, n), length == n else { return nil }
    return value
  }
  if let result { return result }
  guard let repr = PyObject_Repr(shown) else { throw .pending }
  let message = swiftText(repr)
  suture_decref(repr)
  throw Raise(.value, "could not convert string to float: \(message)")
}

/// Calls `body` with the text without its underscores, which must all stand between digits; nil: one does not.
func withoutUnderscores<T>(
  _ text: UnsafePointer<UInt8>,
  _ count: Int,
  _ body: (UnsafePointer<UInt8>, Int) -> T?
) -> T? {
  if memchr(text, 0x5F, count) == nil { return body(text, count) }
  let block = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
  defer { block.deallocate() }
  var n = 0
  var previous: UInt8 = 0
  func isDigit(_ c: UInt8) -> Bool { c >= 0x30 && c <= 0x39 }
  for i in 0..<count {
    let c = text[i]
    if c == 0x5F {
      if !isDigit(previous) { return nil }
    } else {
      if previous == 0x5F, !isDigit(c) { return nil }
      block[n] = c
      n += 1
    }
    previous = c
  }
  return previous == 0x5F ? nil : body(block, n)
}

/// The nearest multiple of 10 ** -places, half to even by the exact value.
private func rounded(_ x: Double, places: Int) throws(Raise) -> Double {
  if !x.isFinite || x == 0 || places > 323 { return x }
  if places < -308 { return 0 * x }
  var text: [UInt8]
  if places >= 0 {
    text = FloatText.printed(x.magnitude, "%.*f", places)
  } else {
    // All digits there are, to be cut in decimal.
    let exact = FloatText.significant(x, 770)
    let kept = exact.point + places
    if kept < 0 { return 0 * x }
    var digits = Array(exact.digits[..<kept])
    let next = exact.digits[kept]
    let isMore = exact.digits[(kept + 1)...].contains { $0 != 0x30 }
    let isOdd = (digits.last ?? 0x30) & 1 != 0
    if next > 0x35 || (next == 0x35 && (isMore || isOdd)) {
      var i = kept - 1
      while i >= 0, digits[i] == 0x39 {
        digits[i] = 0x30
        i -= 1
      }
      if i >= 0 { digits[i] += 1 } else { digits.insert(0x31, at: 0) }
    }
    if digits.isEmpty { return 0 * x }
    text = digits + [0x65]
    text += Array(String(-places).utf8)
  }
  guard let (value, _) = FloatText.read(text, text.count) else { return x }
  if value.isInfinite { throw Raise(.overflow, "rounded value too large to represent") }
  return x < 0 ? -value : value
}

/// A float of the type, for `__new__` and fromhex.
private func make(_ value: Double, as type: TypePointer) throws(Raise) -> ObjectPointer {
  if type == suture_PyFloat_Type() { return try makeFloat(value) }
  let o = try check(type.pointee.tp_alloc(type, 0))
  o.floatValue = value
  return o
}

/// "0x1.8000000000000p+3".
private func hexText(_ x: Double) throws(Raise) -> ObjectPointer {
  if !x.isFinite { return try makeASCII(FloatText.write(x, code: 0x72, precision: 0, flags: [])) }
  var text: [UInt8] = x.sign == .minus ? [0x2D] : []
  text += Array("0x".utf8)
  if x == 0 {
    text += Array("0.0p+0".utf8)
    return try makeASCII(text)
  }
  text += Array((x.isSubnormal ? "0." : "1.").utf8)
  var shift: UInt64 = 52
  while shift > 0 {
    shift -= 4
    let digit = UInt8(truncatingIfNeeded: x.significandBitPattern >> shift) & 15
    text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
  }
  let exponent = x.isSubnormal ? -1022 : Int(x.exponent)
  text += Array((exponent < 0 ? "p-" : "p+").utf8)
  text += Array(String(exponent.magnitude).utf8)
  return try makeASCII(text)
}

/// What float.fromhex reads.
private func readHex(_ text: UnsafePointer<UInt8>, _ count: Int) throws(Raise) -> Double {
  func at(_ i: Int) -> UInt8 { i < count ? text[i] : 0 }
  let malformed = "invalid hexadecimal floating-point string"
  var i = 0
  var end = count
  while isASCIISpace(at(i)) { i += 1 }
  while end > i, isASCIISpace(text[end - 1]) { end -= 1 }
  let isNegative = at(i) == 0x2D
  if let (value, length) = FloatText.read(text + i, end - i), !(value.isFinite), length == end - i,
    at(end - 1) > 0x39
  {
    return value
  }
  if isNegative || at(i) == 0x2B { i += 1 }
  if at(i) == 0x30, at(i + 1) | 0x20 == 0x78 { i += 2 }
  var magnitude: UInt64 = 0
  var place = 0
  var isSticky = false
  var digits = 0
  var isFraction = false
  while i < end {
    let c = text[i]
    if c == 0x2E, !isFraction {
      isFraction = true
    } else {
      let digit = digitValue(c)
      if digit > 15 { break }
      digits += 1
      if magnitude >> 58 == 0 {
        magnitude = magnitude << 4 | UInt64(digit)
        if isFraction { place -= 4 }
      } else {
        if digit != 0 { isSticky = true }
        if !isFraction { place += 4 }
      }
    }
    i += 1
  }
  if digits == 0 { throw Raise(.value, malformed) }
  if i < end, text[i] | 0x20 == 0x70 {
    i += 1
    let isMinus = at(i) == 0x2D
    if isMinus || at(i) == 0x2B { i += 1 }
    var exponent = 0
    let first = i
    while i < end, text[i] >= 0x30, text[i] <= 0x39 {
      exponent = min(exponent * 10 + Int(text[i] - 0x30), 1 << 40)
      i += 1
    }
    if i == first { throw Raise(.value, malformed) }
    place += isMinus ? -exponent : exponent
  }
  if i != end { throw Raise(.value, malformed) }
  let value = roundedDouble(magnitude, isSticky: isSticky, place: place)
  if value.isInfinite {
    throw Raise(.overflow, "hexadecimal value too large to represent as a float")
  }
  return isNegative ? -value : value
}

// MARK: Slots

private func construct(_ x: ObjectPointer?, _ type: TypePointer) throws(Raise) -> ObjectPointer {
  guard let x else { return try make(0, as: type) }
  if type == suture_PyFloat_Type() { return try check(PyNumber_Float(x)) }
  let value = Owned(try check(PyNumber_Float(x)))
  return try make(value.pointer.floatValue, as: type)
}

@c func suture_float_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let type = type!
    if hasInit(type, of: suture_PyFloat_Type()) { try checkNoKeywords("float", kwargs) }
    let n = PyTuple_Size(args)
    try checkPositional("float", n, 0, 1)
    return try construct(n == 0 ? nil : PyTuple_GetItem(args, 0), type)
  }
}

@c func suture_float_vectorcall(
  _ type: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkNoNames("float", names)
    let n = nargsf & Int.max
    try checkPositional("float", n, 0, 1)
    return try construct(n == 0 ? nil : args![0], suture_PyFloat_Type())
  }
}

@c func suture_float_as_integer_ratio(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let x = self!.floatValue
    if x.isInfinite { throw Raise(.overflow, "cannot convert Infinity to integer ratio") }
    if x.isNaN { throw Raise(.value, "cannot convert NaN to integer ratio") }
    if x == x.rounded(.towardZero) {
      let whole = Owned(try makeInt(truncating: x))
      return try tupleOf(whole.pointer, suture_small_int(1))
    }
    // significand * 2 ** exponent with an odd significand; the exponent is negative.
    let significand = x.isSubnormal ? x.significandBitPattern : x.significandBitPattern | 1 << 52
    let exponent = x.isSubnormal ? -1074 : Int(x.exponent) - 52
    let zeros = significand.trailingZeroBitCount
    let odd = Int(significand >> UInt64(zeros))
    let numerator = Owned(try makeInt(x < 0 ? -odd : odd))
    let denominator = Owned(try shiftLeft(IntObject(suture_small_int(1)), -(exponent + zeros)))
    return try tupleOf(numerator.pointer, denominator.pointer)
  }
}

@c func suture_float_as_float(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  suture_float_positive(self)
}

@c func suture_float_trunc(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromDouble(self!.floatValue)
}

@c func suture_float_floor(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromDouble(self!.floatValue.rounded(.down))
}

@c func suture_float_ceil(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  PyLong_FromDouble(self!.floatValue.rounded(.up))
}

@c func suture_float_is_integer(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  let x = self!.floatValue
  return makeBool(x.isFinite && x == x.rounded(.towardZero))
}

@c func suture_float_round(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkPositional("__round__", n, 0, 1)
    let x = self!.floatValue
    if n == 0 || args![0] == suture_None() {
      return try makeInt(truncating: x.rounded(.toNearestOrEven))
    }
    let places = try check(PyNumber_AsSsize_t(args![0], nil))
    return try makeFloat(rounded(x, places: places))
  }
}

@c func suture_float_hex(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try hexText(self!.floatValue) }
}

@c func suture_float_fromhex(_ type: ObjectPointer?, _ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var count = 0
    guard let text, text.isStr else {
      throw Raise.badArgument()
    }
    guard let bytes = PyUnicode_AsUTF8AndSize(text, &count) else { throw .pending }
    let x = try readHex(UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count)
    let value = Owned(try makeFloat(x))
    if type == suture_PyFloat_Type().asObject { return value.take() }
    return try check(callOne(type!, value.pointer))
  }
}

@c func suture_float_getformat(_ type: ObjectPointer?, _ name: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let name = name!
    if !name.isStr {
      throw Raise(.type, "__getformat__() argument must be str, not \(name.givenTypeName)")
    }
    if !strEqual(name, "double"), !strEqual(name, "float") {
      throw Raise(.value, "__getformat__() argument 1 must be 'double' or 'float'")
    }
    return try makeASCII("IEEE, little-endian")
  }
}

@c func suture_float_getnewargs(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let value = Owned(try makeFloat(self!.floatValue))
    return try tupleOf(value.pointer)
  }
}

@c func suture_float_format(_ self: ObjectPointer?, _ spec: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try formatFloatSpec(self!, requireFormatSpec(spec!)) }
}

@c func suture_float_get_real(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  suture_float_positive(self)
}

@c func suture_float_get_imag(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyFloat_FromDouble(0)
}
