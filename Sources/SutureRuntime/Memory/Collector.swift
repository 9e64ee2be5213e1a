import CSuture
import SutureSync

/// The cycle collector: finds containers that only each other keep alive, by the counts (the idea is CPython's: Neil
/// Schemenauer's, 2000).
///
/// With the world stopped and the legacy lock held, every count is at rest. A container's references less those that
/// tp_traverse of the tracked containers accounts for are references from outside; what they reach lives, the rest is
/// garbage. Finalizers and tp_clear run with the world running again, each on objects that the collector holds a
/// reference to.
///
/// Y1  An object with QUEUED or DEAD set, an immortal one, and one whose type has no tp_traverse, is a root.
/// Y2  Weak references to garbage are cleared before any finalizer runs.
/// Y3  What a finalizer brought back to life is found by a second stop, and lives.
enum Collector {
  static let threshold: UInt32 = 10_000

  nonisolated(unsafe) static var isEnabled: Int32 = 1

  /// The longest and the last pause, in nanoseconds, and the number of collections.
  nonisolated(unsafe) private(set) static var longestPause: Int64 = 0
  nonisolated(unsafe) private(set) static var lastPause: Int64 = 0
  nonisolated(unsafe) private(set) static var collections = 0

  // MARK: The collector's fields in the GC header

  private static let finalized: UInt = 1
  private static let candidate: UInt = 2
  private static let countShift: UInt = 2

  @inline(__always)
  private static func field(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureGCHeader> {
    suture_gc_header(o)
  }

  @inline(__always)
  private static func isCandidate(_ o: ObjectPointer) -> Bool {
    // Immortal objects are roots, and the static types among them have no header.
    !suture_is_immortal(o) && o.type.has(TypeFlag.haveGC) && field(o).pointee.next != 0
      && field(o).pointee.prev & candidate != 0
  }

  @inline(__always)
  private static func outside(_ o: ObjectPointer) -> Int {
    Int(bitPattern: field(o).pointee.prev) >> Int(countShift)
  }

  @inline(__always)
  private static func setOutside(_ o: ObjectPointer, _ n: Int) {
    field(o).pointee.prev =
      UInt(bitPattern: n << Int(countShift)) | candidate | field(o).pointee.prev & finalized
  }

  private static func dismiss(_ o: ObjectPointer) { field(o).pointee.prev &= finalized }

  static func isFinalized(_ o: ObjectPointer) -> Bool { field(o).pointee.prev & finalized != 0 }
  static func markFinalized(_ o: ObjectPointer) { field(o).pointee.prev |= finalized }

  // MARK: Collecting

  /// Asks for a collection at the thread's next call boundary.
  @inline(never)
  static func ask(_ t: ThreadPointer) {
    t.pointee.track_count = 0
    if isEnabled != 0 { Pending.set(t, Pending.collect) }
  }

  static func collectIfEnabled() {
    if isEnabled != 0 { _ = collect() }
  }

  /// Collects, unless a collection is under way.
  ///
  /// - Returns: how many objects were found to be garbage.
  static func collect() -> Int {
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
    let entry = LegacyLock.enter()
    let inner = LegacyLock.enterFree()
    defer {
      LegacyLock.leave(inner)
      LegacyLock.leave(entry)
    }
    return collectHoldingLock()
  }

  private static func collectHoldingLock() -> Int {
    let start = monotonicNanoseconds()
    let garbage = StopTheWorld.run { () -> [ObjectPointer] in
      let garbage = findGarbage(nil)
      for o in garbage { suture_incref(o) }
      return garbage
    }
    lastPause = monotonicNanoseconds() - start
    longestPause = max(longestPause, lastPause)
    collections += 1
    if garbage.isEmpty { return 0 }
    for o in garbage where o.type.pointee.tp_weaklistoffset > 0 { PyObject_ClearWeakRefs(o) }
    var anyFinalizer = false
    for o in garbage {
      guard let finalize = o.type.pointee.tp_finalize, !isFinalized(o) else { continue }
      markFinalized(o)
      anyFinalizer = true
      finalize(o)
    }
    var dead = garbage
    if anyFinalizer {
      dead = StopTheWorld.run { findGarbage(garbage) }
    }
    for o in dead {
      if let clear = o.type.pointee.tp_clear { _ = clear(o) }
    }
    let count = dead.count
    for o in garbage { suture_decref(o) }
    return count
  }

  /// The tracked objects (of `within`, whose references the collector itself holds once each, or of
  /// all) that nothing from outside reaches.
  ///
  /// The world is stopped.
  private static func findGarbage(_ within: [ObjectPointer]?) -> [ObjectPointer] {
    var objects: [ObjectPointer] = []
    func consider(_ o: ObjectPointer, ours: Int) {
      guard let count = references(o) else { return }
      setOutside(o, count - ours)
      objects.append(o)
    }
    if let within {
      for o in within where field(o).pointee.next != 0 { consider(o, ours: 1) }
    } else {
      TrackingBlocks.forEach { consider($0, ours: 0) }
    }
    for o in objects { _ = o.type.pointee.tp_traverse(o, suture_gc_subtract, nil) }
    var reached = ReachedList()
    for o in objects where isCandidate(o) && outside(o) > 0 {
      dismiss(o)
      reached.objects.append(o)
    }
    withUnsafeMutablePointer(to: &reached) { list in
      while let o = list.pointee.objects.popLast() {
        _ = o.type.pointee.tp_traverse(o, suture_gc_reach, UnsafeMutableRawPointer(list))
      }
    }
    let garbage = objects.filter { isCandidate($0) }
    for o in garbage { dismiss(o) }
    return garbage
  }

  fileprivate struct ReachedList {
    var objects: [ObjectPointer] = []
  }

  /// All references to `o`; nil: a root (Y1).
  private static func references(_ o: ObjectPointer) -> Int? {
    if suture_is_immortal(o) || o.type.pointee.tp_traverse == nil { return nil }
    if suture_is_gil_mode() { return Int(suture_visible(o)) }
    let shared = suture_load_acquire_i32(&o.header.pointee.shared)
    if shared == Int32.min || shared & SUTURE_QUEUED != 0 { return nil }
    return Py_REFCNT(o)
  }

  fileprivate static func subtract(_ o: ObjectPointer) {
    if isCandidate(o) { setOutside(o, outside(o) - 1) }
  }

  fileprivate static func reach(_ o: ObjectPointer, _ list: UnsafeMutablePointer<ReachedList>) {
    guard isCandidate(o) else { return }
    dismiss(o)
    list.pointee.objects.append(o)
  }
}

@c func suture_gc_subtract(_ o: ObjectPointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
  if let o { Collector.subtract(o) }
  return 0
}

@c func suture_gc_reach(_ o: ObjectPointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
  if let o { Collector.reach(o, context!.assumingMemoryBound(to: Collector.ReachedList.self)) }
  return 0
}
