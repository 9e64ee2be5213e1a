import CSuture
import SutureSync

/// Who holds which locks and who waits for what, for a process that is stuck.
///
/// It looks at running threads without stopping them, so it may be wrong about those that are not stuck. What a thread
/// sleeps on is noted where it goes to sleep; nothing is written for it anywhere else.
public enum LockReport {
  /// A line for each thread state.
  public static func text() -> String {
    guard let threads = ThreadTable.allIfFree else {
      return "the thread table is locked: a thread is inside it\n"
    }
    var lines = threads.map { line($0, threads) }
    if let stopper = StopTheWorld.stopper {
      lines.append("the world is stopped, or about to be, by thread \(stopper.pointee.id)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func line(_ t: ThreadPointer, _ threads: [ThreadPointer]) -> String {
    let ident = suture_load_relaxed_u64(&t.pointee.ident)
    var parts = ["thread \(t.pointee.id) (ident \(ident)): \(state(t)), \(mode(t))"]
    if t.pointee.holds_legacy != 0 { parts.append("holds the legacy lock") }
    for held in heldLocks(t) {
      parts.append("\(held.isAside ? "has set aside" : "holds") \(describe(held.object))")
    }
    if let word = suture_load_acquire_ptr(&t.pointee.parked_on) {
      parts.append("waits for \(describe(word.assumingMemoryBound(to: UInt32.self), threads))")
    }
    return parts.joined(separator: ", ")
  }

  private static func heldLocks(_ t: ThreadPointer) -> [(object: ObjectPointer, isAside: Bool)] {
    (0..<suture_held_count(t)).compactMap { i in
      let state = suture_held_state(t, i)
      let isAside = state & SUTURE_HELD_ASIDE != 0
      return state & SUTURE_HELD_BOTH == SUTURE_HELD_BOTH
        ? nil : (suture_held_object(t, i), isAside)
    }
  }

  private static func state(_ t: ThreadPointer) -> String {
    switch suture_load_acquire_u32(suture_attach_word(t)) {
    case ThreadTable.attached: "attached"
    case ThreadTable.stopped: "stopped at a safepoint"
    case 0: "detached"
    default: "detached, another thread merges for it"
    }
  }

  private static func mode(_ t: ThreadPointer) -> String {
    switch t.pointee.mode {
    case SUTURE_FREE: "free mode"
    case SUTURE_LEGACY: "legacy mode"
    case SUTURE_GIL: "GIL mode"
    default: "outside"
    }
  }

  private static func describe(_ o: ObjectPointer) -> String {
    "the lock of the \(o.type.name) object at \(hexAddress(o))"
  }

  private static func describe(
    _ word: UnsafeMutablePointer<UInt32>,
    _ threads: [ThreadPointer]
  ) -> String {
    if word == suture_legacy_word() {
      let holder = threads.first { $0.pointee.holds_legacy != 0 }
      return "the legacy lock" + (holder.map { ", held by thread \($0.pointee.id)" } ?? "")
    }
    if word == suture_stop_word() { return "the world to run again" }
    for t in threads where suture_attach_word(t) == word { return "thread \(t.pointee.id) to stop" }
    for t in threads {
      for held in heldLocks(t) where !held.isAside && ObjectLock.word(held.object) == word {
        return "\(describe(held.object)), held by thread \(t.pointee.id)"
      }
    }
    return "the lock word at \(UnsafeRawPointer(word))"
  }
}
