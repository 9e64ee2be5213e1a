import CSuture
import SutureSync

// The slow paths of reference counting. The fast ones are inline in include/suture/counts.h.
//
// An object's life, by its three counts (L is ob_refcnt without BIAS):
//
//     state          | owner | shared flags      | ob_refcnt  | leaves by
//     ---------------+-------+-------------------+------------+---------------------------------------------
//     owned          | id    | -                 | BIAS       | C2 local reaches 0; C5 exposed; C3 shared < 0
//     owned, exposed | id    | EXPOSED           | BIAS + L   | C2; C3
//     merged         | 0     | MERGED            | BIAS       | C3 shared reaches 0: dead
//     merged, exp.   | 0     | MERGED EXPOSED    | BIAS + L   | C3 shared reaches <= 0: queued
//     queued         | any   | QUEUED ...        | BIAS + L   | C4 merge, or C7 reclaim: judged
//     legacy-owned   | 0     | MERGED EXPOSED    | L          | C9 an inline decrement to 0; C18: merged, exp.
//     dead           | 0     | SUTURE_DEAD       | 1          | tp_dealloc; or resurrected by tp_finalize
//
// live references = local + (shared >> 3) + L.
//
// C1-C20 are the rules of the protocol; models/refcount.pml is its Spin model. Where this code differs from the usual
// account: temporaries of Suture's own functions are counted in the mode of the calling thread, so in legacy mode they
// are in L and can neither reach zero before the caller's references do nor end an object that has BIAS. C17 holds by
// construction, and no path asks whether a reference is a temporary.
//
// Memory orders. Every CAS on `shared` is acq_rel: a decref publishes the object's last writes to the thread that
// deallocates it, and an EXPOSED set earlier is seen by whoever brings the count to <= 0. `local` and `owner` are
// relaxed: only the owner writes `local`, and a thread that reads another thread's id in `owner` never acts on `local`.
// `owner = 0` precedes the MERGED CAS, whose release publishes it. What makes a dead object live again is a release: a
// weak upgrade that finds it alive sees the counts that it has now.

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always)
  var header: UnsafeMutablePointer<SutureHeader> { suture_header(self) }

  /// True when ob_refcnt carries BIAS: the free side may hold references too (recognised by magnitude).
  @inline(__always)
  var isBiased: Bool { suture_visible(self) >= SUTURE_BIAS_HALF }
}

private let SUTURE_BIAS_HALF: Int64 = 1 << 28
private let bias: Int64 = 1 << 29
private let merged: Int32 = 1
private let queued: Int32 = 2
private let exposed: Int32 = 4
private let flags: Int32 = 7
private let one: Int32 = 8
private let countLimit: Int32 = 1 << 27

// MARK: Operations

/// Makes `o` immortal (C11).
///
/// The caller holds a reference; the other threads may be counting meanwhile, which the header
/// survives: nothing looks at it again.
func makeImmortal(_ o: ObjectPointer) { suture_set_visible(o, 0xC000_0000) }

/// C20: inline code of old extensions drifts an immortal's count by one a call; the lock holder puts it back.
@inline(__always)
private func isImmortal(_ o: ObjectPointer) -> Bool {
  guard suture_is_immortal(o) else { return false }
  if suture_thread().pointee.mode == SUTURE_LEGACY { makeImmortal(o) }
  return true
}

/// Takes a reference on the free side, whatever the mode (C1, C18).
private func increfFree(_ o: ObjectPointer) {
  let t = suture_thread()
  let h = o.header
  if suture_load_relaxed_u32(&h.pointee.owner) == t.pointee.id {
    suture_store_relaxed_u32(&h.pointee.local, h.pointee.local &+ 1)
    return
  }
  // By CAS, for its failure says that others count the object at this moment.
  let wanted = Spares.wanted(t, o)
  let more = one &+ Int32(bitPattern: wanted << 3)
  var before = suture_load_acquire_i32(&h.pointee.shared)
  while !suture_cas_acq_rel_i32(&h.pointee.shared, before, before &+ more) {
    Spares.conflict(t, o)
    before = suture_load_acquire_i32(&h.pointee.shared)
  }
  if wanted != 0 { Spares.keep(t, o, wanted) }
  if before >> 3 >= countLimit {
    makeImmortal(o)
    return
  }
  // C18: only the holder of the legacy lock may write ob_refcnt.
  if t.pointee.holds_legacy != 0, before & exposed != 0, !o.isBiased {
    suture_set_visible(o, suture_visible(o) + bias)
  }
}

/// Gives up a reference on the free side, whatever the mode (C2, C3).
private func decrefFree(_ o: ObjectPointer) {
  let t = suture_thread()
  let h = o.header
  if suture_load_relaxed_u32(&h.pointee.owner) == t.pointee.id {
    let n = h.pointee.local &- 1
    suture_store_relaxed_u32(&h.pointee.local, n)
    if n == 0 { suture_local_zero(o) }
    return
  }
  releaseFree(o, 1)
}

/// `suture_decref_stored` where that is all: nobody has to do anything about the object then.
///
/// Calls nothing that may suspend locks.
///
/// - Returns: false: the reference is still the caller's.
func decrefStoredQuickly(_ o: ObjectPointer) -> Bool {
  let t = suture_thread()
  if t.pointee.mode == SUTURE_GIL || suture_is_immortal(o) {
    return suture_decref_stored_quickly(o)
  }
  let h = o.header
  guard suture_load_relaxed_u32(&h.pointee.owner) == t.pointee.id else {
    return releaseFree(o, 1, mayEnd: false)
  }
  let n = h.pointee.local
  if n > 1 { suture_store_relaxed_u32(&h.pointee.local, n - 1) }
  return n > 1
}

/// Gives up `n` references on the free side of an object that the thread does not own (C3).
///
/// - Parameter mayEnd: false: it is only done if nobody has to do anything about the object then.
/// - Returns: whether it was done.
@discardableResult
func releaseFree(_ o: ObjectPointer, _ n: Int32, mayEnd: Bool = true) -> Bool {
  if suture_is_immortal(o) { return true }
  let h = o.header
  let owner = suture_load_relaxed_u32(&h.pointee.owner)
  while true {
    let s = suture_load_acquire_i32(&h.pointee.shared)
    if s == Int32.min {
      reportOverRelease(o)
      return true
    }
    let count = (s >> 3) - n
    var next = (count << 3) | (s & flags)
    enum Then { case nothing, reclaim, die, merge }
    var then = Then.nothing
    if s & queued == 0 {
      if s & merged != 0 {
        if count <= 0 {
          then = s & exposed != 0 ? .reclaim : .die
        }
      } else if count < 0, owner != 0 {
        // owner == 0 and not MERGED: the owner is between the two steps of C2, and its CAS judges.
        then = .merge
      }
    }
    if !mayEnd, then != .nothing { return false }
    switch then {
    case .nothing: break
    case .reclaim, .merge: next |= queued
    case .die: next = Int32.min
    }
    guard suture_cas_acq_rel_i32(&h.pointee.shared, s, next) else {
      Spares.conflict(suture_thread(), o)
      continue
    }
    switch then {
    case .nothing: break
    case .reclaim: LegacyLock.reclaim(o)
    case .die: deallocate(o)
    case .merge: ThreadTable.pushMerge(o, owner: owner)
    }
    return true
  }
}

/// C4: the local count joins the shared one.
///
/// The caller is the owner, or acts for one that has exited or is detached and claimed; the object
/// carries QUEUED.
func mergeCounts(_ o: ObjectPointer) { settle(o, merge(o)) }

/// What is to be done with an object whose counts were merged.
enum MergeVerdict {
  case lives, reclaim, dead
}

/// Does it; may run tp_dealloc.
func settle(_ o: ObjectPointer, _ verdict: MergeVerdict) {
  switch verdict {
  case .lives: break
  case .reclaim: LegacyLock.reclaim(o)
  case .dead: deallocate(o)
  }
}

/// The counting part of `mergeCounts`: takes no lock and calls nothing.
func merge(_ o: ObjectPointer) -> MergeVerdict {
  let h = o.header
  suture_store_relaxed_u32(&h.pointee.owner, 0)
  let local = Int32(bitPattern: h.pointee.local)
  suture_store_relaxed_u32(&h.pointee.local, 0)
  while true {
    let s = suture_load_acquire_i32(&h.pointee.shared)
    let count = (s >> 3) + local
    var next = (count << 3) | (s & exposed) | merged
    let ends = count <= 0
    let reclaims = ends && s & exposed != 0
    if reclaims { next |= queued }
    if ends && !reclaims { next = Int32.min }
    guard suture_cas_acq_rel_i32(&h.pointee.shared, s, next) else { continue }
    return reclaims ? .reclaim : ends ? .dead : .lives
  }
}

/// C7: decides about an object that carries QUEUED and whose free side is used up.
///
/// The caller holds the legacy lock.
func judgeReclaimed(_ o: ObjectPointer) {
  let h = o.header
  while true {
    let s = suture_load_acquire_i32(&h.pointee.shared)
    if suture_is_immortal(o) {
      if suture_cas_acq_rel_i32(&h.pointee.shared, s, s & ~queued) { return }
      continue
    }
    let count = Int64(s >> 3)
    let isBiased = o.isBiased
    let visible = suture_visible(o)
    let legacy = isBiased ? visible - bias : visible
    if legacy + count <= 0 {
      guard suture_cas_acq_rel_i32(&h.pointee.shared, s, Int32.min) else { continue }
      if legacy + count < 0 { reportOverRelease(o) }
      deallocate(o)
      return
    }
    if count <= 0 {
      guard suture_cas_acq_rel_i32(&h.pointee.shared, s, merged | exposed) else { continue }
      suture_set_visible(o, legacy + count)  // legacy-owned again
      return
    }
    if suture_cas_acq_rel_i32(&h.pointee.shared, s, s & ~queued) { return }
  }
}

/// Runs tp_dealloc of an object that was just found dead.
///
/// Deep structures are taken apart in a loop: from a depth of 50 on, the objects wait in the
/// trashcan.
func deallocate(_ o: ObjectPointer) { runDealloc(o) }

@inline(__always)
private func runDealloc(_ o: ObjectPointer) {
  let type = o.type
  suture_store_relaxed_u32(&o.header.pointee.owner, 0)
  suture_set_visible(o, 1)  // C16: what its tp_dealloc sees
  // Only these refer to other objects, save of a static type whose maker forgot the flag.
  guard type.has(TypeFlag.haveGC | TypeFlag.heap) else {
    type.pointee.tp_dealloc(o)
    return
  }
  let t = suture_thread()
  let depth = t.pointee.dealloc_depth
  if depth >= 50 {
    Trashcan.put(o, t)
    return
  }
  t.pointee.dealloc_depth = depth &+ 1
  type.pointee.tp_dealloc(o)
  if depth == 0, t.pointee.deferred != nil { Trashcan.empty(t) }
  t.pointee.dealloc_depth = depth
}

private func reportOverRelease(_ o: ObjectPointer) {
  Diagnostics.warn(
    "a reference to a dead \(String(cString: o.pointee.ob_type.pointee.tp_name)) object was released"
  )
}

/// Takes a reference unless the object is dead (C16): what a weak reference does.
///
/// - Returns: false: the object is dead or dying, and no reference was taken.
func increfUnlessDead(_ o: ObjectPointer) -> Bool {
  if suture_is_immortal(o) { return true }
  let t = suture_thread()
  let h = o.header
  if t.pointee.mode == SUTURE_GIL {
    if h.pointee.shared == Int32.min { return false }
    suture_set_visible(o, suture_visible(o) + 1)
    return true
  }
  if suture_load_relaxed_u32(&h.pointee.owner) == t.pointee.fast_id {
    suture_store_relaxed_u32(&h.pointee.local, h.pointee.local &+ 1)
    return true
  }
  while true {
    let s = suture_load_acquire_i32(&h.pointee.shared)
    if s == Int32.min { return false }
    if suture_cas_acq_rel_i32(&h.pointee.shared, s, s + one) { break }
  }
  if t.pointee.mode == SUTURE_LEGACY { suture_out_of_storage_slow(o) }
  return true
}

/// Makes a dying object alive with one reference of the caller's, so that a finalizer may run (C16).
func reviveForFinalizer(_ o: ObjectPointer) {
  let h = o.header
  let t = suture_thread()
  h.pointee.local = 0
  if t.pointee.mode == SUTURE_FREE {
    // Its finalizer counts by calls on the free side. An exposed object dies under the legacy lock.
    suture_set_visible(o, bias)
    let wasExposed = t.pointee.holds_legacy != 0
    suture_store_release_i32(&h.pointee.shared, one | merged | (wasExposed ? exposed : 0))
  } else {
    suture_set_visible(o, 1)
    suture_store_release_i32(&h.pointee.shared, merged | exposed)
  }
}

/// Takes back the reference of `reviveForFinalizer`.
///
/// - Returns: true: the finalizer stored a reference somewhere, the object lives on.
func wasResurrected(_ o: ObjectPointer) -> Bool {
  let h = o.header
  if suture_is_immortal(o) { return true }
  switch suture_thread().pointee.mode {
  case SUTURE_FREE: return wasResurrectedInFreeMode(o)
  case SUTURE_GIL:
    let n = suture_visible(o) - 1
    suture_set_visible(o, n)
    if n == 0 { suture_store_relaxed_i32(&h.pointee.shared, Int32.min) }
    return n != 0
  default:
    let n = suture_visible(o) - 1
    suture_set_visible(o, n)
    if n != 0 { return true }
    while true {
      let s = suture_load_acquire_i32(&h.pointee.shared)
      if s >> 3 != 0 || s & queued != 0 { return true }
      if suture_cas_acq_rel_i32(&h.pointee.shared, s, Int32.min) { return false }
    }
  }
}

/// What the finalizer left to legacy code has no references on the free side: it becomes legacy-owned, as by C7.
private func wasResurrectedInFreeMode(_ o: ObjectPointer) -> Bool {
  let h = o.header
  while true {
    let s = suture_load_acquire_i32(&h.pointee.shared)
    let count = (s >> 3) - 1
    var next = (count << 3) | (s & flags)
    if count > 0 || s & queued != 0 {
      if suture_cas_acq_rel_i32(&h.pointee.shared, s, next) { return true }
    } else if s & exposed == 0 {
      if suture_cas_acq_rel_i32(&h.pointee.shared, s, Int32.min) { return false }
    } else if suture_thread().pointee.holds_legacy != 0 {
      let left = Int64(count) + suture_visible(o) - (o.isBiased ? bias : 0)
      next = left <= 0 ? Int32.min : merged | exposed
      guard suture_cas_acq_rel_i32(&h.pointee.shared, s, next) else { continue }
      if left > 0 { suture_set_visible(o, left) }
      return left > 0
    } else if suture_cas_acq_rel_i32(&h.pointee.shared, s, next | queued) {
      LegacyLock.reclaim(o)
      return true
    }
  }
}

/// Makes a new object, which nobody else has seen, one that its creator counts as every other thread does.
///
/// For objects that a thread may find and count without holding a reference: see `suture_local_zero`.
func disown(_ o: ObjectPointer) {
  let h = o.header
  guard h.pointee.owner != 0 else { return }
  h.pointee.owner = 0
  h.pointee.local = 0
  h.pointee.shared |= one | merged
}

/// True when the caller's reference is the only one: the object may be changed in place.
@inline(__always)
func isUniquelyReferenced(_ o: ObjectPointer) -> Bool {
  guard !suture_is_immortal(o) else { return false }
  let t = suture_thread()
  let h = o.header
  switch t.pointee.mode {
  case SUTURE_FREE:
    return h.pointee.owner == t.pointee.id && h.pointee.local == 1
      && suture_load_acquire_i32(&h.pointee.shared) == 0
  default: return suture_visible(o) == 1
  }
}

// MARK: C API

@c @implementation
func suture_incref_slow(_ o: ObjectPointer) {
  if suture_thread().pointee.mode == SUTURE_LEGACY {
    suture_expose_slow(o)
    suture_set_visible(o, suture_visible(o) + 1)
  } else if !suture_take_spare(suture_thread(), o) {
    checkAttached()
    increfFree(o)
  }
}

@c @implementation
func suture_decref_slow(_ o: ObjectPointer) {
  let t = suture_thread()
  guard t.pointee.mode == SUTURE_LEGACY else {
    if suture_give_spare(t, o) {
      Spares.countRelease(t)
      return
    }
    checkAttached()
    decrefFree(o)
    return
  }
  let visible = suture_visible(o)
  if visible == bias {
    decrefFree(o)  // L is empty: the reference was counted on the free side
    return
  }
  suture_set_visible(o, visible - 1)
  if visible == 1 { _Py_Dealloc(o) }
}

/// C2: the owner's last local reference is gone.
///
/// When no other thread has ever counted either, and no weak reference can be upgraded (whose object is born merged),
/// then nobody else can reach the object, and no CAS is needed to say that it is dead.
@c @implementation
func suture_local_zero(_ o: ObjectPointer) {
  let h = o.header
  if suture_load_acquire_i32(&h.pointee.shared) == 0, o.type.pointee.tp_weaklistoffset == 0,
    !o.type.has(TypeFlag.managedWeakref)
  {
    suture_store_relaxed_i32(&h.pointee.shared, Int32.min)
    runDealloc(o)
    return
  }
  loseOwner(o)
}

/// C2, where other threads may be counting.
@inline(never)
private func loseOwner(_ o: ObjectPointer) {
  let h = o.header
  suture_store_relaxed_u32(&h.pointee.owner, 0)
  while true {
    let s = suture_load_acquire_i32(&h.pointee.shared)
    let ends = s >> 3 <= 0 && s & queued == 0
    let reclaims = ends && s & exposed != 0
    let next = reclaims ? s | merged | queued : ends ? Int32.min : s | merged
    guard suture_cas_acq_rel_i32(&h.pointee.shared, s, next) else { continue }
    if reclaims { LegacyLock.reclaim(o) } else if ends { deallocate(o) }
    return
  }
}

@c @implementation
func suture_incref_stored_slow(_ o: ObjectPointer) {
  if !isImmortal(o) { increfFree(o) }
}

@c @implementation
func suture_decref_stored_slow(_ o: ObjectPointer) {
  if !isImmortal(o) { decrefFree(o) }
}

@c @implementation
func suture_into_storage_slow(_ o: ObjectPointer) {
  if isImmortal(o) { return }
  increfFree(o)  // puts BIAS back, so that the decrement cannot reach zero
  suture_set_visible(o, suture_visible(o) - 1)
}

@c @implementation
func suture_out_of_storage_slow(_ o: ObjectPointer) {
  if isImmortal(o) { return }
  suture_expose_slow(o)
  suture_set_visible(o, suture_visible(o) + 1)
  decrefFree(o)
}

/// C5.
///
/// The reference or the lock that keeps `o` alive is the caller's.
@c @implementation
func suture_expose_slow(_ o: ObjectPointer) {
  if isImmortal(o) { return }
  let word = o.header
  let s = suture_load_acquire_i32(&word.pointee.shared)
  if s & exposed == 0 {
    _ = suture_or_acq_rel_i32(&word.pointee.shared, exposed)
  } else if s >> 3 > 0, !o.isBiased {
    // A weak upgrade took a free reference to a legacy-owned object: BIAS is the lock holder's to put back.
    suture_set_visible(o, suture_visible(o) + bias)
  }
}

@c @implementation
func suture_dealloc_gil(_ o: ObjectPointer) {
  suture_store_relaxed_i32(&o.header.pointee.shared, Int32.min)
  runDealloc(o)
}

/// C9: called by inline code whose decrement reached zero.
@c @implementation
public func _Py_Dealloc(_ o: ObjectPointer?) {
  guard let o else { return }
  if suture_thread().pointee.mode == SUTURE_GIL {
    suture_dealloc_gil(o)
    return
  }
  let h = o.header
  while true {
    let s = suture_load_acquire_i32(&h.pointee.shared)
    if s & merged == 0 || s & queued != 0 || s >> 3 != 0 { return }
    if suture_cas_acq_rel_i32(&h.pointee.shared, s, Int32.min) { break }
  }
  deallocate(o)
}

@c @implementation
public func Py_IncRef(_ o: ObjectPointer?) {
  if let o { suture_incref(o) }
}

@c @implementation
public func Py_DecRef(_ o: ObjectPointer?) {
  if let o { suture_decref(o) }
}

@c @implementation
public func _Py_IncRef(_ o: ObjectPointer?) { suture_incref(o!) }

@c @implementation
public func _Py_DecRef(_ o: ObjectPointer?) { suture_decref(o!) }

@c @implementation
public func Py_NewRef(_ o: ObjectPointer?) -> ObjectPointer? {
  suture_incref(o!)
  return o
}

@c @implementation
public func Py_XNewRef(_ o: ObjectPointer?) -> ObjectPointer? {
  if let o { suture_incref(o) }
  return o
}

/// In gilectomy mode the true number of references, with the spare ones of other threads; another thread may change it
/// at once.
@c @implementation
public func Py_REFCNT(_ o: ObjectPointer?) -> Py_ssize_t {
  let o = o!
  if suture_is_immortal(o) || suture_is_gil_mode() { return suture_visible(o).asInt }
  let h = o.header
  let legacy = suture_visible(o) - (o.isBiased ? bias : 0)
  let total =
    Int64(h.pointee.local) + Int64(suture_load_acquire_i32(&h.pointee.shared) >> 3) + legacy
    - Spares.count(suture_thread(), o)
  return total.asInt
}

@c @implementation
public func _Py_SetRefcnt(_ o: ObjectPointer?, _ count: Py_ssize_t) {
  if !suture_is_immortal(o!) { suture_set_visible(o!, Int64(count)) }
}

extension Int64 {
  @inline(__always) fileprivate var asInt: Int { Int(self) }
}
