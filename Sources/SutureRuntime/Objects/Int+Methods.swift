import CSuture

// MARK: Operations

/// `int(x, base)` for the exact type; the arguments are borrowed, nil: not given.
private func construct(_ x: ObjectPointer?, _ base: ObjectPointer?) throws(Raise) -> ObjectPointer {
  guard let x else {
    if base != nil { throw Raise(.type, "int() missing string argument") }
    return suture_small_int(0)
  }
  guard let base else { return try intOf(x) }
  let b = try check(PyNumber_AsSsize_t(base, nil))
  if b != 0 && b < 2 || b > 36 { throw Raise(.value, "int() base must be >= 2 and <= 36, or 0") }
  let isText =
    x.isStr || x.isInstance(TypeFlag.bytes)
    || PyType_IsSubtype(x.type, suture_PyByteArray_Type()) != 0
  guard isText, let result = try parseInt(x, base: b) else {
    throw Raise(.type, "int() can't convert non-string with explicit base")
  }
  return result
}

/// An instance of a subclass with the value of `int`.
private func copy(_ int: IntObject, as type: TypePointer) throws(Raise) -> ObjectPointer {
  let n = int.count
  let o = try check(type.pointee.tp_alloc(type, max(n, 1)))
  let result = IntObject(o)
  result.tag = int.tag
  result.digits.update(from: int.digits, count: max(n, 1))
  return o
}

/// `round(int, digits)`: a multiple of 10 ** -digits.
private func rounded(_ int: IntObject, digits: ObjectPointer) throws(Raise) -> ObjectPointer {
  let places = Owned(try indexOf(digits))
  let count = IntObject(places.pointer)
  if !count.isNegative { return try exactInt(int.pointer) }
  // To the nearest multiple of 10 ** -digits, half to even: value - remainder, with the remainder in -half ... half.
  let exponent = Owned(try negated(count))
  let unit = Owned(
    try check(suture_long_power(suture_small_int(10), exponent.pointer, suture_None()))
  )
  let u = IntObject(unit.pointer)
  let parts = try divideInts(int, u)
  let quotient = Owned(parts.quotient)
  let remainder = Owned(parts.remainder)
  let double = Owned(try shiftLeft(IntObject(remainder.pointer), 1))
  let order = try compareInts(IntObject(double.pointer), u)
  let q = IntObject(quotient.pointer)
  let isOdd = q.digits[0] & 1 != 0
  let low = Owned(try subtractInts(int, IntObject(remainder.pointer)))
  if order > 0 || (order == 0 && isOdd) { return try addInts(IntObject(low.pointer), u) }
  return low.take()
}

/// True for "little", false for "big".
private func isLittleEndian(_ order: ObjectPointer?) throws(Raise) -> Bool {
  guard let order else { return false }
  if order.isStr {
    if strEqual(order, "little") { return true }
    if strEqual(order, "big") { return false }
  }
  throw Raise(.value, "byteorder must be either 'little' or 'big'")
}

/// Writes the two's complement of `int`, of which `count` bytes are kept, least significant first.
func writeBytes(_ int: IntObject, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
  let n = int.count
  let digits = int.digits
  let isNegative = int.isNegative
  var carry: UInt32 = 1
  var pending: UInt64 = 0
  var bits = 0
  var k = 0
  var i = 0
  while i < count {
    if bits < 8 {
      if k < n {
        var digit = digits[k]
        if isNegative {
          carry += ~digit & digitMask
          digit = carry & digitMask
          carry >>= 30
        }
        pending |= UInt64(digit) << UInt64(bits)
      } else if isNegative {
        pending |= UInt64(digitMask) << UInt64(bits)
      }
      k += 1
      bits += 30
    }
    bytes[i] = UInt8(truncatingIfNeeded: pending)
    pending >>= 8
    bits -= 8
    i += 1
  }
}

/// The int whose two's complement, or unsigned magnitude, these bytes are, least significant first.
func makeInt(bytes: UnsafePointer<UInt8>, _ count: Int, isSigned: Bool) throws(Raise)
  -> ObjectPointer
{
  let isNegative = isSigned && count > 0 && bytes[count - 1] & 0x80 != 0
  let size = (count * 8 + 29) / 30
  let o = try newInt(digits: size)
  let row = IntObject(o).digits
  var pending: UInt64 = 0
  var bits = 0
  var k = 0
  var carry: UInt32 = 1
  for i in 0..<count {
    var byte = UInt32(bytes[i])
    if isNegative {
      carry += ~byte & 0xFF
      byte = carry & 0xFF
      carry >>= 8
    }
    pending |= UInt64(byte) << UInt64(bits)
    bits += 8
    if bits >= 30 {
      row[k] = UInt32(truncatingIfNeeded: pending) & digitMask
      pending >>= 30
      bits -= 30
      k += 1
    }
  }
  if k < size { row[k] = UInt32(truncatingIfNeeded: pending) }
  return normalizedInt(o, count: size, isNegative: isNegative)
}

// MARK: Slots

private let signature = Signature("int", "", "base")

@c func suture_long_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let type = type!
    let bound = try signature.bind(tuple: args, dict: kwargs)
    let value = Owned(try construct(bound[0], bound[1]))
    if type == suture_PyLong_Type() { return value.take() }
    return try copy(IntObject(value.pointer), as: type)
  }
}

@c func suture_long_vectorcall(
  _ type: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ nargsf: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let n = nargsf & Int.max
    if names != nil {
      let bound = try signature.bind(args, n, names)
      return try construct(bound[0], bound[1])
    }
    try checkPositional("int", n, 0, 2)
    return try construct(n > 0 ? args![0] : nil, n > 1 ? args![1] : nil)
  }
}

@c func suture_long_as_int(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try exactInt(self!) }
}

@c func suture_long_is_integer(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  suture_True()
}

@c func suture_long_as_integer_ratio(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let numerator = Owned(try exactInt(self!))
    return try tupleOf(numerator.pointer, suture_small_int(1))
  }
}

@c func suture_long_bit_length(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeInt(IntObject(self!).bitWidth) }
}

@c func suture_long_bit_count(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let int = IntObject(self!)
    var count = 0
    for i in 0..<int.count { count += int.digits[i].nonzeroBitCount }
    return try makeInt(count)
  }
}

@c func suture_long_getnewargs(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let int = IntObject(self!)
    let copy = Owned(try copyInt(int, isNegative: int.isNegative))
    return try tupleOf(copy.pointer)
  }
}

@c func suture_long_sizeof(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeInt(self!.type.pointee.tp_basicsize + 4 * max(IntObject(self!).count, 1))
  }
}

@c func suture_long_round(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkPositional("__round__", n, 0, 1)
    if n == 0 || args![0] == suture_None() { return try exactInt(self!) }
    return try rounded(IntObject(self!), digits: args![0]!)
  }
}

@c func suture_long_format(_ self: ObjectPointer?, _ spec: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try formatIntSpec(self!, requireFormatSpec(spec!))
  }
}

/// The argument of `__format__`, a str.
func requireFormatSpec(_ spec: ObjectPointer) throws(Raise) -> ObjectPointer {
  if !spec.isStr {
    throw Raise(.type, "__format__() argument must be str, not \(spec.givenTypeName)")
  }
  return spec
}

@c func suture_long_get_real(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try exactInt(self!) }
}

@c func suture_long_get_imag(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  suture_small_int(0)
}

@c func suture_long_get_denominator(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  suture_small_int(1)
}

/// Throws TypeError when the byte order of to_bytes and from_bytes is no str.
private func checkByteOrder(_ function: Signature, _ order: ObjectPointer?) throws(Raise) {
  guard let order, !order.isStr else { return }
  let place = "\(function.name)() argument 'byteorder'"
  throw Raise(.type, "\(place) must be str, not \(order.givenTypeName)")
}

private let toBytesSignature = Signature(
  "to_bytes",
  "length",
  "byteorder",
  "signed",
  positional: 2
)
private let fromBytesSignature = Signature(
  "from_bytes",
  "bytes",
  "byteorder",
  "signed",
  required: 1,
  positional: 2
)

@c func suture_long_to_bytes(
  _ self: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Py_ssize_t,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try toBytesSignature.bind(args, n, names)
    let length = try bound[0].map { (o) throws(Raise) in try sizeArgument(o) } ?? 1
    try checkByteOrder(toBytesSignature, bound[1])
    let isSigned = try toBytesSignature.truth(bound, 2)
    let isLittle = try isLittleEndian(bound[1])
    if length < 0 { throw Raise(.value, "length argument must be non-negative") }
    let int = IntObject(self!)
    if int.isNegative, !isSigned {
      throw Raise(.overflow, "can't convert negative int to unsigned")
    }
    if !fits(int, bytes: length, isSigned: isSigned) {
      throw Raise(.overflow, "int too big to convert")
    }
    let result = try Owned(PyBytes_FromStringAndSize(nil, length))
    let raw = UnsafeMutableRawPointer(PyBytes_AsString(result.pointer)!)
    let bytes = raw.assumingMemoryBound(to: UInt8.self)
    writeBytes(int, bytes, length)
    if !isLittle { reverseBytes(bytes, length) }
    return result.take()
  }
}

/// Whether `int` fits into so many bytes.
func fits(_ int: IntObject, bytes: Int, isSigned: Bool) -> Bool {
  let width = int.bitWidth
  if !isSigned { return width <= bytes * 8 }
  if width < bytes * 8 || width == 0 { return true }
  if width > bytes * 8 || !int.isNegative { return false }
  // -2^(8n-1) alone fits at full width.
  let n = int.count
  let digits = int.digits
  for i in 0..<(n - 1) where digits[i] != 0 { return false }
  return digits[n - 1].nonzeroBitCount == 1
}

@c func suture_long_from_bytes(
  _ type: ObjectPointer?,
  _ args: UnsafePointer<ObjectPointer?>?,
  _ n: Py_ssize_t,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try fromBytesSignature.bind(args, n, names)
    try checkByteOrder(fromBytesSignature, bound[1])
    let isSigned = try fromBytesSignature.truth(bound, 2)
    let isLittle = try isLittleEndian(bound[1])
    let bytes = try Owned(PyObject_Bytes(bound[0]))
    let count = PyBytes_Size(bytes.pointer)
    let source = UnsafeRawPointer(PyBytes_AsString(bytes.pointer)!).assumingMemoryBound(
      to: UInt8.self
    )
    let value: Owned
    if isLittle {
      value = Owned(try makeInt(bytes: source, count, isSigned: isSigned))
    } else {
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: count + 1)
      defer { copy.deallocate() }
      copy.update(from: source, count: count)
      reverseBytes(copy, count)
      value = Owned(try makeInt(bytes: copy, count, isSigned: isSigned))
    }
    if type == suture_PyLong_Type().asObject { return value.take() }
    return try check(callOne(type!, value.pointer))
  }
}
