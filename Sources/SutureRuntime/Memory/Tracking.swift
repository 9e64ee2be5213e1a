import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Which containers exist: each thread notes those that it tracks in blocks of slots of its own, without a lock.
//
//     a slot holds   | meaning
//     ---------------+-------------------------------------------------
//     an object      | tracked, young; the object's GC header has the slot's address
//     an object | 2  | the same, old: it has survived a collection
//     next | 1       | free, on the list of the block's thread; 1: its end
//     0              | freed by another thread; the next collection that reads the block finds it
//
// K1  Only the thread that owns a block takes and frees its slots by the list; any thread may store 0 into the slot of
//     an object that it untracks, which nobody else does: it deallocates the object, or holds its lock.
// K2  A block is 64 KiB, aligned: the slot's address leads to the owner.
// K3  The collector reads slots while the world is stopped.
// K4  A block with a young object in it is marked `young`: a collection of the young reads no others.

// MARK: Layout

/// Of SutureGCHeader.next: the slot's address; 0: not tracked.
///
/// Of SutureGCHeader.prev: bit 0 finalized, bit 1 the collector's mark, above them its count.
private let blockSize = 65536
private let freeBit: UInt = 1
private let oldBit: UInt = 2

/// The start of a block; slots follow.
struct TrackingBlock {
  var owner: UInt32
  /// 1: no slot of it is used, and no thread owns it.
  var unused: UInt32
  /// 1: it may have a young object in it.
  var young: UInt32
  var next: UnsafeMutablePointer<TrackingBlock>?
}

// MARK: Operations

/// Tells the collector of a new container whose fields are all valid (or NULL).
///
/// `o`'s type has Py_TPFLAGS_HAVE_GC.
@inline(__always)
func gcTrack(_ o: ObjectPointer) {
  let g = suture_gc_header(o)
  if g.pointee.next != 0 { return }
  let t = suture_thread()
  guard let slot = t.pointee.track_free else {
    TrackingBlocks.trackSlow(o, t)
    return
  }
  t.pointee.track_free = UnsafeMutablePointer(bitPattern: slot.pointee & ~1)
  slot.pointee = UInt(bitPattern: o)
  TrackingBlocks.block(of: slot).pointee.young = 1
  g.pointee.next = UInt(bitPattern: slot)
  t.pointee.track_count &+= 1
  if t.pointee.track_count > t.pointee.track_limit { Collector.ask(t) }
}

/// The opposite: first thing in a container's tp_dealloc.
@inline(__always)
func gcUntrack(_ o: ObjectPointer) {
  let g = suture_gc_header(o)
  guard let slot = UnsafeMutablePointer<UInt>(bitPattern: g.pointee.next) else { return }
  g.pointee.next = 0
  let t = suture_thread()
  if suture_load_relaxed_u32(&TrackingBlocks.block(of: slot).pointee.owner) == t.pointee.id {
    slot.pointee = UInt(bitPattern: t.pointee.track_free) | 1
    t.pointee.track_free = slot
    if t.pointee.track_count > 0 { t.pointee.track_count &-= 1 }
  } else {
    suture_store_release_word(slot, 0)
  }
}

enum TrackingBlocks {
  private static let lock = Mutex()
  /// Every block, by the list through `next`.
  ///
  /// Changed under the lock; read with the world stopped.
  nonisolated(unsafe) private static var blocks: UnsafeMutablePointer<TrackingBlock>?
  /// How many of them are unused.
  nonisolated(unsafe) private static var unused = 0

  @inline(__always)
  static func block(of slot: UnsafeMutablePointer<UInt>) -> UnsafeMutablePointer<TrackingBlock> {
    UnsafeMutablePointer(bitPattern: UInt(bitPattern: slot) & ~UInt(blockSize - 1))!
  }

  /// Takes a fresh block (or an orphan that a collection emptied) and tracks `o` in it.
  @inline(never)
  static func trackSlow(_ o: ObjectPointer, _ t: ThreadPointer) {
    let block = lock.withLock { () -> UnsafeMutablePointer<TrackingBlock> in
      var b = unused > 0 ? blocks : nil
      while let candidate = b {
        if candidate.pointee.unused == 1 {
          suture_store_relaxed_u32(&candidate.pointee.owner, t.pointee.id)
          candidate.pointee.unused = 0
          unused -= 1
          return candidate
        }
        b = candidate.pointee.next
      }
      let new = aligned_alloc(blockSize, blockSize)!.assumingMemoryBound(to: TrackingBlock.self)
      new.initialize(to: TrackingBlock(owner: t.pointee.id, unused: 0, young: 0, next: blocks))
      blocks = new
      return new
    }
    if t.pointee.track_limit == 0 { t.pointee.track_limit = Collector.threshold }
    linkFree(block, t)
    gcTrack(o)
  }

  static func slots(_ block: UnsafeMutablePointer<TrackingBlock>) -> UnsafeMutableBufferPointer<
    UInt
  > {
    let start = UnsafeMutableRawPointer(block) + MemoryLayout<TrackingBlock>.stride
    return UnsafeMutableBufferPointer(
      start: start.assumingMemoryBound(to: UInt.self),
      count: (blockSize - MemoryLayout<TrackingBlock>.stride) / 8
    )
  }

  /// Puts every slot of an empty block on the thread's list.
  private static func linkFree(_ block: UnsafeMutablePointer<TrackingBlock>, _ t: ThreadPointer) {
    let slots = slots(block)
    var next = UInt(bitPattern: t.pointee.track_free)
    for i in slots.indices.reversed() {
      slots[i] = next | 1
      next = UInt(bitPattern: slots.baseAddress! + i)
    }
    t.pointee.track_free = UnsafeMutablePointer(bitPattern: next)
  }

  /// The thread ends: nobody takes slots from its blocks any more, until a collection has found them empty.
  static func orphan(_ t: ThreadPointer) {
    lock.withLock {
      var b = blocks
      while let block = b {
        if block.pointee.owner == t.pointee.id { suture_store_relaxed_u32(&block.pointee.owner, 0) }
        b = block.pointee.next
      }
    }
    t.pointee.track_free = nil
  }

  /// Calls `body` with each tracked object (or each young one), makes it old, and gives slots that
  /// other threads freed back to their owners' lists.
  ///
  /// The world is stopped.
  @inline(__always)
  static func forEach(youngOnly: Bool, _ body: (ObjectPointer) -> Void) {
    // A thread that ends meanwhile orphans its blocks under the lock.
    lock.lock()
    defer { lock.unlock() }
    let owners = Dictionary(uniqueKeysWithValues: ThreadTable.all.map { ($0.pointee.id, $0) })
    var b = blocks
    while let block = b {
      b = block.pointee.next
      if block.pointee.unused == 1 || youngOnly && block.pointee.young == 0 { continue }
      block.pointee.young = 0
      let owner = owners[block.pointee.owner]
      let slots = slots(block)
      var used = 0
      for i in 0..<slots.count {
        let slot = slots.baseAddress! + i
        if i &+ ahead < slots.count { prefetch(UnsafeRawPointer(bitPattern: slot[ahead])) }
        let value = slot.pointee
        if value & freeBit != 0 { continue }
        if value == 0 {
          if let owner {
            slot.pointee = UInt(bitPattern: owner.pointee.track_free) | freeBit
            owner.pointee.track_free = slot
          }
          continue
        }
        used &+= 1
        if youngOnly, value & oldBit != 0 { continue }
        slot.pointee = value | oldBit
        body(UnsafeMutablePointer(bitPattern: value & ~oldBit)!)
      }
      if owner == nil, used == 0 {
        block.pointee.unused = 1
        unused += 1
      }
    }
  }

  /// Calls `body` with each tracked object, and leaves the young ones young.
  ///
  /// The world is stopped.
  static func forEachAsItIs(_ body: (ObjectPointer) -> Void) {
    lock.withLock {
      var b = blocks
      while let block = b {
        b = block.pointee.next
        if block.pointee.unused == 1 { continue }
        for value in slots(block) where value != 0 && value & freeBit == 0 {
          body(UnsafeMutablePointer(bitPattern: value & ~oldBit)!)
        }
      }
    }
  }

  /// How many objects ahead are fetched: the work on so many takes as long as a line takes from another core's cache.
  static let ahead = 24

  /// Fetches the GC header and the first fields of an object, which mostly lie on two cache lines.
  ///
  /// Also of what only may be one: the address does no harm.
  @inline(__always)
  static func prefetch(_ o: UnsafeRawPointer?) {
    let address = UInt(bitPattern: o)
    suture_prefetch(UnsafeRawPointer(bitPattern: address &- 32))
    suture_prefetch(UnsafeRawPointer(bitPattern: address &+ 24))
  }
}
