import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Thread states, and who may drain whose merge queue.
//
//     attach_state | meaning                                   | leaves by
//     -------------+-------------------------------------------+--------------------------------------------
//     detached  0  | the thread runs no code of ours           | its thread: CAS 0->1; a pusher: CAS 0->2
//     attached  1  | the thread counts, and drains its queue   | its thread: store 0, or 3 when asked to stop
//     claimed   2  | another thread drains the queue for it    | the claimer: store 0, then wake
//     stopped   3  | waits at a safepoint for the world to run | its thread: swap 1, then looks again
//
// T1  Only the thread in `attached`, or the claimer in `claimed`, merges the counts of objects that the state owns.
// T2  A state leaves the table under the table's lock, claimed, with its queue drained, and not while the world is
//     stopped: who finds no state merges by itself, and a pointer from the table is good under its lock, under a claim,
//     and for the collector.
// T3  A claimer neither waits nor runs other code: a thread that has been given the legacy lock waits for it in
//     `beginAttach`.
//
// Orders: the CAS that claims is acquire and the store that ends attachment is release, so the claimer sees the last
// plain writes to `local`; and the other way round when the thread attaches again.

public typealias ThreadPointer = UnsafeMutablePointer<PyThreadState>

private let detached: UInt32 = 0
private let claimed: UInt32 = 2

/// Objects whose counts the owner has yet to merge (C3).
private final class MergeQueue {
  var objects: [ObjectPointer] = []
}

/// Every thread state of the process.
enum ThreadTable {
  static let attached: UInt32 = 1
  static let stopped: UInt32 = 3
  private static let lock = Mutex()
  nonisolated(unsafe) private static var states: [UInt32: ThreadPointer] = [:]
  nonisolated(unsafe) private static var nextID: UInt32 = 1
  nonisolated(unsafe) private static var nextBias: UInt32 = 0

  /// A new, detached state.
  static func make() -> ThreadPointer {
    // No two states share a cache line.
    let line = 64
    let size = (MemoryLayout<PyThreadState>.size + line - 1) & ~(line - 1)
    let t = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: line)
      .bindMemory(to: PyThreadState.self, capacity: 1)
    t.initialize(to: PyThreadState())
    t.pointee.fast_id = SUTURE_NO_OWNER
    t.pointee.mode = SUTURE_DETACHED
    t.pointee.saved_mode = (suture_is_gil_mode() ? SUTURE_GIL : SUTURE_FREE)
    t.pointee.freelist_limit = Freelists.limit
    t.pointee.held_capacity = 32
    t.pointee.held = newHeld(capacity: 32)
    Spares.begin(t)
    t.pointee.merge_queue = Unmanaged.passRetained(MergeQueue()).toOpaque()
    t.pointee.interp = Runtime.interpreter
    t.pointee.gilstate_counter = 1
    t.pointee.c_recursion_remaining = Trashcan.headroom
    t.pointee.exc_info =
      UnsafeMutableRawPointer(t) + MemoryLayout<PyThreadState>.offset(of: \.handled_exception)!
    lock.withLock {
      t.pointee.id = nextID
      nextID += 1
      states[t.pointee.id] = t
      nextBias += 1
      Bias.begin(t, number: nextBias)
    }
    return t
  }

  /// Ends a state: detached, and not to be used again.
  ///
  /// Objects that it owns are merged by whoever drops them.
  static func delete(_ t: ThreadPointer) {
    while true {
      // tp_dealloc needs an attached thread: the caller's own, or this one for a last time.
      if suture_thread().pointee.mode != SUTURE_DETACHED {
        drainOnBehalf(t)
      } else if hasMerges(t) {
        t.pointee.saved_mode = (suture_is_gil_mode() ? SUTURE_GIL : SUTURE_FREE)
        Thread.attach(t)
        Thread.detach()
      }
      // Claimed for good (T2): a claimer that is still at work has to end first.
      let done = lock.withLock {
        guard !StopTheWorld.isRequested, queue(t).objects.isEmpty,
          suture_cas_acq_rel_u32(&t.pointee.attach_state, detached, claimed)
        else { return false }
        states[t.pointee.id] = nil
        return true
      }
      if done { break }
      StopTheWorld.waitWhileStopped()
      Parker.wait(attachWord(t), while: claimed, nanoseconds: 1_000_000)
    }
    TrackingBlocks.orphan(t)
    Unmanaged<MergeQueue>.fromOpaque(t.pointee.merge_queue!).release()
    Freelists.empty(t)
    (t.pointee.held! - 1).deallocate()
    Spares.end(t)
    UnsafeMutableRawPointer(t).deallocate()
  }

  // MARK: Held locks and biases

  /// Room for entries, after one of zeroes (locks.h).
  private static func newHeld(capacity: Int) -> UnsafeMutablePointer<SutureHeldLock> {
    let entries = UnsafeMutableRawPointer.allocate(byteCount: (capacity + 1) * 16, alignment: 16)
    memset(entries, 0, (capacity + 1) * 16)
    return entries.assumingMemoryBound(to: SutureHeldLock.self) + 1
  }

  /// Doubles the list of held locks of the calling thread.
  static func growHeld(_ t: ThreadPointer) {
    let bigger = newHeld(capacity: Int(t.pointee.held_capacity) * 2)
    bigger.update(from: t.pointee.held!, count: Int(t.pointee.held_count))
    lock.withLock {
      (t.pointee.held! - 1).deallocate()
      t.pointee.held = bigger
      t.pointee.held_capacity *= 2
    }
  }

  /// Calls `body`, under the table's lock, with the thread that has this bias; not at all when none has.
  static func withBias(_ bias: UInt32, _ body: (ThreadPointer) -> Void) {
    lock.withLock {
      for t in states.values where t.pointee.bias == bias {
        body(t)
        return
      }
    }
  }

  /// Whether `test` holds for a thread, under the table's lock.
  static func contains(where test: (ThreadPointer) -> Bool) -> Bool {
    lock.withLock { states.values.contains(where: test) }
  }

  /// Gives the calling thread a new bias (Bias.swift, B2).
  static func changeBias(_ t: ThreadPointer) {
    lock.withLock {
      nextBias += 1
      Bias.begin(t, number: nextBias)
    }
  }

  /// Whether the thread may be running; if not, what it wrote before it detached or stopped is visible.
  static func isAttached(_ t: ThreadPointer) -> Bool {
    suture_load_acquire_u32(&t.pointee.attach_state) == attached
  }

  /// Asks every thread, at its next safepoint.
  static func setPending(_ bit: UInt32) {
    lock.withLock { for t in states.values { Pending.set(t, bit) } }
  }

  static var count: Int { lock.withLock { states.count } }

  /// Calls `body` with the state whose thread has this ident, which cannot end meanwhile.
  ///
  /// - Returns: false: there is none.
  static func withState(ident: UInt64, _ body: (ThreadPointer) -> Void) -> Bool {
    lock.withLock {
      for t in states.values where suture_load_relaxed_u64(&t.pointee.ident) == ident {
        body(t)
        return true
      }
      return false
    }
  }

  /// The states, oldest first.
  ///
  /// They stay valid while no thread ends.
  static var all: [ThreadPointer] {
    lock.withLock { states.keys.sorted().map { states[$0]! } }
  }

  /// The same for a process that may be stuck: nil when the table is not to be had.
  static var allIfFree: [ThreadPointer]? {
    guard lock.tryLock() else { return nil }
    defer { lock.unlock() }
    return states.keys.sorted().map { states[$0]! }
  }

  private static func queue(_ t: ThreadPointer) -> MergeQueue {
    Unmanaged<MergeQueue>.fromOpaque(t.pointee.merge_queue!).takeUnretainedValue()
  }

  /// C3: hands an object with QUEUED to its owner, or merges it here when the owner has exited.
  ///
  /// A detached owner is claimed under the table's lock: its state may end as soon as the lock is free.
  static func pushMerge(_ o: ObjectPointer, owner: UInt32) {
    let (t, isMine): (ThreadPointer?, Bool) = lock.withLock {
      guard let t = states[owner] else { return (nil, false) }
      queue(t).objects.append(o)
      Pending.set(t, Pending.merge)
      suture_full_fence()  // as in `endAttach`: one of the two sees the other
      return (t, suture_cas_acq_rel_u32(&t.pointee.attach_state, detached, claimed))
    }
    guard let t else {
      mergeCounts(o)
      return
    }
    if isMine { drainClaimed(t) }
  }

  /// Drains the calling thread's own queue.
  ///
  /// A safepoint.
  static func drainOwn() {
    let t = suture_thread()
    while let o = pop(t) { mergeCounts(o) }
  }

  static func hasMerges(_ t: ThreadPointer) -> Bool {
    suture_load_acquire_u32(&t.pointee.pending) & Pending.merge != 0
  }

  private static func pop(_ t: ThreadPointer) -> ObjectPointer? {
    lock.withLock {
      let q = queue(t)
      if let o = q.objects.popLast() { return o }
      Pending.clear(t, Pending.merge)
      return nil
    }
  }

  /// Drains the queue of a detached thread, unless it attaches first.
  ///
  /// The caller keeps the state from ending.
  private static func drainOnBehalf(_ t: ThreadPointer) {
    if suture_cas_acq_rel_u32(&t.pointee.attach_state, detached, claimed) { drainClaimed(t) }
  }

  /// Drains the queue of a claimed thread and gives the claim up: after that the state may end.
  ///
  /// The claim ends under the lock, with the queue empty: whoever pushes next finds the thread detached. What tp_dealloc
  /// does comes afterwards, for it may wait for a lock that the claimed thread holds already: T3.
  private static func drainClaimed(_ t: ThreadPointer) {
    let word = attachWord(t)
    var merged: [(ObjectPointer, MergeVerdict)] = []
    while true {
      while let o = pop(t) { merged.append((o, merge(o))) }
      let isDone = lock.withLock {
        guard queue(t).objects.isEmpty else { return false }
        suture_store_release_u32(word, detached)
        return true
      }
      if isDone { break }
    }
    Parker.wake(word, count: 1)
    for (o, verdict) in merged { settle(o, verdict) }
  }

  private static func attachWord(_ t: ThreadPointer) -> UnsafeMutablePointer<UInt32> {
    suture_attach_word(t)
  }

  /// detached -> attached.
  ///
  /// Waits for a claimer, which is short.
  static func beginAttach(_ t: ThreadPointer) {
    while !suture_cas_acq_rel_u32(&t.pointee.attach_state, detached, attached) {
      Parker.wait(attachWord(t), while: claimed, nanoseconds: 1_000_000)
    }
    suture_full_fence()
    if StopTheWorld.isRequested { StopTheWorld.stopHere(t) }
  }

  /// attached -> detached.
  ///
  /// What was pushed before is left for the next safepoint, what is pushed afterwards its pusher
  /// drains.
  static func endAttach(_ t: ThreadPointer) {
    suture_store_release_u32(&t.pointee.attach_state, detached)
    suture_full_fence()
    if StopTheWorld.isRequested { Parker.wake(attachWord(t), count: 1) }
  }
}

// MARK: Operations

extension UnsafeMutablePointer where Pointee == PyThreadState {
  /// Sets how the code that runs next counts references.
  @inline(__always)
  func setMode(_ mode: UInt32) {
    pointee.mode = mode
    pointee.fast_id = mode == SUTURE_FREE ? pointee.id : SUTURE_NO_OWNER
  }
}

enum Thread {
  /// Attaches `t` to the calling thread, in the mode that it was detached in.
  ///
  /// Takes the legacy lock for it where that mode needs it.
  static func attach(_ t: ThreadPointer) {
    ThreadTable.beginAttach(t)
    suture_set_thread(t)
    suture_store_relaxed_u64(&t.pointee.ident, UInt64(currentThreadIdent()))
    if t.pointee.stack_limit == 0 { t.pointee.stack_limit = stackLimit() }
    let mode = t.pointee.saved_mode
    if mode != SUTURE_FREE { LegacyLock.acquire(t) }
    t.setMode(mode == SUTURE_FREE_HOLDING ? SUTURE_FREE : mode)
    if suture_is_pending(t) { safepoint() }
  }

  /// Detaches the calling thread: sets its object locks aside, gives up the legacy lock when it holds it.
  ///
  /// - Returns: the state, for `attach`.
  @discardableResult
  static func detach() -> ThreadPointer {
    let t = suture_thread()
    HeldMutexes.assertNone()
    checkAttached()
    if suture_is_pending(t) { safepoint() }
    Spares.giveAllBack(t)
    let isHolding = t.pointee.mode == SUTURE_FREE && t.pointee.holds_legacy != 0
    let mode = isHolding ? SUTURE_FREE_HOLDING : t.pointee.mode
    if t.pointee.holds_legacy != 0 { LegacyLock.release(t) }
    leave(t, mode)
    while ThreadTable.hasMerges(t) || t.pointee.spare_entries != 0 { drainBetween(t, mode) }
    return t
  }

  /// Ends the attachment, after the last tp_dealloc: each may have detached the thread, and taken locks back that were
  /// set aside.
  private static func leave(_ t: ThreadPointer, _ savedMode: UInt32) {
    t.pointee.saved_mode = savedMode
    ObjectLock.suspendAll(t)
    t.setMode(SUTURE_DETACHED)
    suture_set_thread(suture_detached_thread())
    ThreadTable.endAttach(t)
  }

  /// Drains what was pushed between the last safepoint and the end of the attachment, and gives back spare references
  /// that a tp_dealloc took meanwhile.
  private static func drainBetween(_ t: ThreadPointer, _ savedMode: UInt32) {
    ThreadTable.beginAttach(t)
    suture_set_thread(t)
    t.setMode(SUTURE_FREE)
    ThreadTable.drainOwn()
    Spares.giveAllBack(t)
    leave(t, savedMode)
  }

  /// Attaches again after `detach`, and takes back the innermost object lock.
  static func reattach(_ t: ThreadPointer) {
    attach(t)
    ObjectLock.resumeInnermost(t)
  }

  /// Runs `body`, which waits: the thread counts as detached meanwhile, its object locks are set aside, and the legacy
  /// lock is lent.
  ///
  /// Unlike `detach` it runs no code of others, which could wait for what the caller holds. A detached thread waits as
  /// it is.
  static func waiting(_ body: () -> Void) {
    let t = suture_thread()
    if t == suture_detached_thread() { return body() }
    HeldMutexes.assertNone()
    ObjectLock.suspendAll(t)
    let isHolder = t.pointee.holds_legacy != 0
    if isHolder { LegacyLock.lend(t) }
    ThreadTable.endAttach(t)
    body()
    ThreadTable.beginAttach(t)
    if isHolder { LegacyLock.acquire(t) }
    ObjectLock.resumeInnermost(t)
  }

  /// Work that other threads have asked for: stops, merges, a collection.
  ///
  /// Runs tp_dealloc and finalizers, so the caller is at a call boundary.
  @inline(never)
  static func safepoint() {
    let t = suture_thread()
    let pending = suture_load_acquire_u32(&t.pointee.pending)
    if pending & (Pending.stop | Pending.collect) != 0 { Spares.giveAllBack(t) }
    if pending & Pending.stop != 0 {
      t.pointee.at_boundary = 1
      StopTheWorld.stopHere(t)
      t.pointee.at_boundary = 0
    }
    if pending & Pending.merge != 0 { ThreadTable.drainOwn() }
    if pending & Pending.bias != 0 { Bias.change(t) }
    if pending & Pending.reclaim != 0 { LegacyLock.drainIfHeld(t) }
    if pending & Pending.letDrain != 0 {
      Pending.clear(t, Pending.letDrain)
      LegacyLock.letDrain(t)
    }
    if pending & Pending.collect != 0 {
      Pending.clear(t, Pending.collect)
      Collector.collectIfEnabled()
    }
  }

  /// The part of a safepoint that may run anywhere: no code of others runs.
  @inline(__always)
  static func stopIfAsked(_ t: ThreadPointer) {
    if suture_load_acquire_u32(&t.pointee.pending) & Pending.stop != 0 { StopTheWorld.stopHere(t) }
  }

  /// The lowest stack address at which a call may still be made: 256 KiB from the end.
  private static func stackLimit() -> UInt {
    let reserve: UInt = 256 << 10
    #if os(Linux)
    var size = 0
    let base = suture_stack_base(&size)
    return base == 0 ? 1 : base + min(reserve, UInt(size) / 4)
    #else
    let top = UInt(bitPattern: pthread_get_stackaddr_np(pthread_self()))
    let size = UInt(pthread_get_stacksize_np(pthread_self()))
    return top - size + min(reserve, size / 4)
    #endif
  }
}

/// What PyThread_get_thread_ident calls the calling thread.
func currentThreadIdent() -> UInt {
  #if os(Linux)
  UInt(pthread_self())
  #else
  UInt(bitPattern: pthread_self())
  #endif
}

/// An API call on a thread that is not attached cannot go on: as in CPython, the process ends with a message.
@inline(__always)
func checkAttached() {
  if suture_thread().pointee.mode == SUTURE_DETACHED { failDetached() }
}

/// The same for the functions that CPython checks by name.
@inline(never)
func failDetached(in function: String) -> Never {
  Diagnostics.fatalError(
    in: function,
    "the function must be called with the GIL held, after Python initialization and before Python finalization, but the GIL is released (the current Python thread state is NULL)"
  )
}

@inline(never)
private func failDetached() -> Never {
  Diagnostics.fatal(
    "the API was called from a thread that is not attached (PyGILState_Ensure attaches one)"
  )
}
