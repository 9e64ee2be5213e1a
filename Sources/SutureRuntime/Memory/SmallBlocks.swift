import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The blocks of up to 512 bytes that no thread has, by size class.
///
/// malloc would do, but the heaps that it gives to threads grow by a system call for each page, which takes the lock
/// of the whole address space: threads that only allocate would wait for each other.
///
///     region (reserved once) -> spans of 64 KiB, each of one class -> runs of 8 KiB -> blocks of 16 n bytes
///
/// B1  A span is of one class for ever, and `suture_small_class` tells it from any address in it; a block may be used as
///     one of a smaller class, but waits as one of its own. Blocks do not go back to the system.
/// B2  A span knows which of its blocks wait here, and is on the list of its class while one does. A thread takes all
///     that wait in a run, and run after run, by address: objects that are made together lie together, however often
///     the blocks have passed from thread to thread. (Lists of blocks in the order in which they came back are shuffled
///     a little more each time, until every object is a cache miss.)
/// B3  A run, fresh or not, goes to one thread: what two threads have shares cache lines seldom, wherever it was freed.
enum SmallBlocks {
  private static let spanSize = 1 << 16
  private static let runSize = 1 << 13
  /// The first of these that the system grants: valgrind, or a limit of the address space, allows less.
  private static let regionSizes = [1 << 36, 1 << 34, 1 << 32, 1 << 30]

  /// A batch is of more than one run until it has so many blocks: the lock is not for each of them.
  private static let leastBatch = 32

  /// What waits of one class, on a cache line of its own.
  private struct Store {
    /// Of a WordLock; first, so that the store's address is its.
    var lock: UInt = 0
    /// The number of the first span on the list; 0: none (the first span of the region is not used).
    var spans: UInt = 0
    /// The offset of the rest of the newest span.
    var next: UInt = 0
    var end: UInt = 0
    var padding: (UInt, UInt, UInt, UInt) = (0, 0, 0, 0)

    static func lock(_ store: UnsafeMutablePointer<Store>) -> WordLock {
      WordLock(UnsafeMutableRawPointer(store).assumingMemoryBound(to: UInt32.self))
    }
  }

  /// A bit for each 16 bytes of a run, set for those that a waiting block starts with.
  private typealias Waiting = (UInt, UInt, UInt, UInt, UInt, UInt, UInt, UInt)

  /// What waits in a span; guarded by the lock of its class.
  ///
  /// Each run's `Waiting` follows.
  private struct Span {
    static let stride = MemoryLayout<Span>.stride + spanSize / runSize * MemoryLayout<Waiting>.size

    /// A bit for each run, set for those in which a block waits.
    var runs: UInt32
    /// The number of the next span on the list.
    var next: UInt32
  }

  nonisolated(unsafe) private static var stores: UnsafeMutablePointer<Store>?
  /// The records of the spans, by number: the offset in the region without its last bits.
  nonisolated(unsafe) private static var spans: UnsafeMutableRawPointer?
  /// The offset of the first span that no class has.
  nonisolated(unsafe) private static var spanned: UInt = 1 << 16
  private static let spanLock = Mutex()

  /// Reserves the region; once, before the first thread.
  ///
  /// Where the system refuses, every block is malloc's.
  static func start() {
    guard Freelists.limit != 0 else { return }
    guard let (region, size) = reserve(), let table = calloc(size / spanSize, 1),
      let lines = aligned_alloc(64, Int(SUTURE_SIZE_CLASSES) * MemoryLayout<Store>.stride)
    else { return }
    stores = lines.assumingMemoryBound(to: Store.self)
    stores?.initialize(repeating: Store(), count: Int(SUTURE_SIZE_CLASSES))
    let shared = suture_small()
    shared.pointee.classes = table.assumingMemoryBound(to: UInt8.self)
    // Spans are recognised by their number: the region begins at a multiple of their size.
    shared.pointee.base =
      (UInt(bitPattern: region) + UInt(spanSize) - 1) & ~UInt(spanSize - 1)
    shared.pointee.size = UInt(size - spanSize)
  }

  /// The region, and the records of the spans behind it.
  private static func reserve() -> (region: UnsafeMutableRawPointer, size: Int)? {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    for size in regionSizes {
      let records = size / spanSize * Span.stride
      let region = mmap(nil, size + records, PROT_READ | PROT_WRITE, flags, -1, 0)
      if let region, region != MAP_FAILED {
        spans = region + size
        return (region, size)
      }
    }
    return nil
  }

  @inline(__always)
  private static func span(_ number: UInt) -> UnsafeMutablePointer<Span> {
    (spans.unsafelyUnwrapped + Int(number) * Span.stride).assumingMemoryBound(to: Span.self)
  }

  @inline(__always)
  private static func waiting(_ span: UnsafeMutablePointer<Span>, _ run: Int)
    -> UnsafeMutablePointer<Waiting>
  {
    UnsafeMutableRawPointer(span + 1).assumingMemoryBound(to: Waiting.self) + run
  }

  /// Blocks of a class, linked through their first words, NULL after the last; nil: there is no memory.
  static func take(_ sizeClass: Int) -> (first: UnsafeMutableRawPointer, count: Int)? {
    guard let store = stores.map({ $0 + sizeClass }) else { return nil }
    var first: UnsafeMutableRawPointer?
    var count = 0
    while count < leastBatch, let run = takeRun(store) {
      count += link(run.waiting, run.start, &first)
    }
    if let first { return (first, count) }
    return takeFresh(store, sizeClass)
  }

  /// Takes what waits in the first run of the first span; nil: nothing does.
  private static func takeRun(_ store: UnsafeMutablePointer<Store>) -> (
    waiting: Waiting, start: UnsafeMutableRawPointer
  )? {
    let lock = Store.lock(store)
    lock.lock()
    defer { lock.unlock() }
    let number = store.pointee.spans
    if number == 0 { return nil }
    let span = span(number)
    let run = span.pointee.runs.trailingZeroBitCount
    span.pointee.runs &= span.pointee.runs &- 1
    if span.pointee.runs == 0 { store.pointee.spans = UInt(span.pointee.next) }
    let waiting = waiting(span, run)
    defer { waiting.pointee = (0, 0, 0, 0, 0, 0, 0, 0) }
    return (waiting.pointee, pointer(number * UInt(spanSize)) + run * runSize)
  }

  /// Links the waiting blocks of the run that begins at `start`, by address, before `first`.
  ///
  /// - Returns: their number.
  private static func link(
    _ waiting: Waiting,
    _ start: UnsafeMutableRawPointer,
    _ first: inout UnsafeMutableRawPointer?
  ) -> Int {
    var count = 0
    withUnsafeBytes(of: waiting) { words in
      for i in stride(from: words.count - 8, through: 0, by: -8) {
        var word = words.load(fromByteOffset: i, as: UInt.self)
        while word != 0 {
          let bit = 63 - word.leadingZeroBitCount
          word ^= 1 << UInt(bit)
          let block = start + (i * 8 + bit) * 16
          block.storeBytes(of: first, as: UnsafeMutableRawPointer?.self)
          first = block
          count += 1
        }
      }
    }
    return count
  }

  private static func takeFresh(_ store: UnsafeMutablePointer<Store>, _ sizeClass: Int) -> (
    first: UnsafeMutableRawPointer, count: Int
  )? {
    let lock = Store.lock(store)
    lock.lock()
    if store.pointee.next == store.pointee.end, !addSpan(store, sizeClass) {
      lock.unlock()
      return nil
    }
    let run = store.pointee.next
    // += would claim the whole store, whose lock others are trying.
    store.pointee.next = run + UInt(runSize)
    lock.unlock()
    return carve(pointer(run), sizeClass << 4)
  }

  /// Takes linked blocks of a class back, some of which may be of larger ones; NULL ends them.
  static func give(_ first: UnsafeMutableRawPointer, _ sizeClass: Int) {
    guard let store = stores.map({ $0 + sizeClass }) else { return }
    let base = suture_small().pointee.base
    let lock = Store.lock(store)
    lock.lock()
    var rest: UnsafeMutableRawPointer? = first
    var larger: UnsafeMutableRawPointer?
    while let block = rest {
      rest = block.load(as: UnsafeMutableRawPointer?.self)
      if suture_small_class(block) != sizeClass {
        block.storeBytes(of: larger, as: UnsafeMutableRawPointer?.self)
        larger = block
        continue
      }
      let offset = UInt(bitPattern: block) - base
      let number = offset / UInt(spanSize)
      let place = Int(offset % UInt(spanSize)) / 16
      let span = span(number)
      let words = UnsafeMutableRawPointer(span + 1).assumingMemoryBound(to: UInt.self)
      words[place / 64] |= 1 << UInt(place % 64)
      if span.pointee.runs == 0 {
        span.pointee.next = UInt32(store.pointee.spans)
        store.pointee.spans = number
      }
      span.pointee.runs |= 1 << UInt32(place / (runSize / 16))
    }
    lock.unlock()
    while let block = larger {
      larger = block.load(as: UnsafeMutableRawPointer?.self)
      block.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
      give(block, suture_small_class(block))
    }
  }

  /// The bytes of all spans: how much of the region was ever used.
  static var reservedBytes: Int { spanLock.withLock { Int(spanned) - spanSize } }

  /// How many blocks are in use: neither here nor on the list of a thread.
  ///
  /// The world is stopped.
  static var usedCount: Int {
    guard let stores, let classes = suture_small().pointee.classes else { return 0 }
    var count = 0
    for number in 1..<Int(spanned) / spanSize {
      count += spanSize / runSize * blocksOfRun(Int(classes[number]))
      let words = UnsafeMutableRawPointer(span(UInt(number)) + 1)
        .assumingMemoryBound(to: UInt.self)
      for i in 0..<spanSize / 16 / UInt.bitWidth { count -= words[i].nonzeroBitCount }
    }
    let threads = ThreadTable.all
    for sizeClass in 1..<Int(SUTURE_SIZE_CLASSES) {
      let fresh = Int(stores[sizeClass].end - stores[sizeClass].next) / runSize
      count -= fresh * blocksOfRun(sizeClass)
      for t in threads { count -= Int(suture_freelist_count(t, sizeClass).pointee) }
    }
    return count
  }

  private static func blocksOfRun(_ sizeClass: Int) -> Int { runSize / (sizeClass << 4) }

  private static func pointer(_ offset: UInt) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: suture_small().pointee.base + offset)!
  }

  /// - Returns: false: the region is used up.
  private static func addSpan(_ store: UnsafeMutablePointer<Store>, _ sizeClass: Int) -> Bool {
    spanLock.withLock {
      guard spanned + UInt(spanSize) <= suture_small().pointee.size else { return false }
      suture_small().pointee.classes![Int(spanned) / spanSize] = UInt8(sizeClass)
      store.pointee.next = spanned
      spanned += UInt(spanSize)
      store.pointee.end = spanned
      return true
    }
  }

  private static func carve(_ run: UnsafeMutableRawPointer, _ size: Int) -> (
    first: UnsafeMutableRawPointer, count: Int
  ) {
    let count = runSize / size
    for i in 0..<count - 1 {
      (run + i * size).storeBytes(of: run + (i + 1) * size, as: UnsafeMutableRawPointer?.self)
    }
    (run + (count - 1) * size).storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    return (run, count)
  }
}
