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
/// B2  Blocks move in batches: linked through their first words; a batch that waits has in the second word of its first
///     block its own length and the next batch.
/// B3  A run goes to one thread: blocks that were never used share no cache line with another thread's.
enum SmallBlocks {
  private static let spanSize = 1 << 16
  private static let runSize = 1 << 13
  /// The first of these that the system grants: valgrind, or a limit of the address space, allows less.
  private static let regionSizes = [1 << 36, 1 << 34, 1 << 32, 1 << 30]
  /// The second word of a waiting block: the offset of the next batch in the region, then the length.
  private static let lengthShift: UInt = 40

  /// What waits of one class, on a cache line of its own.
  private struct Store {
    /// Of a WordLock; first, so that the store's address is its.
    var lock: UInt = 0
    /// The offset of the first batch; 0: none waits (the first span of the region is not used).
    var batches: UInt = 0
    /// The rest of the newest span.
    var next: UInt = 0
    var end: UInt = 0
    var padding: (UInt, UInt, UInt, UInt) = (0, 0, 0, 0)

    static func lock(_ store: UnsafeMutablePointer<Store>) -> WordLock {
      WordLock(UnsafeMutableRawPointer(store).assumingMemoryBound(to: UInt32.self))
    }
  }

  nonisolated(unsafe) private static var stores: UnsafeMutablePointer<Store>?
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
    if store.pointee.batches != 0 {
      defer { lock.unlock() }
      let first = pointer(store.pointee.batches)
      let word = first.load(fromByteOffset: 8, as: UInt.self)
      store.pointee.batches = word & (1 << lengthShift - 1)
      return (first, Int(word >> lengthShift))
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

  /// Takes `count` linked blocks of a class back.
  static func give(_ first: UnsafeMutableRawPointer, _ count: Int, _ sizeClass: Int) {
    guard let store = stores.map({ $0 + sizeClass }) else { return }
    let offset = UInt(bitPattern: first) - suture_small().pointee.base
    let lock = Store.lock(store)
    lock.lock()
    first.storeBytes(
      of: store.pointee.batches | UInt(count) << lengthShift,
      toByteOffset: 8,
      as: UInt.self
    )
    store.pointee.batches = offset
    lock.unlock()
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
