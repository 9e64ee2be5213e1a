import CSuture

// The IEEE formats of 2, 4 and 8 bytes, as the struct module packs them.

// MARK: Operations

private func store<T: FixedWidthInteger>(
  _ bits: T,
  _ bytes: UnsafeMutablePointer<CChar>?,
  _ littleEndian: Int32
) {
  UnsafeMutableRawPointer(bytes!).storeBytes(
    of: littleEndian != 0 ? bits.littleEndian : bits.bigEndian,
    as: T.self
  )
}

private func load<T: FixedWidthInteger>(
  _ bytes: UnsafePointer<CChar>?,
  _ littleEndian: Int32,
  as: T.Type
) -> T {
  let bits = UnsafeRawPointer(bytes!).loadUnaligned(as: T.self)
  return littleEndian != 0 ? T(littleEndian: bits) : T(bigEndian: bits)
}

/// The nearest number of 16 bits, half to even; nil: too large.
private func half(_ value: Double) -> UInt16? {
  let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
  if value.isInfinite { return sign | 0x7C00 }
  if value.isNaN { return sign | 0x7E00 }
  if value == 0 { return sign }
  // In units of the last place: 2^-24, or more for values that have an exponent of their own.
  let exponent = max(Int(value.magnitude.exponent), -14)
  let scaled = value.magnitude * Double(sign: .plus, exponent: 10 - exponent, significand: 1)
  let units = Int(scaled.rounded(.toNearestOrEven))
  let bits = (exponent + 14) << 10 + units  // a carry goes on into the exponent
  return bits >= 0x7C00 ? nil : sign | UInt16(bits)
}

private func tooLarge(_ format: StaticString) -> Raise {
  Raise(.overflow, "float too large to pack with \(format) format")
}

// MARK: C API

@c @implementation
public func PyFloat_Pack2(
  _ value: Double,
  _ bytes: UnsafeMutablePointer<CChar>?,
  _ littleEndian: Int32
) -> Int32 {
  raising { () throws(Raise) in
    guard let bits = half(value) else { throw tooLarge("e") }
    store(bits, bytes, littleEndian)
    return 0
  }
}

@c @implementation
public func PyFloat_Pack4(
  _ value: Double,
  _ bytes: UnsafeMutablePointer<CChar>?,
  _ littleEndian: Int32
) -> Int32 {
  raising { () throws(Raise) in
    let narrow = Float(value)
    if narrow.isInfinite, value.isFinite { throw tooLarge("f") }
    store(narrow.bitPattern, bytes, littleEndian)
    return 0
  }
}

@c @implementation
public func PyFloat_Pack8(
  _ value: Double,
  _ bytes: UnsafeMutablePointer<CChar>?,
  _ littleEndian: Int32
) -> Int32 {
  store(value.bitPattern, bytes, littleEndian)
  return 0
}

@c @implementation
public func PyFloat_Unpack2(_ bytes: UnsafePointer<CChar>?, _ littleEndian: Int32) -> Double {
  let bits = load(bytes, littleEndian, as: UInt16.self)
  let sign = bits & 0x8000 == 0 ? 1.0 : -1.0
  let exponent = Int(bits >> 10 & 31)
  let fraction = Double(bits & 0x3FF)
  if exponent == 31 { return fraction == 0 ? sign * .infinity : (sign < 0 ? -Double.nan : .nan) }
  if exponent == 0 { return sign * fraction * 0x1p-24 }
  return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
}

@c @implementation
public func PyFloat_Unpack4(_ bytes: UnsafePointer<CChar>?, _ littleEndian: Int32) -> Double {
  Double(Float(bitPattern: load(bytes, littleEndian, as: UInt32.self)))
}

@c @implementation
public func PyFloat_Unpack8(_ bytes: UnsafePointer<CChar>?, _ littleEndian: Int32) -> Double {
  Double(bitPattern: load(bytes, littleEndian, as: UInt64.self))
}
