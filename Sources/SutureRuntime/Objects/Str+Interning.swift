import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The interned strings: an open-addressing table of pointers, guarded by one mutex.
///
/// An interned string is immortal (C14): its count is never touched again, and two interned strings of the same text
/// are the same object.
enum Interned {
  nonisolated(unsafe) private static var slots: UnsafeMutablePointer<ObjectPointer?> = makeSlots(
    1024
  )
  nonisolated(unsafe) private static var capacity = 1024
  nonisolated(unsafe) private static var count = 0
  private static let lock = Mutex()

  private static func makeSlots(_ n: Int) -> UnsafeMutablePointer<ObjectPointer?> {
    let p = UnsafeMutablePointer<ObjectPointer?>.allocate(capacity: n)
    p.initialize(repeating: nil, count: n)
    return p
  }

  /// The slot of this text, or the free one where it belongs.
  private static func find(_ text: StrText, _ hash: Int) -> UnsafeMutablePointer<ObjectPointer?> {
    let mask = capacity - 1
    var i = hash & mask
    while let o = slots[i] {
      if strHash(o) == hash, textEqual(strText(o), text) { break }
      i = (i + 1) & mask
    }
    return slots + i
  }

  private static func grow() {
    let old = slots
    let n = capacity
    capacity = n * 2
    slots = makeSlots(capacity)
    for i in 0..<n {
      guard let o = old[i] else { continue }
      find(strText(o), strHash(o)).pointee = o
    }
    old.deallocate()
  }

  static func isInterned(_ str: ObjectPointer) -> Bool {
    suture_load_relaxed_u32(strState(str)) & StrLayout.internedMask != 0
  }

  /// The interned string with the text of `str`, immortal.
  ///
  /// `str` is exactly a str, and the caller's reference to it is not consumed.
  ///
  /// Only a string that no inline count can reach at this moment becomes immortal in place; of another a copy does.
  static func intern(_ str: ObjectPointer) throws(Raise) -> ObjectPointer {
    if isInterned(str) { return str }
    let hash = strHash(str)
    if let known = existing(strText(str), hash) { return known }
    let t = suture_thread()
    let isShown = suture_load_acquire_i32(&str.header.pointee.shared) & Int32(SUTURE_EXPOSED) != 0
    let inPlace = suture_is_immortal(str) || !isShown || t.pointee.holds_legacy != 0
    let text = strText(str)
    var own: ObjectPointer = str
    if !inPlace {
      own = try newStr(text.count, maximum: text.maximum)
      copyText(text, to: strBuffer(own), width: text.width)
      _ = strHash(own)
    }
    return add(own, hash, isCopy: !inPlace)
  }

  private static func existing(_ text: StrText, _ hash: Int) -> ObjectPointer? {
    lock.lock()
    defer { lock.unlock() }
    return find(text, hash).pointee
  }

  private static func add(_ str: ObjectPointer, _ hash: Int, isCopy: Bool) -> ObjectPointer {
    lock.lock()
    let slot = find(strText(str), hash)
    if let known = slot.pointee {
      lock.unlock()
      if isCopy { suture_decref(str) }
      return known
    }
    makeImmortal(str)
    _ = suture_or_acq_rel_u32(strState(str), 2)  // SSTATE_INTERNED_IMMORTAL
    slot.pointee = str
    count += 1
    if count * 3 > capacity * 2 { grow() }
    lock.unlock()
    return str
  }
}

// MARK: Operations

/// The interned, immortal string of ASCII or UTF-8 text: borrowed for ever.
func intern(_ text: UnsafePointer<CChar>) throws(Raise) -> ObjectPointer {
  let n = strlen(text)
  let o = try decodeUTF8(UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), n)
  let interned = try Interned.intern(o)
  if interned != o { suture_decref(o) }
  return interned
}

/// The interned, immortal string of this text: borrowed for ever.
func intern(_ text: StaticString) throws(Raise) -> ObjectPointer {
  try intern(UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self))
}

/// Makes the singletons (S4), and fills suture_names with interned, immortal strings.
func startNames() {
  do throws(Raise) {
    let empty = try newStr(0, maximum: 0)
    suture_set_str_empty(try Interned.intern(empty))
    for c in 0..<256 {
      let o = try newStr(1, maximum: UInt32(c))
      strBuffer(o).storeBytes(of: UInt8(c), as: UInt8.self)
      suture_set_str_latin1(UInt8(c), try Interned.intern(o))
    }
    var i: Int32 = 0
    while let text = suture_text_of_name(i) {
      suture_set_name(i, try intern(text))
      i += 1
    }
  } catch { Diagnostics.fatal("no memory for the names") }
}

// MARK: C API

@c @implementation
public func PyUnicode_InternInPlace(_ slot: UnsafeMutablePointer<ObjectPointer?>?) {
  guard let slot, let str = slot.pointee, str.isExactStr else { return }
  guard let interned = try? Interned.intern(str) else {
    PyErr_Clear()
    return
  }
  if interned != str {
    slot.pointee = interned
    suture_decref(str)
  }
}

@c @implementation
public func PyUnicode_InternImmortal(_ slot: UnsafeMutablePointer<ObjectPointer?>?) {
  PyUnicode_InternInPlace(slot)
}

@c @implementation
public func PyUnicode_InternFromString(_ utf8: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in try intern(utf8!) }
}
