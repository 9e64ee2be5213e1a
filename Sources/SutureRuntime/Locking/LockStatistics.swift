import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the locks of the process did, where the environment has SUTURE_LOCK_STATS: 1 prints a table to stderr at the
/// end, `json` one line.
///
/// While it counts, every acquisition takes the slow path: the figures are counts, and times are not those of a run
/// without it. Without it a fast path pays nothing, a slow one a load.
public enum LockStatistics {
  public enum Event: Int, CaseIterable, Sendable {
    case objectBiased, objectReadable, objectByWord, objectRecursive, objectContended, suspended,
      revoked, biasPaused, madeReadable, readersRevoked
    case legacyUncontended, legacyContended, legacyHandedOver, legacyAwaited, postponed, stops
    case mutexContended

    /// Its name in JSON: `object_by_word`.
    var key: String {
      "\(self)".reduce(into: "") { key, letter in
        key += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
      }
    }

    /// What the table says.
    var title: String {
      switch self {
      case .objectBiased: "object locks, biased"
      case .objectReadable: "object locks, by readers"
      case .objectByWord: "object locks, by the word"
      case .objectRecursive: "object locks, recursive"
      case .objectContended: "object locks, contended"
      case .suspended: "object locks set aside"
      case .revoked: "biases revoked"
      case .biasPaused: "biases paused by a thread"
      case .madeReadable: "objects made readable"
      case .readersRevoked: "readable objects revoked"
      case .legacyUncontended: "legacy lock, uncontended"
      case .legacyContended: "legacy lock, contended"
      case .legacyHandedOver: "legacy lock, handed over"
      case .legacyAwaited: "legacy lock, awaited for a time"
      case .postponed: "collections postponed for it"
      case .stops: "stops of the world"
      case .mutexContended: "PyMutex, contended"
      }
    }
  }

  /// For each event its count, then for each the longest wait in nanoseconds, then the longest reclaim queue and
  /// the most bytes in it.
  nonisolated(unsafe) private static let words: UnsafeMutablePointer<UInt64> = {
    let count = 2 * Event.allCases.count + 2
    let p = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    p.initialize(repeating: 0, count: count)
    return p
  }()

  /// Begins to count where the environment asks for it; before the first thread state.
  static func start() {
    guard let value = getenv("SUTURE_LOCK_STATS"), value[0] != 0, value[0] != CChar(48) else {
      return
    }
    suture_set_counts_locks(true)
    atexit { LockStatistics.write() }
  }

  @inline(__always)
  static func count(_ event: Event) {
    if suture_counts_locks() { add(event) }
  }

  /// Counts `event` and the time that `body` takes.
  @inline(__always)
  static func timed(_ event: Event, _ body: () -> Void) {
    if !suture_counts_locks() { return body() }
    add(event)
    let start = now()
    body()
    raise(words + Event.allCases.count + event.rawValue, to: now() - start)
  }

  @inline(never)
  private static func add(_ event: Event) {
    _ = suture_add_relaxed_u64(words + event.rawValue, 1)
  }

  /// Notes the length of the reclaim queue, and the bytes of what is in it.
  @inline(__always)
  static func noteReclaimQueue(_ length: UInt32, _ bytes: UInt64) {
    if !suture_counts_locks() { return }
    raise(words + 2 * Event.allCases.count, to: UInt64(length))
    raise(words + 2 * Event.allCases.count + 1, to: bytes)
  }

  @inline(never)
  private static func raise(_ word: UnsafeMutablePointer<UInt64>, to value: UInt64) {
    // Two threads may raise it at once: the greater of them may be lost by as much as they differ.
    if suture_load_relaxed_u64(word) < value { suture_store_relaxed_u64(word, value) }
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  // MARK: Results

  /// Whether the process counts.
  public static var isOn: Bool { suture_counts_locks() }

  /// How often it happened since the start.
  public static func number(of event: Event) -> UInt64 {
    suture_load_relaxed_u64(words + event.rawValue)
  }

  /// The longest wait of a contended acquisition, in nanoseconds.
  public static func longestWait(_ event: Event) -> UInt64 {
    suture_load_relaxed_u64(words + Event.allCases.count + event.rawValue)
  }

  /// The greatest length of the reclaim queue.
  public static var longestReclaimQueue: UInt64 {
    suture_load_relaxed_u64(words + 2 * Event.allCases.count)
  }

  /// The most bytes of objects in it.
  public static var largestReclaimQueue: UInt64 {
    suture_load_relaxed_u64(words + 2 * Event.allCases.count + 1)
  }

  private static func write() {
    let isJSON = getenv("SUTURE_LOCK_STATS").map { strcmp($0, "json") == 0 } ?? false
    var text = isJSON ? "{" : "suture: locks\n"
    for event in Event.allCases {
      let wait = longestWait(event)
      if isJSON {
        text += "\"\(event.key)\":{\"count\":\(number(of: event)),\"longest_wait_ns\":\(wait)},"
      } else {
        let line = "  \(event.title)".padded(to: 34) + String(number(of: event)).leftPadded(to: 12)
        text += line + (wait > 0 ? "   longest wait \(wait / 1000) us\n" : "\n")
      }
    }
    text +=
      isJSON
      ? "\"longest_reclaim_queue\":\(longestReclaimQueue),"
        + "\"largest_reclaim_queue_bytes\":\(largestReclaimQueue)}\n"
      : "  longest reclaim queue".padded(to: 34)
        + String(longestReclaimQueue).leftPadded(to: 12)
        + "   \(largestReclaimQueue / 1024) KiB\n"
    Diagnostics.write(text)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
