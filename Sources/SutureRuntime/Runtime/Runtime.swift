import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The one runtime of the process.
public enum Runtime {
  /// Whether code of different threads runs at the same time.
  public enum Mode: Sendable {
    /// No global lock: only legacy extensions exclude each other.
    case gilectomy
    /// One lock for everything, as in CPython: every extension is run by its PyInit_ entry.
    case gil
  }

  nonisolated(unsafe) private static var started = false
  /// Held while the first objects are made: before that nobody is attached.
  private static let startLock = Mutex(isLeaf: false)
  private static let dictLock = Mutex()
  /// The one interpreter, as the API sees it: an opaque address.
  nonisolated(unsafe) static let interpreter = OpaquePointer(
    UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
  )

  nonisolated(unsafe) private static var dict: ObjectPointer?

  /// The interpreter's dict, borrowed; nil with an exception pending.
  static func interpreterDict() -> ObjectPointer? {
    if let made = dictLock.withLock({ dict }) { return made }
    // Not made under the mutex: a thread may stop where it makes an object.
    guard let new = PyDict_New() else { return nil }
    suture_into_storage(new)
    let kept = dictLock.withLock { () -> ObjectPointer in
      if dict == nil { dict = new }
      return dict!
    }
    if kept != new { suture_decref_stored(new) }
    return kept
  }

  /// Starts the runtime, once.
  ///
  /// Later calls do nothing.
  ///
  /// - Parameter mode: fixed for the life of the process; nil: `.gil` where the environment has SUTURE_GIL=1, else
  ///   `.gilectomy`.
  public static func start(mode: Mode? = nil) {
    startLock.lock()
    defer { startLock.unlock() }
    if started { return }
    suture_set_gil_mode((mode ?? environmentMode()) == .gil)
    started = true
    LockStatistics.start()
    SmallBlocks.start()
    let t = ThreadTable.make()
    Thread.attach(t)
    startObjects()
    Thread.detach()
    ThreadKey.set(t)
  }

  private static func environmentMode() -> Mode {
    guard let value = getenv("SUTURE_GIL"), value[0] != 0, value[0] != CChar(48) else {
      return .gilectomy
    }
    return .gil
  }

  public static var isGILMode: Bool { suture_is_gil_mode() }

  /// Runs `body` with the calling thread attached, in free mode; in GIL mode, with the GIL.
  public static func attached<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    if suture_thread().pointee.mode != SUTURE_DETACHED { return try body() }
    start()
    Thread.attach(ThreadKey.current())
    let held = suture_held_count(suture_thread())
    defer {
      let t = suture_thread()
      if suture_held_count(t) > held { ObjectLock.warnOfForgottenUnlock(t, since: held) }
      Thread.detach()
    }
    return try body()
  }

  /// Makes the types, exceptions, singletons and modules ready, in the order in which they need each other.
  private static func startObjects() {
    for step in startSteps { step() }
    CodeDomain.isStarting = false
  }
}
