import CSuture

/// References that a thread keeps ready of objects which it counts at the same time as others do.
///
/// Two threads that count one object by compare-and-swap wait for its cache line at every operation. A thread that meets
/// others there some times takes a batch of references by one operation, and from then on takes from the batch and gives
/// to it with plain instructions (the inline part is in counts.h). The idea is that of sloppy counters: Boyd-Wickizer et
/// al., "An Analysis of Linux Scalability to Many Cores" (2010).
///
/// P1  A spare reference is a reference like any other, counted in `shared` and the thread's own: the object lives. Only
///     threads in free mode that do not own the object have them.
/// P2  The last spare reference is not given out: the object of an entry with a count is alive, so an address is never
///     taken for an object that died there.
/// P3  They are given back, and judged by C3 all at once, when the thread detaches, stops or collects at a call boundary,
///     or has not used them since the last sweep. Taking never gives others back: an increment runs no other code.
/// P4  An entry without a count is the address where the thread met others; it holds nothing.
///
/// The price: a contended object may outlive its last other reference until then. Tests/Models/counting.pml has the
/// batches (-DSPARES).
enum Spares {
  /// So many conflicts, near each other, before a thread takes spare references.
  private static let conflictLimit: UInt16 = 4
  private static let batch: UInt32 = 128
  /// Releases into spare references between two sweeps.
  private static let sweepInterval: UInt32 = 4096

  static func begin(_ t: ThreadPointer) {
    t.pointee.spares = .allocate(capacity: Int(SUTURE_SPARES))
    t.pointee.spares!.initialize(repeating: SutureSpare(), count: Int(SUTURE_SPARES))
    t.pointee.spare_sweep = sweepInterval
  }

  static func end(_ t: ThreadPointer) { t.pointee.spares!.deallocate() }

  /// Another thread counted `o` between this one's look and its compare-and-swap.
  static func conflict(_ t: ThreadPointer, _ o: ObjectPointer) {
    guard t.pointee.mode == SUTURE_FREE else { return }
    let entry = suture_spare(t, o)
    if entry.pointee.count != 0 { return }
    if entry.pointee.object != o {
      entry.pointee.object = o
      entry.pointee.conflicts = 0
    }
    if entry.pointee.conflicts < conflictLimit { entry.pointee.conflicts += 1 }
  }

  /// How many references to take of `o`, to which the caller has none to spare, beyond the one that it wants.
  @inline(__always)
  static func wanted(_ t: ThreadPointer, _ o: ObjectPointer) -> UInt32 {
    guard t.pointee.mode == SUTURE_FREE else { return 0 }
    let entry = suture_spare(t, o)
    return entry.pointee.object == o && entry.pointee.conflicts == conflictLimit ? batch : 0
  }

  /// Keeps `count` references to `o`, as `wanted`.
  static func keep(_ t: ThreadPointer, _ o: ObjectPointer, _ count: UInt32) {
    let entry = suture_spare(t, o)
    if entry.pointee.count == 0 { t.pointee.spare_entries += 1 }
    entry.pointee.count += count
    entry.pointee.used = 1
  }

  /// The spare references of one thread to `o`.
  static func count(_ t: ThreadPointer, _ o: ObjectPointer) -> Int64 {
    if t.pointee.spare_entries == 0 { return 0 }
    let entry = suture_spare(t, o)
    return entry.pointee.object == o ? Int64(entry.pointee.count) : 0
  }

  /// A reference was given to the spare ones: now and then, gives those back that are not used.
  @inline(__always)
  static func countRelease(_ t: ThreadPointer) {
    t.pointee.spare_sweep &-= 1
    if t.pointee.spare_sweep == 0 { sweep(t) }
  }

  @inline(never)
  private static func sweep(_ t: ThreadPointer) {
    t.pointee.spare_sweep = sweepInterval
    for i in 0..<Int(SUTURE_SPARES) {
      let entry = t.pointee.spares! + i
      if entry.pointee.used == 0 { giveBack(t, entry) } else { entry.pointee.used = 0 }
    }
  }

  /// Gives all back (P3).
  ///
  /// May run tp_dealloc.
  @inline(__always)
  static func giveAllBack(_ t: ThreadPointer) {
    if t.pointee.spare_entries != 0 { giveAll(t) }
  }

  @inline(never)
  private static func giveAll(_ t: ThreadPointer) {
    // What a tp_dealloc does may take others.
    while t.pointee.spare_entries != 0 {
      for i in 0..<Int(SUTURE_SPARES) { giveBack(t, t.pointee.spares! + i) }
    }
  }

  private static func giveBack(_ t: ThreadPointer, _ entry: UnsafeMutablePointer<SutureSpare>) {
    let count = entry.pointee.count
    guard count != 0, let o = entry.pointee.object else { return }
    entry.pointee = SutureSpare()
    t.pointee.spare_entries -= 1
    releaseFree(o, Int32(bitPattern: count))
  }
}
