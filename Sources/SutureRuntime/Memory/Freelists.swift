import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Free blocks of one thread, by size class: no locks.
///
/// A block's first word links to the next.
///
/// A class is 16 bytes wide; class n holds blocks that malloc made for at most 16 n - 8 bytes. The size of a block is
/// malloc's own record of it, so what one thread took another may give back, and what realloc has moved is known too.
///
/// F1  A block on list n has room for 16 n - 8 bytes.
/// F2  No list is longer than the thread's limit (0 when detached): what one thread only frees goes back to malloc, and so to others.
enum Freelists {
  /// The length of a list; 0 where the environment has SUTURE_MALLOC=1, so that tools see every malloc and free.
  static let limit: UInt32 = getenv("SUTURE_MALLOC") == nil ? 512 : 0
  @inline(__always) private static var classes: Int { Int(SUTURE_SIZE_CLASSES) }

  /// A block of at least `size` bytes, not cleared; nil: no memory.
  @inline(__always)
  static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let sizeClass = (size + 23) >> 4
    guard sizeClass < classes else { return malloc(size) }
    let t = suture_thread()
    let list = suture_freelist(t, sizeClass)
    guard let block = list.pointee else { return refill(sizeClass) }
    list.pointee = block.load(as: UnsafeMutableRawPointer?.self)
    suture_freelist_count(t, sizeClass).pointee &-= 1
    return block
  }

  @inline(never)
  private static func refill(_ sizeClass: Int) -> UnsafeMutableRawPointer? {
    malloc(sizeClass << 4 - 8)
  }

  /// Gives back a block of `allocate` or of malloc.
  @inline(__always)
  static func release(_ block: UnsafeMutableRawPointer) {
    push(block, (Int(suture_block_size(block)) + 8) >> 4)
  }

  /// Gives back a block of `allocate(size)`, or a larger one: malloc need not be asked.
  @inline(__always)
  static func release(_ block: UnsafeMutableRawPointer, size: Int) {
    push(block, (size + 23) >> 4)
  }

  @inline(__always)
  private static func push(_ block: UnsafeMutableRawPointer, _ sizeClass: Int) {
    let t = suture_thread()
    guard sizeClass < classes,
      suture_freelist_count(t, sizeClass).pointee < t.pointee.freelist_limit
    else {
      free(block)
      return
    }
    let list = suture_freelist(t, sizeClass)
    block.storeBytes(of: list.pointee, as: UnsafeMutableRawPointer?.self)
    list.pointee = block
    suture_freelist_count(t, sizeClass).pointee &+= 1
  }

  /// Gives every block of a list back to malloc.
  static func empty(_ t: ThreadPointer, _ sizeClass: Int) {
    let list = suture_freelist(t, sizeClass)
    while let block = list.pointee {
      list.pointee = block.load(as: UnsafeMutableRawPointer?.self)
      free(block)
    }
  }
}
