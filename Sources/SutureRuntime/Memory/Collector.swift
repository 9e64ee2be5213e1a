import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The cycle collector: finds containers that only each other keep alive, by the counts (the idea is CPython's: Neil
/// Schemenauer's, 2000).
///
/// With the world stopped and the legacy lock held, every count is at rest. A container's references less those that
/// tp_traverse of the containers considered accounts for are references from outside; what they reach lives, the rest
/// is garbage. A collection that a thread asks for considers the young alone, and all when many have grown old since
/// it last did. Callbacks, finalizers and tp_clear run with the world running again, on objects that the collector
/// holds a reference to.
///
/// Y1  An object with QUEUED or DEAD set, an immortal one, and one whose type has no tp_traverse, is a root.
/// Y2  While the world is stopped, weak references to garbage are cleared and those that are garbage forget their
///     objects. So no thread can bring garbage back, and no callback of garbage is called.
/// Y3  What a callback or finalizer brought back to life is found by a second stop, and lives.
/// Y4  The mark of a GC header and the count above it are the collector's alone: set while the world is stopped, and left
///     set outside of a stop on garbage only.
/// Y5  Nobody holds the lock of garbage, or waits for it: that takes a reference. So the collector makes itself the one
///     that garbage is owned by and biased to, as if it had made it, without a revocation for each object.
/// Y6  A thread that asks for a collection does not wait for the legacy lock: while that is taken, its holder collects at
///     its next safepoint, and the thread goes on and asks again after as many containers. When a million were made in
///     between, by a holder that makes no API call, it waits for 100 ms at most each time.
enum Collector {
  /// How many more containers a thread may have than after the last collection before it asks for one.
  static let threshold: UInt32 = 5_000

  /// So many times a collection is postponed without a wait.
  private static let patience: UInt32 = 200
  @inline(__always) private static var postponed: UnsafeMutablePointer<UInt32> {
    suture_postponed_word()
  }

  nonisolated(unsafe) static var isEnabled: Int32 = 1

  /// Survivors of collections of the young since all were considered, and what was alive then.
  nonisolated(unsafe) private static var grown = 0
  nonisolated(unsafe) private static var settled = 0

  // MARK: The collector's fields in the GC header

  private static let finalized: UInt = 1
  private static let marked: UInt = 2
  private static let countShift: UInt = 2

  @inline(__always)
  private static func field(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureGCHeader> {
    suture_gc_header(o)
  }

  @inline(__always)
  private static func isMarked(_ o: ObjectPointer) -> Bool {
    // Immortal objects are roots, and the static types among them have no header.
    !suture_is_immortal(o) && o.type.has(TypeFlag.haveGC) && field(o).pointee.prev & marked != 0
  }

  /// Of a marked object.
  @inline(__always)
  private static func outside(_ o: ObjectPointer) -> Int {
    Int(bitPattern: field(o).pointee.prev) >> Int(countShift)
  }

  @inline(__always)
  private static func mark(_ o: ObjectPointer, outside n: Int) {
    field(o).pointee.prev =
      UInt(bitPattern: n << Int(countShift)) | marked | field(o).pointee.prev & finalized
  }

  @inline(__always)
  private static func unmark(_ o: ObjectPointer) { field(o).pointee.prev &= finalized }

  static func isFinalized(_ o: ObjectPointer) -> Bool { field(o).pointee.prev & finalized != 0 }
  static func markFinalized(_ o: ObjectPointer) { field(o).pointee.prev |= finalized }

  // MARK: Collecting

  /// Asks for a collection at the thread's next call boundary.
  @inline(never)
  static func ask(_ t: ThreadPointer) {
    t.pointee.track_count = 0
    if isEnabled != 0 { Pending.set(t, Pending.collect) }
  }

  /// A collection that a thread has asked for: postponed while the legacy lock is taken (Y6).
  static func collectIfEnabled() {
    if isEnabled == 0 { return }
    let isPatient = suture_load_relaxed_u32(postponed) < patience
    guard let entry = LegacyLock.enter(waiting: isPatient ? 0 : 100_000_000) else {
      LockStatistics.count(.postponed)
      _ = suture_add_relaxed_u32(postponed, 1)
      ThreadTable.setPending(Pending.reclaim)
      return
    }
    _ = collect(youngOnly: grown <= max(settled / 4, 10 * Int(threshold)))
    LegacyLock.leave(entry)
  }

  /// Y6, for the holder of the legacy lock at a safepoint.
  static func collectPostponed() {
    if suture_load_relaxed_u32(postponed) != 0 { collectIfEnabled() }
  }

  /// Collects all, and trims the small blocks, those of every thread's lists included.
  ///
  /// - Returns: how many objects were found to be garbage.
  static func collectAndTrim() -> Int {
    let count = collect(emptiesLists: true)
    Freelists.empty(suture_thread())
    SmallBlocks.trim()
    return count
  }

  /// Collects, unless a collection is under way.
  ///
  /// - Parameter emptiesLists: whether the threads' free blocks go back to SmallBlocks.
  /// - Returns: how many objects were found to be garbage.
  static func collect(youngOnly: Bool = false, emptiesLists: Bool = false) -> Int {
    guard StopTheWorld.tryBegin() else { return 0 }
    defer { StopTheWorld.end() }
    let t = suture_thread()
    let error = t.pointee.current_exception
    t.pointee.current_exception = nil
    defer {
      if let left = t.pointee.current_exception {
        t.pointee.current_exception = nil
        suture_decref_stored(left)
      }
      t.pointee.current_exception = error
    }
    Spares.giveAllBack(t)
    let entry = LegacyLock.enter()
    let inner = LegacyLock.enterFree()
    defer {
      LegacyLock.leave(inner)
      LegacyLock.leave(entry)
    }
    return collectHoldingLock(youngOnly, emptiesLists)
  }

  private static func collectHoldingLock(_ youngOnly: Bool, _ emptiesLists: Bool) -> Int {
    var garbage = PointerList()
    var callbacks = WeakCallbacks()
    var hasFinalizers = false
    var unused: [ObjectPointer] = []
    pause {
      let considered = findGarbage(youngOnly, &garbage)
      (callbacks, hasFinalizers) = holdGarbage(&garbage)
      let survivors = considered - garbage.count
      grown = youngOnly ? grown + survivors : 0
      if !youngOnly { settled = survivors }
      unused = Retired.takeUnused()
      if emptiesLists { for t in ThreadTable.all { Freelists.empty(t) } }
    }
    for o in unused { suture_decref_stored(o) }
    if garbage.isEmpty { return 0 }
    callbacks.call()
    if hasFinalizers { finalize(garbage) }
    // A callback cannot reach garbage (Y2), so without a finalizer all of it is garbage still.
    if hasFinalizers { pause { findResurrected(garbage) } }
    var count = 0
    for i in 0..<garbage.count {
      garbage.prefetch(i &+ TrackingBlocks.ahead)
      let o = garbage[i]
      if field(o).pointee.prev & marked != 0 {
        unmark(o)
        count += 1
        if let clear = o.type.pointee.tp_clear { _ = clear(o) }
      }
      suture_decref(o)
    }
    return count
  }

  private static func pause(_ body: () -> Void) {
    let start = monotonicNanoseconds()
    StopTheWorld.run(body)
    Statistics.record(pause: monotonicNanoseconds() - start)
  }

  /// Takes a reference to each object that is still marked, and clears weak references by Y2; leaves out the others.
  ///
  /// The world is stopped.
  ///
  /// - Returns: the callbacks to call, and whether there is a finalizer to run.
  private static func holdGarbage(_ garbage: inout PointerList) -> (WeakCallbacks, Bool) {
    var callbacks = WeakCallbacks()
    var hasFinalizers = false
    var last: TypePointer?
    var isRef = false
    var hasList = false
    garbage.filter { o in
      if field(o).pointee.prev & marked == 0 { return false }
      hold(o)
      if o.type != last {
        last = o.type
        isRef = isWeakRef(o) || isWeakProxy(o)
        hasList = o.type.pointee.tp_weaklistoffset != 0 || o.type.has(TypeFlag.managedWeakref)
        if o.type.pointee.tp_finalize != nil { hasFinalizers = true }
      }
      if isRef { detachWeakReference(o) }
      if hasList { callbacks.take(from: o) { isMarked($0) } }
      return true
    }
    return (callbacks, hasFinalizers)
  }

  /// Takes a reference to garbage, and makes it this thread's own where another thread owns it: it will be counted and
  /// locked by nobody else (Y5).
  @inline(__always)
  private static func hold(_ o: ObjectPointer) {
    if !suture_is_gil_mode() {
      let t = suture_thread()
      let h = o.header
      if h.pointee.owner != 0 { h.pointee.owner = t.pointee.id }
      if Bias.isBiased(h.pointee.lock) { h.pointee.lock = t.pointee.bias_birth }
    }
    suture_incref(o)
  }

  private static func finalize(_ garbage: borrowing PointerList) {
    for i in 0..<garbage.count {
      let o = garbage[i]
      guard let finalize = o.type.pointee.tp_finalize, !isFinalized(o) else { continue }
      markFinalized(o)
      finalize(o)
    }
  }

  // MARK: Visiting

  /// Calls `body` with each tracked object that is alive when it begins, until it gives false.
  ///
  /// The world runs meanwhile; a reference to each object is held until the end.
  static func visitObjects(_ body: (ObjectPointer) -> Bool) {
    var objects = PointerList()
    withUnsafeMutablePointer(to: &objects) { list in
      LegacyLock.holding {
        StopTheWorld.run {
          TrackingBlocks.forEachAsItIs { o in
            // What is marked is garbage (Y4), and nobody else's.
            guard suture_is_immortal(o) || (references(o) ?? 0) > 0 && !isMarked(o) else { return }
            suture_incref(o)
            list.pointee.append(o)
          }
        }
      }
    }
    var isWanted = true
    for i in 0..<objects.count {
      if isWanted {
        suture_expose(objects[i])
        isWanted = body(objects[i])
      }
      suture_decref(objects[i])
    }
  }

  // MARK: Finding

  /// The tracked objects (or the young ones) that nothing from outside reaches, marked, and some that are not.
  ///
  /// The world is stopped.
  ///
  /// - Returns: how many were considered.
  private static func findGarbage(_ youngOnly: Bool, _ objects: inout PointerList) -> Int {
    // One collection serves all threads.
    suture_store_relaxed_u32(postponed, 0)
    for t in ThreadTable.all {
      t.pointee.track_count = 0
      Pending.clear(t, Pending.collect)
    }
    var visits = Visits()
    return withUnsafeMutablePointer(to: &visits) { visits in
      if youngOnly { markYoung(&objects, visits) } else { markAll(&objects, visits) }
      let considered = objects.count
      unmarkReachable(&objects, visits)
      return considered
    }
  }

  /// Marks the young that are no roots, each with its references from outside of them.
  private static func markYoung(
    _ objects: inout PointerList,
    _ visits: UnsafeMutablePointer<Visits>
  ) {
    withUnsafeMutablePointer(to: &objects) { list in
      TrackingBlocks.forEach(youngOnly: true) { o in
        guard let count = references(o) else { return }
        mark(o, outside: count)
        list.pointee.append(o)
      }
    }
    subtractReferences(objects, visits)
  }

  /// The same for all, which are read once: what is tracked is considered, unless it is a root, so references to an
  /// object may be taken from its count before it has one.
  private static func markAll(_ objects: inout PointerList, _ visits: UnsafeMutablePointer<Visits>)
  {
    var roots = PointerList()
    let context = UnsafeMutableRawPointer(visits)
    withUnsafeMutablePointer(to: &objects) { list in
      withUnsafeMutablePointer(to: &roots) { roots in
        TrackingBlocks.forEach(youngOnly: false) { o in
          guard let count = references(o) else {
            if !suture_is_immortal(o) { roots.pointee.append(o) }
            return
          }
          field(o).pointee.prev &+= UInt(bitPattern: count << Int(countShift)) | marked
          list.pointee.append(o)
          _ = o.type.pointee.tp_traverse(o, suture_gc_subtract_tracked, context)
        }
      }
    }
    while let o = visits.pointee.popLast() { subtractTracked(o) }
    for i in 0..<roots.count { unmark(roots[i]) }
  }

  /// Takes the mark from garbage that something from outside reaches by now, or that is not tracked any more.
  ///
  /// The world is stopped; the collector holds a reference to each object.
  private static func findResurrected(_ garbage: borrowing PointerList) {
    for i in 0..<garbage.count {
      let o = garbage[i]
      if field(o).pointee.next != 0, let count = references(o) {
        mark(o, outside: count - 1)
      } else {
        // Its references may be anywhere: what it reaches lives.
        mark(o, outside: Int(Int32.max))
      }
    }
    var rest = PointerList(garbage)
    var visits = Visits()
    withUnsafeMutablePointer(to: &visits) { visits in
      subtractReferences(rest, visits)
      unmarkReachable(&rest, visits)
    }
  }

  /// Takes what refers from marked objects to marked objects from their counts.
  private static func subtractReferences(
    _ objects: borrowing PointerList,
    _ visits: UnsafeMutablePointer<Visits>
  ) {
    for i in 0..<objects.count {
      objects.prefetch(i &+ TrackingBlocks.ahead)
      let o = objects[i]
      _ = o.type.pointee.tp_traverse(o, suture_gc_subtract, UnsafeMutableRawPointer(visits))
    }
    while let o = visits.pointee.popLast() { subtract(o) }
  }

  /// Takes the mark from the marked objects that references from outside of them reach.
  ///
  /// - Parameter objects: those that are marked; most of those that are not any more are left out of it.
  private static func unmarkReachable(
    _ objects: inout PointerList,
    _ visits: UnsafeMutablePointer<Visits>
  ) {
    let context = UnsafeMutableRawPointer(visits)
    objects.filter { o in
      guard field(o).pointee.prev & marked != 0 else { return false }
      if outside(o) <= 0 { return true }
      unmark(o)
      _ = o.type.pointee.tp_traverse(o, suture_gc_reach, context)
      traverseReached(visits)
      return false
    }
    while let o = visits.pointee.popLast() {
      reach(o, visits)
      traverseReached(visits)
    }
  }

  /// In the order in which they were reached, which is mostly that of their addresses.
  private static func traverseReached(_ visits: UnsafeMutablePointer<Visits>) {
    visits.pointee.isNested = true
    var i = 0
    while i < visits.pointee.reached.count {
      visits.pointee.reached.prefetch(i &+ TrackingBlocks.ahead)
      let o = visits.pointee.reached[i]
      _ = o.type.pointee.tp_traverse(o, suture_gc_reach, UnsafeMutableRawPointer(visits))
      i &+= 1
    }
    visits.pointee.reached.removeAll()
    visits.pointee.isNested = false
  }

  /// All references to `o`; nil: a root (Y1).
  @inline(__always)
  private static func references(_ o: ObjectPointer) -> Int? {
    if suture_is_immortal(o) || o.type.pointee.tp_traverse == nil { return nil }
    if suture_is_gil_mode() { return Int(suture_visible(o)) }
    let shared = suture_load_acquire_i32(&o.header.pointee.shared)
    if shared == Int32.min || shared & SUTURE_QUEUED != 0 { return nil }
    return Py_REFCNT(o)
  }

  @inline(__always)
  fileprivate static func subtract(_ o: ObjectPointer) {
    if isMarked(o) { field(o).pointee.prev &-= 1 << countShift }
  }

  @inline(__always)
  fileprivate static func subtractTracked(_ o: ObjectPointer) {
    if !suture_is_immortal(o), o.type.has(TypeFlag.haveGC), field(o).pointee.next != 0 {
      field(o).pointee.prev &-= 1 << countShift
    }
  }

  /// What a root with many references reaches is traversed while it is in the cache, before the root's traversal ends.
  @inline(__always)
  fileprivate static func reach(_ o: ObjectPointer, _ visits: UnsafeMutablePointer<Visits>) {
    guard isMarked(o) else { return }
    unmark(o)
    visits.pointee.reached.append(o)
    if visits.pointee.reached.count >= 64, !visits.pointee.isNested { traverseReached(visits) }
  }
}

@c func suture_gc_subtract(_ o: ObjectPointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
  let visits = context!.assumingMemoryBound(to: Visits.self)
  if let o, let earlier = visits.pointee.exchange(o) { Collector.subtract(earlier) }
  return 0
}

@c func suture_gc_subtract_tracked(_ o: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> Int32
{
  let visits = context!.assumingMemoryBound(to: Visits.self)
  if let o, let earlier = visits.pointee.exchange(o) { Collector.subtractTracked(earlier) }
  return 0
}

@c func suture_gc_reach(_ o: ObjectPointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
  let visits = context!.assumingMemoryBound(to: Visits.self)
  if let o, let earlier = visits.pointee.exchange(o) { Collector.reach(earlier, visits) }
  return 0
}

/// What a traversal has come to and not yet looked at: it is on its way to the cache (Cher, Hosking, Vitek, "Software
/// Prefetching for Mark-Sweep Garbage Collection", 2004).
private struct Visits: ~Copyable {
  private static let count = 8

  private var waiting:
    (
      ObjectPointer?, ObjectPointer?, ObjectPointer?, ObjectPointer?, ObjectPointer?,
      ObjectPointer?,
      ObjectPointer?, ObjectPointer?
    ) = (nil, nil, nil, nil, nil, nil, nil, nil)
  private var next = 0
  /// Found to be reachable, and not yet traversed.
  var reached = PointerList()
  /// Whether they are being traversed.
  var isNested = false

  /// Adds one and returns the oldest, when there are enough.
  @inline(__always)
  mutating func exchange(_ o: ObjectPointer) -> ObjectPointer? {
    TrackingBlocks.prefetch(o)
    let i = next
    next = (i &+ 1) & (Visits.count - 1)
    return swap(i, o)
  }

  /// One of those that are left.
  mutating func popLast() -> ObjectPointer? {
    for i in 0..<Visits.count {
      if let o = swap(i, nil) { return o }
    }
    return nil
  }

  @inline(__always)
  private mutating func swap(_ i: Int, _ o: ObjectPointer?) -> ObjectPointer? {
    withUnsafeMutableBytes(of: &waiting) { bytes in
      let slot =
        bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: ObjectPointer?.self) + i
      defer { slot.pointee = o }
      return slot.pointee
    }
  }
}

/// Borrowed pointers in memory of malloc: an array of Swift would count and check.
private struct PointerList: ~Copyable {
  private var base: UnsafeMutablePointer<ObjectPointer>?
  private var capacity = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  init() {}

  init(_ other: borrowing PointerList) {
    for i in 0..<other.count { append(other[i]) }
  }

  deinit { free(base) }

  subscript(i: Int) -> ObjectPointer {
    @inline(__always) get { base.unsafelyUnwrapped[i] }
  }

  @inline(__always)
  mutating func append(_ o: ObjectPointer) {
    if count == capacity { grow() }
    base.unsafelyUnwrapped[count] = o
    count &+= 1
  }

  @inline(__always)
  mutating func removeAll() { count = 0 }

  /// Of object `i`, where there is one.
  @inline(__always)
  func prefetch(_ i: Int) {
    if i < count { TrackingBlocks.prefetch(self[i]) }
  }

  /// Keeps those that `isKept` names, in their order.
  @inline(__always)
  mutating func filter(_ isKept: (ObjectPointer) -> Bool) {
    var kept = 0
    for i in 0..<count {
      prefetch(i &+ TrackingBlocks.ahead)
      guard isKept(self[i]) else { continue }
      base.unsafelyUnwrapped[kept] = self[i]
      kept &+= 1
    }
    count = kept
  }

  @inline(never)
  private mutating func grow() {
    capacity = max(1024, capacity * 2)
    guard let larger = realloc(base, capacity * MemoryLayout<ObjectPointer>.stride) else {
      Diagnostics.fatal("no memory for a cycle collection")
    }
    base = larger.assumingMemoryBound(to: ObjectPointer.self)
  }
}
