import CSuture
import SutureSync

// Py_LOCK: the lock word of an object's header, suspendable and recursive.
//
// O1  A thread never sleeps while it holds an object lock: `suspendAll` sets its locks aside first, as PEP 703's
//     critical sections do. After the wait the innermost is held again; an outer one when it becomes innermost.
// O2  Recursion is known from the thread's list of held locks: an entry for a lock that an enclosing entry holds is
//     marked `recursive` and touches no word.
// O3  Static objects (types of an extension, module definitions) have no header: their locks are words of a table,
//     chosen by address. Immortal objects with a header use it as the others do.
//
// May suspend the caller's object locks: anything that can run extension code or block.
//   decref to zero, tp_call, tp_richcompare, import, PyEval_SaveThread, taking another object's lock
// Never suspends them:
//   incref, type checks, PyTuple_GetItem, PyErr_Occurred

enum ObjectLock {
  nonisolated(unsafe) private static let table: UnsafeMutablePointer<UInt32> = {
    let p = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
    p.initialize(repeating: 0, count: 64)
    return p
  }()

  @inline(__always)
  private static func word(_ o: ObjectPointer) -> UnsafeMutablePointer<UInt32> {
    suture_is_immortal(o) ? immortalWord(o) : suture_lock_word(o)
  }

  /// O3.
  ///
  /// Of the immortal objects only types and module definitions may be static; heap types have a
  /// header.
  @inline(never)
  private static func immortalWord(_ o: ObjectPointer) -> UnsafeMutablePointer<UInt32> {
    let isType = o.type.has(TypeFlag.type)
    let isStatic =
      isType
      ? !UnsafeMutableRawPointer(o).assumingMemoryBound(to: PyTypeObject.self).has(TypeFlag.heap)
      : o.type == suture_PyModuleDef_Type() || o == suture_None()
    if !isStatic { return suture_lock_word(o) }
    return table + Int((UInt(bitPattern: o) >> 4) & 63)
  }

  /// Locks `o`; waits while another thread holds it, with the locks that the caller holds set aside.
  @inline(__always)
  static func lock(_ o: ObjectPointer) {
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL { return }
    let w = word(o)
    if t.pointee.held_count == 0, suture_cas_acquire_u32(w, 0, 1) {
      t.pointee.held![0] = SutureHeldLock(object: o, recursive: 0, suspended: 0)
      t.pointee.held_count = 1
      return
    }
    lockSlow(t, o, w)
  }

  @inline(never)
  private static func lockSlow(
    _ t: ThreadPointer,
    _ o: ObjectPointer,
    _ w: UnsafeMutablePointer<UInt32>
  ) {
    checkAttached()
    let n = Int(t.pointee.held_count)
    if n == Int(t.pointee.held_capacity) { grow(t) }
    let held = t.pointee.held!
    var i = n
    while i > 0 {
      i -= 1
      if held[i].object == o, held[i].recursive == 0, held[i].suspended == 0 {
        push(t, SutureHeldLock(object: o, recursive: 1, suspended: 0))
        return
      }
    }
    if !suture_cas_acquire_u32(w, 0, 1) {
      suspendAll(t)
      wait(t, w)
    }
    push(t, SutureHeldLock(object: o, recursive: 0, suspended: 0))
  }

  /// Unlocks what the matching `lock` locked: the innermost entry.
  @inline(__always)
  static func unlock(_ o: ObjectPointer) {
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL { return }
    let n = Int(t.pointee.held_count) - 1
    let entry = t.pointee.held![n]
    t.pointee.held_count = UInt32(n)
    if entry.recursive == 0, entry.suspended == 0 { WordLock(word(o)).unlock() }
    if n > 0, t.pointee.held![n - 1].suspended != 0 { resumeInnermost(t) }
  }

  /// O1: sets every held lock aside.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  static func suspendAll(_ t: ThreadPointer) -> Bool {
    let n = Int(t.pointee.held_count)
    guard n > 0 else { return false }
    let held = t.pointee.held!
    for i in 0..<n where held[i].suspended == 0 {
      held[i].suspended = 1
      if held[i].recursive == 0 { WordLock(word(held[i].object!)).unlock() }
    }
    return true
  }

  /// O1: takes the innermost lock back after a wait.
  static func resumeInnermost(_ t: ThreadPointer) {
    let n = Int(t.pointee.held_count)
    guard n > 0 else { return }
    let held = t.pointee.held!
    guard held[n - 1].suspended != 0 else { return }
    // A recursive entry has no word of its own: it now becomes the one that holds it, and the entry that held it
    // finds it suspended still and takes it when it becomes innermost.
    let w = word(held[n - 1].object!)
    if !suture_cas_acquire_u32(w, 0, 1) { wait(t, w) }
    held[n - 1].suspended = 0
    held[n - 1].recursive = 0
  }

  /// S2: sleeps for a lock word, counting as detached meanwhile.
  private static func wait(_ t: ThreadPointer, _ w: UnsafeMutablePointer<UInt32>) {
    ThreadTable.endAttach(t)
    WordLock(w).lock()
    ThreadTable.beginAttach(t)
  }

  private static func push(_ t: ThreadPointer, _ entry: SutureHeldLock) {
    t.pointee.held![Int(t.pointee.held_count)] = entry
    t.pointee.held_count += 1
  }

  private static func grow(_ t: ThreadPointer) {
    let capacity = Int(t.pointee.held_capacity) * 2
    let bigger = UnsafeMutablePointer<SutureHeldLock>.allocate(capacity: capacity)
    bigger.update(from: t.pointee.held!, count: Int(t.pointee.held_count))
    t.pointee.held!.deallocate()
    t.pointee.held = bigger
    t.pointee.held_capacity = UInt32(capacity)
  }

  /// Locks two objects in the order of their addresses; one object once.
  static func lock2(_ a: ObjectPointer, _ b: ObjectPointer) {
    if a == b {
      lock(a)
    } else if a < b {
      lockPair(a, b)
    } else {
      lockPair(b, a)
    }
  }

  /// Both are held at the end: waiting for the second sets the first aside, so it is tried again.
  private static func lockPair(_ first: ObjectPointer, _ second: ObjectPointer) {
    lock(first)
    lock(second)
    let t = suture_thread()
    if t.pointee.mode == SUTURE_GIL { return }
    let n = Int(t.pointee.held_count)
    while t.pointee.held![n - 2].suspended != 0 {
      // Holding the second, take the first only if it is free; else let both go and start again.
      if suture_cas_acquire_u32(word(first), 0, 1) {
        t.pointee.held![n - 2].suspended = 0
        t.pointee.held![n - 2].recursive = 0
        return
      }
      suspendAll(t)
      wait(t, word(first))
      t.pointee.held![n - 2].suspended = 0
      t.pointee.held![n - 2].recursive = 0
      if suture_cas_acquire_u32(word(second), 0, 1) {
        t.pointee.held![n - 1].suspended = 0
        t.pointee.held![n - 1].recursive = 0
        return
      }
      suspendAll(t)
      wait(t, word(second))
      t.pointee.held![n - 1].suspended = 0
      t.pointee.held![n - 1].recursive = 0
    }
  }

  static func unlock2(_ a: ObjectPointer, _ b: ObjectPointer) {
    if a != b { unlock(a < b ? b : a) }
    unlock(a == b || a < b ? a : b)
  }
}

/// Runs `body` with `o` locked.
///
/// A call from the "may suspend" list inside it ends the atomicity: look again afterwards.
@inline(__always)
func withLock<T, E: Error>(_ o: ObjectPointer, _ body: () throws(E) -> T) throws(E) -> T {
  ObjectLock.lock(o)
  defer { ObjectLock.unlock(o) }
  return try body()
}

/// Runs `body` with both objects locked.
@inline(__always)
func withLock2<T, E: Error>(_ a: ObjectPointer, _ b: ObjectPointer, _ body: () throws(E) -> T)
  throws(E) -> T
{
  ObjectLock.lock2(a, b)
  defer { ObjectLock.unlock2(a, b) }
  return try body()
}

// MARK: C API

@c @implementation
public func PyCriticalSection_Begin(
  _ section: UnsafeMutablePointer<PyCriticalSection>?,
  _ o: ObjectPointer?
) {
  section!.pointee._cs_object = UnsafeMutableRawPointer(o!)
  ObjectLock.lock(o!)
}

@c @implementation
public func PyCriticalSection_End(_ section: UnsafeMutablePointer<PyCriticalSection>?) {
  guard let o = section!.pointee._cs_object else { return }
  ObjectLock.unlock(o.assumingMemoryBound(to: PyObject.self))
}

@c @implementation
public func PyCriticalSection2_Begin(
  _ section: UnsafeMutablePointer<PyCriticalSection2>?,
  _ a: ObjectPointer?,
  _ b: ObjectPointer?
) {
  section!.pointee._cs_base._cs_object = UnsafeMutableRawPointer(a!)
  section!.pointee._cs_object2 = UnsafeMutableRawPointer(b!)
  ObjectLock.lock2(a!, b!)
}

@c @implementation
public func PyCriticalSection2_End(_ section: UnsafeMutablePointer<PyCriticalSection2>?) {
  guard let a = section!.pointee._cs_base._cs_object, let b = section!.pointee._cs_object2 else {
    return
  }
  ObjectLock.unlock2(
    a.assumingMemoryBound(to: PyObject.self),
    b.assumingMemoryBound(to: PyObject.self)
  )
}

@c @implementation
public func PyObject_Lock(_ o: ObjectPointer?) { ObjectLock.lock(o!) }

@c @implementation
public func PyObject_Unlock(_ o: ObjectPointer?) { ObjectLock.unlock(o!) }

@c @implementation
public func PyObject_Lock2(_ a: ObjectPointer?, _ b: ObjectPointer?) { ObjectLock.lock2(a!, b!) }

@c @implementation
public func PyObject_Unlock2(_ a: ObjectPointer?, _ b: ObjectPointer?) {
  ObjectLock.unlock2(a!, b!)
}
