import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Free blocks of one thread, by size class: no locks.
///
/// Class n holds blocks of 16 n bytes, which come from SmallBlocks and go back there in batches. A block's first word
/// links to the next. What one thread took another may give back.
///
/// F1  A block on list n has room for 16 n bytes.
/// F2  Every block on a list belongs to SmallBlocks; larger ones are malloc's, and those that a thread without lists took.
/// F3  A thread puts nothing on a list that is as long as its limit: what one thread only frees goes to others.
enum Freelists {
  /// The length of a list; 0 where the environment has SUTURE_MALLOC=1, so that tools see every malloc and free.
  static let limit: UInt32 = getenv("SUTURE_MALLOC") == nil ? 512 : 0
  @inline(__always) private static var classes: Int { Int(SUTURE_SIZE_CLASSES) }

  /// A block of at least `size` bytes, not cleared; nil: no memory.
  @inline(__always)
  static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let sizeClass = (size &+ 15) >> 4
    guard sizeClass < classes else { return malloc(size) }
    let t = suture_thread()
    let list = suture_freelist(t, sizeClass)
    guard let block = list.pointee else { return refill(t, sizeClass) }
    list.pointee = block.load(as: UnsafeMutableRawPointer?.self)
    suture_freelist_count(t, sizeClass).pointee &-= 1
    return block
  }

  /// Gives back a block of `allocate` or of malloc.
  @inline(__always)
  static func release(_ block: UnsafeMutableRawPointer) {
    let sizeClass = suture_small_class(block)
    if sizeClass == 0 { free(block) } else { push(block, sizeClass) }
  }

  /// Gives back a block of `allocate(size)`, or a larger one.
  @inline(__always)
  static func release(_ block: UnsafeMutableRawPointer, size: Int) {
    let sizeClass = (size &+ 15) >> 4
    if sizeClass < classes, suture_is_small(block) {
      push(block, sizeClass)
    } else {
      release(block)
    }
  }

  @inline(__always)
  private static func push(_ block: UnsafeMutableRawPointer, _ sizeClass: Int) {
    let t = suture_thread()
    let count = suture_freelist_count(t, sizeClass)
    if count.pointee >= t.pointee.freelist_limit {
      // A detached thread has no lists of its own: its state is everybody's.
      if t.pointee.freelist_limit == 0 {
        block.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
        SmallBlocks.give(block, sizeClass)
        return
      }
      spill(t, sizeClass)
    }
    let list = suture_freelist(t, sizeClass)
    block.storeBytes(of: list.pointee, as: UnsafeMutableRawPointer?.self)
    list.pointee = block
    count.pointee &+= 1
  }

  /// A block of at least `size` bytes with what `block` holds; nil: no memory, and `block` is as it was.
  static func resize(_ block: UnsafeMutableRawPointer, _ size: Int) -> UnsafeMutableRawPointer? {
    let sizeClass = suture_small_class(block)
    if sizeClass == 0 { return realloc(block, size) }
    let old = sizeClass << 4
    if size <= old, size > old >> 1 { return block }
    guard let new = allocate(size) else { return nil }
    memcpy(new, block, min(old, size))
    release(block)
    return new
  }

  @inline(never)
  private static func refill(_ t: ThreadPointer, _ sizeClass: Int) -> UnsafeMutableRawPointer? {
    guard t.pointee.freelist_limit != 0, let batch = SmallBlocks.take(sizeClass) else {
      return malloc(sizeClass << 4)
    }
    suture_freelist(t, sizeClass).pointee = batch.first.load(as: UnsafeMutableRawPointer?.self)
    suture_freelist_count(t, sizeClass).pointee = UInt32(batch.count - 1)
    return batch.first
  }

  /// Gives the older half of a full list back.
  @inline(never)
  private static func spill(_ t: ThreadPointer, _ sizeClass: Int) {
    let count = suture_freelist_count(t, sizeClass)
    let kept = max(1, count.pointee / 2)
    guard var last = suture_freelist(t, sizeClass).pointee else { return }
    for _ in 1..<kept { last = last.load(as: UnsafeMutableRawPointer.self) }
    let rest = last.load(as: UnsafeMutableRawPointer.self)
    last.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    SmallBlocks.give(rest, sizeClass)
    count.pointee = kept
  }

  /// Gives every block of every list back.
  ///
  /// `t` is the calling thread's, or stopped or detached while the world is stopped, or of no thread any more. Does not
  /// trim: a stop is short.
  static func empty(_ t: ThreadPointer) {
    for sizeClass in 1..<classes { empty(t, sizeClass) }
  }

  /// Gives every block of a list back.
  private static func empty(_ t: ThreadPointer, _ sizeClass: Int) {
    let list = suture_freelist(t, sizeClass)
    if let first = list.pointee { SmallBlocks.give(first, sizeClass, mayTrim: false) }
    list.pointee = nil
    suture_freelist_count(t, sizeClass).pointee = 0
  }
}
