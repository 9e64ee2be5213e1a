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
///     one of a smaller class. Blocks do not go back to the system.
/// B2  Blocks move in batches, linked through their first words. Those that wait are kept by run, and a run's go to one
///     thread together: so what two threads have shares cache lines seldom, wherever it was freed.
/// B3  A run that has waiting blocks is on its class's list, once.
enum SmallBlocks {
  private static let spanSize = 1 << 16
  private static let runSize = 1 << 13
  /// The first of these that the system grants: valgrind, or a limit of the address space, allows less.
  private static let regionSizes = [1 << 36, 1 << 34, 1 << 32, 1 << 30]
  /// A batch is of more than one run until it has so many blocks: the lock is not for each of them.
  private static let leastBatch = 32

  /// The blocks of a run that wait: guarded by the lock of its class.
  private struct Run {
    /// The number of the next run of the class that has any; 0: none (the first span is not used).
    var next: UInt32
    /// The first of them, in units of 16 bytes from the run's start.
    var first: UInt16
    var count: UInt16
  }

  /// What waits of one class, on a cache line of its own.
  private struct Store {
    /// Of a WordLock; first, so that the store's address is its.
    var lock: UInt = 0
    /// The number of the first run that has waiting blocks; 0: none has.
    var waiting: UInt = 0
    /// The rest of the newest span.
    var next: UInt = 0
    var end: UInt = 0
    var padding: (UInt, UInt, UInt, UInt) = (0, 0, 0, 0)

    static func lock(_ store: UnsafeMutablePointer<Store>) -> WordLock {
      WordLock(UnsafeMutableRawPointer(store).assumingMemoryBound(to: UInt32.self))
    }
  }

  nonisolated(unsafe) private static var stores: UnsafeMutablePointer<Store>?
  /// By number from the region's start; the system gives memory to those that are used.
  nonisolated(unsafe) private static var runs: UnsafeMutablePointer<Run>!
  /// The offset of the first span that no class has.
  nonisolated(unsafe) private static var spanned: UInt = 1 << 16
  private static let spanLock = Mutex()

  /// Reserves the region; once, before the first thread.
  ///
  /// Where the system refuses, every block is malloc's.
  static func start() {
    guard Freelists.limit != 0 else { return }
    guard let (region, size) = reserve(), let table = calloc(size / spanSize, 1),
      let runTable = calloc(size / runSize, MemoryLayout<Run>.stride),
      let lines = aligned_alloc(64, Int(SUTURE_SIZE_CLASSES) * MemoryLayout<Store>.stride)
    else { return }
    stores = lines.assumingMemoryBound(to: Store.self)
    runs = runTable.assumingMemoryBound(to: Run.self)
    stores?.initialize(repeating: Store(), count: Int(SUTURE_SIZE_CLASSES))
    let shared = suture_small()
    shared.pointee.classes = table.assumingMemoryBound(to: UInt8.self)
    // Spans are recognised by their number: the region begins at a multiple of their size.
    shared.pointee.base =
      (UInt(bitPattern: region) + UInt(spanSize) - 1) & ~UInt(spanSize - 1)
    shared.pointee.size = UInt(size - spanSize)
  }

  private static func reserve() -> (region: UnsafeMutableRawPointer, size: Int)? {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    for size in regionSizes {
      let region = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
      if let region, region != MAP_FAILED { return (region, size) }
    }
    return nil
  }

  /// Blocks of a class, linked through their first words; nil: there is no memory.
  static func take(_ sizeClass: Int) -> (first: UnsafeMutableRawPointer, count: Int)? {
    guard let store = stores.map({ $0 + sizeClass }) else { return nil }
    let lock = Store.lock(store)
    lock.lock()
    if store.pointee.waiting != 0 {
      defer { lock.unlock() }
      return takeWaiting(store)
    }
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

  /// The waiting blocks of the first run, and of others while they are few.
  private static func takeWaiting(_ store: UnsafeMutablePointer<Store>) -> (
    first: UnsafeMutableRawPointer, count: Int
  ) {
    var batch: UnsafeMutableRawPointer?
    var count = 0
    while store.pointee.waiting != 0, count < leastBatch {
      let run = runs + Int(store.pointee.waiting)
      let first = pointer(store.pointee.waiting * UInt(runSize)) + Int(run.pointee.first) * 16
      store.pointee.waiting = UInt(run.pointee.next)
      if let batch {
        var last = first
        while let next = last.load(as: UnsafeMutableRawPointer?.self) { last = next }
        last.storeBytes(of: batch, as: UnsafeMutableRawPointer?.self)
      }
      batch = first
      count += Int(run.pointee.count)
      run.pointee.count = 0
    }
    return (batch!, count)
  }

  /// Takes linked blocks of a class back; NULL ends them.
  static func give(_ first: UnsafeMutableRawPointer, _ sizeClass: Int) {
    guard let store = stores.map({ $0 + sizeClass }) else { return }
    let lock = Store.lock(store)
    lock.lock()
    defer { lock.unlock() }
    var rest: UnsafeMutableRawPointer? = first
    while let block = rest {
      rest = block.load(as: UnsafeMutableRawPointer?.self)
      giveOne(store, block)
    }
  }

  private static func giveOne(
    _ store: UnsafeMutablePointer<Store>,
    _ block: UnsafeMutableRawPointer
  ) {
    let offset = UInt(bitPattern: block) - suture_small().pointee.base
    let number = offset / UInt(runSize)
    let run = runs + Int(number)
    if run.pointee.count == 0 {
      run.pointee.next = UInt32(store.pointee.waiting)
      store.pointee.waiting = number
      block.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    } else {
      let waiting = pointer(number * UInt(runSize)) + Int(run.pointee.first) * 16
      block.storeBytes(of: waiting, as: UnsafeMutableRawPointer?.self)
    }
    run.pointee.first = UInt16(offset % UInt(runSize) / 16)
    run.pointee.count = run.pointee.count + 1
  }

  /// The bytes of all spans: how much of the region was ever used.
  static var reservedBytes: Int { spanLock.withLock { Int(spanned) - spanSize } }

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
