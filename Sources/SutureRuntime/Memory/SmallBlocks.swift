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
///     one of a smaller class, but waits as one of its own.
/// B2  A span knows which of its blocks wait here, and is on the list of its class while one does. A thread takes all
///     that wait in a run, and run after run, by address: objects that are made together lie together, however often
///     the blocks have passed from thread to thread. (Lists of blocks in the order in which they came back are shuffled
///     a little more each time, until every object is a cache miss.)
/// B3  A run, fresh or not, goes to one thread: what two threads have shares cache lines seldom, wherever it was freed.
/// B4  What waits is written in the records alone, outside of the spans. So the system may have the pages of a run whose
///     blocks all wait (`trim`), without a word to anybody: it waits as before, and who takes it finds fresh pages.
enum SmallBlocks {
  private static let spanSize = 1 << 16
  private static let runSize = 1 << 13
  /// The first of these that the system grants: valgrind, or a limit of the address space, allows less.
  private static let regionSizes = [1 << 36, 1 << 34, 1 << 32, 1 << 30]

  /// A batch is of more than one run until it has so many blocks: the lock is not for each of them.
  private static let leastBatch = 32

  /// A class is trimmed by who gives blocks back when so many bytes more wait than after the last time, and half as many
  /// as were in use then.
  ///
  /// Not while pages that it gave back were needed again in the last second: a fresh page costs as much as 20 objects.
  /// A collection that the program asks for trims without regard to that, but only once: not when pages that the last
  /// such collection gave back were needed again in the last second. A program that collects again and again keeps what
  /// it uses.
  private static let leastTrim: UInt64 = 8 << 20
  private static let calm: Int64 = 1_000_000_000

  /// What waits of one class, on a cache line of its own.
  private struct Store {
    /// Of a WordLock; first, so that the store's address is its.
    var lock: UInt = 0
    /// The number of the first span on the list; 0: none (the first span of the region is not used).
    var spans: UInt = 0
    /// The offset of the rest of the newest span.
    var next: UInt = 0
    var end: UInt = 0
    /// The bytes of the blocks that wait, less those of trimmed runs; atomic.
    var idle: UInt64 = 0
    /// Of `idle`, when the class is to be trimmed.
    var trimAt: UInt64 = leastTrim
    /// When pages that the system had were needed again.
    var neededAt: Int64 = -calm
    /// When a collection last trimmed the class.
    var collectedAt: Int64 = .max

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
    var runs: UInt16
    /// The same for those whose pages the system has.
    var trimmed: UInt16
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
    var idle = 0
    while count < leastBatch, let run = takeRun(store) {
      let linked = link(run.waiting, run.start, &first)
      count += linked
      if !run.wasTrimmed { idle += linked }
    }
    if let first {
      subtractIdle(store, idle * sizeClass << 4)
      return (first, count)
    }
    return takeFresh(store, sizeClass)
  }

  /// Takes what waits in the first run of the first span; nil: nothing does.
  private static func takeRun(_ store: UnsafeMutablePointer<Store>) -> (
    waiting: Waiting, start: UnsafeMutableRawPointer, wasTrimmed: Bool
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
    let wasTrimmed = span.pointee.trimmed & 1 << run != 0
    if wasTrimmed {
      span.pointee.trimmed &= ~(1 << run)
      store.pointee.neededAt = monotonicNanoseconds()
    }
    let waiting = waiting(span, run)
    defer { waiting.pointee = (0, 0, 0, 0, 0, 0, 0, 0) }
    return (waiting.pointee, pointer(number * UInt(spanSize)) + run * runSize, wasTrimmed)
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
  ///
  /// - Parameter mayTrim: whether to trim the class when it is due.
  static func give(_ first: UnsafeMutableRawPointer, _ sizeClass: Int, mayTrim: Bool = true) {
    guard let store = stores.map({ $0 + sizeClass }) else { return }
    let base = suture_small().pointee.base
    let lock = Store.lock(store)
    lock.lock()
    var rest: UnsafeMutableRawPointer? = first
    var larger: UnsafeMutableRawPointer?
    var count = 0
    while let block = rest {
      rest = block.load(as: UnsafeMutableRawPointer?.self)
      if suture_small_class(block) != sizeClass {
        block.storeBytes(of: larger, as: UnsafeMutableRawPointer?.self)
        larger = block
        continue
      }
      count += 1
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
      span.pointee.runs |= 1 << UInt16(place / (runSize / 16))
    }
    let bytes = UInt64(count * sizeClass << 4)
    let idle = suture_add_relaxed_u64(&store.pointee.idle, bytes) &+ bytes
    let isDue =
      mayTrim && idle > store.pointee.trimAt
      && monotonicNanoseconds() - store.pointee.neededAt >= calm
    if isDue { store.pointee.trimAt = .max }  // who trims says when next
    lock.unlock()
    while let block = larger {
      larger = block.load(as: UnsafeMutableRawPointer?.self)
      block.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
      give(block, suture_small_class(block), mayTrim: mayTrim)
    }
    if isDue { trim(sizeClass) }
  }

  // MARK: Giving memory back

  /// Gives the system the pages of the runs whose blocks all wait, of the classes of which more than 8 MiB wait: after a
  /// collection that the program asked for.
  static func trim() {
    guard let stores else { return }
    let now = monotonicNanoseconds()
    for sizeClass in 1..<Int(SUTURE_SIZE_CLASSES) {
      let store = stores + sizeClass
      guard suture_load_relaxed_u64(&store.pointee.idle) > leastTrim else { continue }
      let lock = Store.lock(store)
      lock.lock()
      let wasInVain = store.pointee.neededAt > store.pointee.collectedAt
      let isDue = !wasInVain || now - store.pointee.neededAt >= calm
      if isDue { store.pointee.collectedAt = now }
      lock.unlock()
      if isDue { trim(sizeClass) }
    }
  }

  private static func trim(_ sizeClass: Int) {
    let store = stores.unsafelyUnwrapped + sizeClass
    let lock = Store.lock(store)
    let classes = suture_small().pointee.classes!
    let end = spanLock.withLock { Int(spanned) } / spanSize
    var resident = 0
    for number in 1..<end where classes[number] == sizeClass {
      // For one span at a time: those that take and give wait for no more than one system call.
      lock.lock()
      let bytes = trim(span: UInt(number), sizeClass << 4)
      subtractIdle(store, bytes)
      resident += spanSize - span(UInt(number)).pointee.trimmed.nonzeroBitCount * runSize
      lock.unlock()
    }
    lock.lock()
    let idle = suture_load_relaxed_u64(&store.pointee.idle)
    let used = UInt64(resident) - min(UInt64(resident), idle)
    store.pointee.trimAt = idle + max(leastTrim, used / 2)
    lock.unlock()
  }

  /// Trims one span of blocks of `size` bytes.
  ///
  /// The caller has the lock of its class.
  ///
  /// - Returns: the bytes of the blocks in the runs whose pages the system took.
  private static func trim(span number: UInt, _ size: Int) -> Int {
    guard hasRunsOfPages else { return 0 }
    let span = span(number)
    var full: UInt16 = 0
    for run in 0..<spanSize / runSize
    where (span.pointee.runs & ~span.pointee.trimmed) >> run & 1 != 0 {
      if count(waiting(span, run).pointee) == runSize / size { full |= 1 << run }
    }
    var bytes = 0
    while full != 0 {
      // Neighbours go by one call.
      let run = full.trailingZeroBitCount
      let length = (~(full >> run)).trailingZeroBitCount
      let runs = (UInt16(truncatingIfNeeded: 1 << length) &- 1) << run
      full &= ~runs
      let start = pointer(number * UInt(spanSize)) + run * runSize
      guard madvise(start, length * runSize, adviceToFree) == 0 else { continue }
      span.pointee.trimmed |= runs
      bytes += length * (runSize / size) * size
    }
    return bytes
  }

  /// Whether a run consists of whole pages.
  private static let hasRunsOfPages = runSize % sysconf(Int32(_SC_PAGESIZE)) == 0

  #if os(Linux)
  private static let adviceToFree = MADV_DONTNEED
  #else
  private static let adviceToFree = MADV_FREE
  #endif

  private static func count(_ waiting: Waiting) -> Int {
    withUnsafeBytes(of: waiting) { words in
      words.bindMemory(to: UInt.self).reduce(0) { $0 + $1.nonzeroBitCount }
    }
  }

  @inline(__always)
  private static func subtractIdle(_ store: UnsafeMutablePointer<Store>, _ bytes: Int) {
    if bytes != 0 { _ = suture_add_relaxed_u64(&store.pointee.idle, 0 &- UInt64(bytes)) }
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
