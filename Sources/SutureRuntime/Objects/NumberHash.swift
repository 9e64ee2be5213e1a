import CSuture

// Equal numbers have equal hashes, whatever their types: the hash of x is x modulo the prime 2^61 - 1, with the sign of
// x, and -1 becomes -2.

/// 2^61 - 1.
let hashModulus: UInt64 = 1 << 61 - 1

/// The hash that an infinity has.
let hashOfInfinity = 314159

@inline(__always)
private func signed(_ magnitude: UInt64, _ isNegative: Bool) -> Int {
  let value = isNegative ? -Int(magnitude) : Int(magnitude)
  return value == -1 ? -2 : value
}

func intHash(_ int: IntObject) -> Int {
  if let v = int.short { return v == -1 ? -2 : v }
  var x: UInt64 = 0
  let d = int.digits
  var i = int.count - 1
  while i >= 0 {
    // A multiplication by 2^30 modulo 2^61 - 1 is a rotation of 61 bits.
    x = (x << 30 & hashModulus) | x >> 31
    x += UInt64(d[i])
    if x >= hashModulus { x -= hashModulus }
    i -= 1
  }
  return signed(x, int.isNegative)
}

/// - Parameter o: the object that has the value: a NaN hashes by identity.
func doubleHash(_ value: Double, of o: ObjectPointer) -> Int {
  if value.isNaN { return pointerHash(o) }
  if value.isInfinite { return value > 0 ? hashOfInfinity : -hashOfInfinity }
  if value == 0 { return 0 }
  // value = significand * 2^exponent, exactly, with an integral significand.
  let isNormal = value.isNormal
  let significand = isNormal ? value.significandBitPattern | 1 << 52 : value.significandBitPattern
  let exponent = isNormal ? Int(value.exponentBitPattern) - 1075 : -1074
  var turn = exponent % 61
  if turn < 0 { turn += 61 }
  var x = significand % hashModulus
  if turn > 0 { x = (x << UInt64(turn) & hashModulus) | x >> UInt64(61 - turn) }
  return signed(x, value < 0)
}

/// The hash of an object by its identity.
func pointerHash(_ o: ObjectPointer) -> Int {
  let address = UInt(bitPattern: o)
  let value = Int(bitPattern: address >> 4 | address << 60)
  return value == -1 ? -2 : value
}

func complexHash(_ value: Py_complex, of o: ObjectPointer) -> Int {
  let real = doubleHash(value.real, of: o)
  let imaginary = doubleHash(value.imag, of: o)
  let sum = real &+ 1_000_003 &* imaginary
  return sum == -1 ? -2 : sum
}
