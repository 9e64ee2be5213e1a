import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The hash of str, bytes and what compares equal to them: SipHash-1-3 over the data, keyed once per process as CPython
// keys it from PYTHONHASHSEED.

/// The two words of the key.
struct HashKey {
  var k0: UInt64
  var k1: UInt64

  /// PYTHONHASHSEED: 0 gives a key of zeros, another number expands to a key, unset or "random" asks the system.
  static func fromEnvironment() -> HashKey {
    guard let text = getenv("PYTHONHASHSEED"), text.pointee != 0, strcmp(text, "random") != 0 else {
      return random()
    }
    guard let seed = number(text) else {
      Diagnostics.fatal("PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]")
    }
    return HashKey(seed: seed)
  }

  private static func number(_ text: UnsafePointer<CChar>) -> UInt32? {
    var value: UInt64 = 0
    var p = text
    while p.pointee != 0 {
      guard p.pointee >= 48, p.pointee <= 57 else { return nil }
      value = value * 10 + UInt64(p.pointee - 48)
      if value > UInt64(UInt32.max) { return nil }
      p += 1
    }
    return UInt32(value)
  }

  /// The bytes that a linear congruential generator makes of the seed.
  init(seed: UInt32) {
    (k0, k1) = (0, 0)
    if seed == 0 { return }
    var x = seed
    func word() -> UInt64 {
      var w: UInt64 = 0
      for i in 0..<8 {
        x = x &* 214013 &+ 2_531_011
        w |= UInt64((x >> 16) & 0xff) << (8 * UInt64(i))
      }
      return w
    }
    k0 = word()
    k1 = word()
  }

  private static func random() -> HashKey {
    var source = SystemRandomNumberGenerator()
    var key = HashKey(seed: 0)
    key.k0 = source.next()
    key.k1 = source.next()
    return key
  }
}

/// The key of the process, which _Py_HashSecret shows to extensions.
private let processKey: HashKey = {
  let key = HashKey.fromEnvironment()
  suture_set_hash_secret(key.k0, key.k1)
  return key
}()

@inline(__always)
private func rotated(_ x: UInt64, _ n: UInt64) -> UInt64 { x << n | x >> (64 - n) }

private struct SipState {
  var v0: UInt64
  var v1: UInt64
  var v2: UInt64
  var v3: UInt64

  @inline(__always)
  mutating func round() {
    v0 = v0 &+ v1
    v2 = v2 &+ v3
    v1 = rotated(v1, 13) ^ v0
    v3 = rotated(v3, 16) ^ v2
    v0 = rotated(v0, 32)
    v2 = v2 &+ v1
    v0 = v0 &+ v3
    v1 = rotated(v1, 17) ^ v2
    v3 = rotated(v3, 21) ^ v0
    v2 = rotated(v2, 32)
  }
}

/// The hash of `count` bytes.
///
/// Never -1; 0 for no bytes.
///
/// A str hashes its code points at its own width, 1, 2 or 4 bytes each.
func hashBytes(_ p: UnsafeRawPointer, _ count: Int) -> Int { hashBytes(p, count, processKey) }

func hashBytes(_ p: UnsafeRawPointer, _ count: Int, _ k: HashKey) -> Int {
  if count <= 0 { return 0 }
  var s = SipState(
    v0: k.k0 ^ 0x736f_6d65_7073_6575,
    v1: k.k1 ^ 0x646f_7261_6e64_6f6d,
    v2: k.k0 ^ 0x6c79_6765_6e65_7261,
    v3: k.k1 ^ 0x7465_6462_7974_6573
  )
  var at = 0
  while at + 8 <= count {
    let word = UInt64(littleEndian: p.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    s.v3 ^= word
    s.round()
    s.v0 ^= word
    at += 8
  }
  var last = UInt64(truncatingIfNeeded: count) << 56
  var shift: UInt64 = 0
  while at < count {
    last |= UInt64(p.load(fromByteOffset: at, as: UInt8.self)) << shift
    shift += 8
    at += 1
  }
  s.v3 ^= last
  s.round()
  s.v0 ^= last
  s.v2 ^= 0xff
  s.round()
  s.round()
  s.round()
  let hash = Int(bitPattern: UInt((s.v0 ^ s.v1) ^ (s.v2 ^ s.v3)))
  return hash == -1 ? -2 : hash
}

/// The hash of an address: the low bits, which alignment makes zero, come last.
@inline(__always)
func hashPointer(_ p: UnsafeRawPointer?) -> Int {
  let bits = UInt(bitPattern: p)
  let hash = Int(bitPattern: bits >> 4 | bits << 60)
  return hash == -1 ? -2 : hash
}

// MARK: C API

@c @implementation
public func _Py_HashBytes(_ buffer: UnsafeRawPointer?, _ length: Py_ssize_t) -> Py_hash_t {
  Py_HashBuffer(buffer, length)
}

@c @implementation
public func Py_HashPointer(_ pointer: UnsafeRawPointer?) -> Py_hash_t { hashPointer(pointer) }

@c @implementation
public func PyObject_GenericHash(_ o: ObjectPointer?) -> Py_hash_t { hashPointer(o) }

@c @implementation
public func _Py_HashDouble(_ o: ObjectPointer?, _ value: Double) -> Py_hash_t {
  doubleHash(value, of: o!)
}

@c @implementation
public func PyHash_GetFuncDef() -> UnsafeMutablePointer<PyHash_FuncDef>? {
  suture_hash_definition()
}

@c @implementation
public func Py_HashBuffer(_ buffer: UnsafeRawPointer?, _ length: Py_ssize_t) -> Py_hash_t {
  guard let buffer else { return 0 }
  return hashBytes(buffer, length)
}
