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
//     an object      | tracked; the object's GC header has the slot's address
//     next | 1       | free, on the list of the block's thread; 1: its end
//     0              | freed by another thread; the next collection finds it
//
// K1  Only the thread that owns a block takes and frees its slots by the list; any thread may store 0 into the slot of
//     an object that it untracks, which nobody else does: it deallocates the object, or holds its lock.
// K2  A block is 64 KiB, aligned: the slot's address leads to the owner.
// K3  The collector reads slots while the world is stopped.

// MARK: Layout

/// Of SutureGCHeader.next: the slot's address; 0: not tracked.
///
/// Of SutureGCHeader.prev: bit 0 finalized, bit 1 the collector's mark, above them its count.
private let blockSize = 65536

/// The start of a block; slots follow.
struct TrackingBlock {
  var owner: UInt32
  var unused: UInt32
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
  if TrackingBlocks.block(of: slot).pointee.owner == t.pointee.id {
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

  @inline(__always)
  static func block(of slot: UnsafeMutablePointer<UInt>) -> UnsafeMutablePointer<TrackingBlock> {
    UnsafeMutablePointer(bitPattern: UInt(bitPattern: slot) & ~UInt(blockSize - 1))!
  }

  /// Takes a fresh block (or an orphan that a collection emptied) and tracks `o` in it.
  @inline(never)
  static func trackSlow(_ o: ObjectPointer, _ t: ThreadPointer) {
    let block = lock.withLock { () -> UnsafeMutablePointer<TrackingBlock> in
      var b = blocks
      while let candidate = b {
        if candidate.pointee.owner == 0, candidate.pointee.unused == 1 {
          candidate.pointee.owner = t.pointee.id
          candidate.pointee.unused = 0
          return candidate
        }
        b = candidate.pointee.next
      }
      let new = aligned_alloc(blockSize, blockSize)!.assumingMemoryBound(to: TrackingBlock.self)
      new.initialize(to: TrackingBlock(owner: t.pointee.id, unused: 0, next: blocks))
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
        if block.pointee.owner == t.pointee.id { block.pointee.owner = 0 }
        b = block.pointee.next
      }
    }
    t.pointee.track_free = nil
  }

  /// Calls `body` with each tracked object, and gives slots that other threads freed back to their
  /// owners' lists.
  ///
  /// The world is stopped.
  static func forEach(_ body: (ObjectPointer) -> Void) {
    // A thread that ends meanwhile orphans its blocks under the lock before its state goes away.
    lock.lock()
    defer { lock.unlock() }
    let owners = Dictionary(uniqueKeysWithValues: ThreadTable.all.map { ($0.pointee.id, $0) })
    var b = blocks
    while let block = b {
      let owner = owners[block.pointee.owner]
      var used = 0
      for i in slots(block).indices {
        let slot = slots(block).baseAddress! + i
        let value = slot.pointee
        if value == 0 {
          if let owner {
            slot.pointee = UInt(bitPattern: owner.pointee.track_free) | 1
            owner.pointee.track_free = slot
          }
        } else if value & 1 == 0 {
          used += 1
          body(UnsafeMutablePointer(bitPattern: value)!)
        }
      }
      if owner == nil { block.pointee.unused = used == 0 ? 1 : 0 }
      b = block.pointee.next
    }
  }
}
