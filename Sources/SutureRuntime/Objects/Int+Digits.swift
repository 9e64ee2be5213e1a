import BigInt
import CSuture

// Arithmetic on rows of 30-bit digits, least significant first. The rows do not overlap unless a function says so.

typealias Digits = UnsafePointer<UInt32>
typealias MutableDigits = UnsafeMutablePointer<UInt32>

let digitMask: UInt32 = 0x3FFF_FFFF

/// -1, 0, 1: how the magnitudes compare.
///
/// Leading digits are not zero.
func compareDigits(_ a: Digits, _ m: Int, _ b: Digits, _ n: Int) -> Int {
  if m != n { return m < n ? -1 : 1 }
  var i = m - 1
  while i >= 0 {
    if a[i] != b[i] { return a[i] < b[i] ? -1 : 1 }
    i -= 1
  }
  return 0
}

/// r = a + b, for m >= n; r has m + 1 digits and may be a.
func addDigits(_ r: MutableDigits, _ a: Digits, _ m: Int, _ b: Digits, _ n: Int) {
  var carry: UInt32 = 0
  var i = 0
  while i < n {
    carry += a[i] + b[i]
    r[i] = carry & digitMask
    carry >>= 30
    i += 1
  }
  while i < m {
    carry += a[i]
    r[i] = carry & digitMask
    carry >>= 30
    i += 1
  }
  r[m] = carry
}

/// r = a - b, for a >= b; r has m digits and may be a.
func subtractDigits(_ r: MutableDigits, _ a: Digits, _ m: Int, _ b: Digits, _ n: Int) {
  var borrow: UInt32 = 0
  var i = 0
  while i < m {
    let difference = a[i] &- (i < n ? b[i] : 0) &- borrow
    r[i] = difference & digitMask
    borrow = difference >> 31
    i += 1
  }
}

/// r = a * b; r has m + n digits.
func multiplyDigits(_ r: MutableDigits, _ a: Digits, _ m: Int, _ b: Digits, _ n: Int) {
  if min(m, n) >= 64 {
    let product = BigUInt(digits: a, m) * BigUInt(digits: b, n)
    product.copyDigits(to: r, m + n)
    return
  }
  r.update(repeating: 0, count: m + n)
  var i = 0
  while i < m {
    let x = UInt64(a[i])
    var carry: UInt64 = 0
    var j = 0
    while j < n {
      carry &+= x &* UInt64(b[j]) &+ UInt64(r[i + j])
      r[i + j] = UInt32(truncatingIfNeeded: carry) & digitMask
      carry >>= 30
      j += 1
    }
    r[i + n] = UInt32(truncatingIfNeeded: carry)
    i += 1
  }
}

/// q = a / d, one digit; q has m digits and may be a.
///
/// - Returns: the remainder.
@discardableResult
func divideDigits(_ q: MutableDigits, _ a: Digits, _ m: Int, by d: UInt32) -> UInt32 {
  var remainder: UInt64 = 0
  let divisor = UInt64(d)
  var i = m - 1
  while i >= 0 {
    remainder = remainder << 30 | UInt64(a[i])
    let quotient = remainder / divisor
    q[i] = UInt32(truncatingIfNeeded: quotient)
    remainder -= quotient * divisor
    i -= 1
  }
  return UInt32(remainder)
}

/// q = a / b and a = a % b, for m >= n >= 2 (Knuth's algorithm D).
///
/// - Parameters:
///   - q: m - n + 1 digits.
///   - a: m + 1 digits, the last one zero.
///   - b: n digits, the last one not zero. Is shifted.
func divideDigits(_ q: MutableDigits, _ a: MutableDigits, _ m: Int, by b: MutableDigits, _ n: Int) {
  let shift = UInt32(b[n - 1].leadingZeroBitCount - 2)
  shiftDigitsLeft(b, b, n, by: shift)
  a[m] = shiftDigitsLeft(a, a, m, by: shift)
  let high = UInt64(b[n - 1])
  let next = UInt64(b[n - 2])
  var k = m - n
  while k >= 0 {
    let row = a + k
    let top = UInt64(row[n]) << 30 | UInt64(row[n - 1])
    var quotient = top / high
    var remainder = top - quotient * high
    while quotient >> 30 != 0 || quotient * next > (remainder << 30 | UInt64(row[n - 2])) {
      quotient -= 1
      remainder += high
      if remainder >> 30 != 0 { break }
    }
    var borrow: Int64 = 0
    var i = 0
    while i < n {
      let difference = Int64(row[i]) + borrow - Int64(quotient) * Int64(b[i])
      row[i] = UInt32(truncatingIfNeeded: difference) & digitMask
      borrow = difference >> 30
      i += 1
    }
    if Int64(row[n]) + borrow < 0 {
      var carry: UInt32 = 0
      i = 0
      while i < n {
        carry += row[i] + b[i]
        row[i] = carry & digitMask
        carry >>= 30
        i += 1
      }
      quotient -= 1
    }
    row[n] = 0
    q[k] = UInt32(quotient)
    k -= 1
  }
  shiftDigitsRight(a, a, n, by: shift)
}

/// r = a << shift, for shift < 30; r may be a.
///
/// - Returns: the bits shifted out.
@discardableResult
func shiftDigitsLeft(_ r: MutableDigits, _ a: Digits, _ n: Int, by shift: UInt32) -> UInt32 {
  var carry: UInt64 = 0
  var i = 0
  while i < n {
    carry |= UInt64(a[i]) << UInt64(shift)
    r[i] = UInt32(truncatingIfNeeded: carry) & digitMask
    carry >>= 30
    i += 1
  }
  return UInt32(carry)
}

/// r = a >> shift, for shift < 30; r may be a.
func shiftDigitsRight(_ r: MutableDigits, _ a: Digits, _ n: Int, by shift: UInt32) {
  var i = 0
  while i < n {
    let above = i + 1 < n ? UInt64(a[i + 1]) << 30 : 0
    r[i] = UInt32(truncatingIfNeeded: (above | UInt64(a[i])) >> UInt64(shift)) & digitMask
    i += 1
  }
}

extension BigUInt {
  init(digits: Digits, _ count: Int) {
    var words: [UInt] = []
    words.reserveCapacity(count * 30 / 64 + 1)
    var pending: UInt128 = 0
    var bits: UInt128 = 0
    for i in 0..<count {
      pending |= UInt128(digits[i]) << bits
      bits += 30
      if bits >= 64 {
        words.append(UInt(truncatingIfNeeded: pending))
        pending >>= 64
        bits -= 64
      }
    }
    if pending != 0 { words.append(UInt(truncatingIfNeeded: pending)) }
    self.init(words: words)
  }

  /// Writes the value as `count` digits, which suffice.
  func copyDigits(to digits: MutableDigits, _ count: Int) {
    var pending: UInt128 = 0
    var bits = 0
    var i = 0
    for word in words {
      pending |= UInt128(word) << UInt128(bits)
      bits += 64
      while bits >= 30, i < count {
        digits[i] = UInt32(truncatingIfNeeded: pending) & digitMask
        pending >>= 30
        bits -= 30
        i += 1
      }
    }
    while i < count {
      digits[i] = UInt32(truncatingIfNeeded: pending) & digitMask
      pending >>= 30
      i += 1
    }
  }
}
