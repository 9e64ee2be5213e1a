@preconcurrency import CLibFFI
@preconcurrency import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The names that extensions bind to. An executable exports none by default, and a missing one fails the whole dlopen of
// a BIND_NOW file; so the loader publishes them itself: a small ELF image in memory whose symbols are absolute
// addresses, opened with RTLD_GLOBAL. Its SONAME is CPython's library's, which satisfies extensions that name it.

// MARK: Layout

/// The table of exported names, by name.
enum Exports {
  enum State { case written, pending, absent }

  private static let table: [String: SutureExport] = {
    var table: [String: SutureExport] = [:]
    for export in all { table[String(cString: export.name!)] = export }
    return table
  }()

  static var all: UnsafeBufferPointer<SutureExport> {
    let start = suture_exports()
    var n = 0
    while start[n].name != nil { n += 1 }
    return UnsafeBufferPointer(start: start, count: n)
  }

  static func state(of name: String) -> State {
    guard let export = table[name] else { return .absent }
    return isWritten(export) ? .written : .pending
  }

  static func isWritten(_ export: SutureExport) -> Bool {
    export.pending == nil || export.address != export.pending!
  }
}

// MARK: Operations

/// An ELF shared object of symbols only.
struct ExportStub {
  let soname: String
  let symbols: [(name: String, address: UInt)]

  /// The file: one segment with header, symbols, strings, hash table and dynamic section.
  func image() -> [UInt8] {
    var strings = ImageWriter()
    strings.put(UInt8(0))
    let sonameOffset = strings.put(string: soname)
    var table = ImageWriter()
    table.put(zeros: 24)
    var hashes: [UInt32] = []
    for symbol in symbols {
      table.put(UInt32(strings.put(string: symbol.name)))
      table.put(UInt8(0x10))  // global, no type
      table.put(UInt8(0))
      table.put(UInt16(0xfff1))  // absolute
      table.put(UInt64(symbol.address))
      table.put(UInt64(0))
      hashes.append(Self.hash(symbol.name))
    }
    let hash = Self.hashTable(hashes)
    let headerSize = 64 + 56 * 3
    let stringStart = headerSize + table.count
    let hashStart = (stringStart + strings.count + 7) & ~7
    let dynamicStart = (hashStart + hash.count + 7) & ~7
    let dynamic: [(Int, Int)] = [
      (14, sonameOffset), (4, hashStart), (5, stringStart), (6, headerSize), (10, strings.count),
      (11, 24), (0, 0),
    ]
    let total = dynamicStart + dynamic.count * 16
    var out = ImageWriter()
    out.putHeader()
    out.putSegment(type: 1, offset: 0, size: total, align: 0x10000)
    out.putSegment(type: 2, offset: dynamicStart, size: dynamic.count * 16, align: 8)
    out.putSegment(type: 0x6474_e551, offset: 0, size: 0, align: 16)
    out.put(table.bytes)
    out.put(strings.bytes)
    out.put(zeros: hashStart - out.count)
    out.put(hash.bytes)
    out.put(zeros: dynamicStart - out.count)
    for (tag, value) in dynamic {
      out.put(Int64(tag))
      out.put(Int64(value))
    }
    return out.bytes
  }

  private static func hash(_ name: String) -> UInt32 {
    var h: UInt32 = 0
    for byte in name.utf8 {
      h = (h << 4) &+ UInt32(byte)
      h ^= (h & 0xf000_0000) >> 24
      h &= 0x0fff_ffff
    }
    return h
  }

  private static func hashTable(_ hashes: [UInt32]) -> ImageWriter {
    let buckets = max(1, hashes.count)
    var first = [UInt32](repeating: 0, count: buckets)
    var next = [UInt32](repeating: 0, count: hashes.count + 1)
    for (i, h) in hashes.enumerated() {
      let b = Int(h) % buckets
      next[i + 1] = first[b]
      first[b] = UInt32(i + 1)
    }
    var out = ImageWriter()
    out.put(UInt32(buckets))
    out.put(UInt32(next.count))
    for b in first { out.put(b) }
    for n in next { out.put(n) }
    return out
  }

  /// Opens the image for every later dlopen.
  ///
  /// The file descriptor stays open: the dynamic linker matches loaded objects by path, so a second
  /// stub under the same number would be taken for the first.
  func publish() throws(LoadError) {
    let descriptor = suture_memory_file(soname)
    guard descriptor >= 0 else {
      throw LoadError("no memory file: \(String(cString: strerror(errno)))")
    }
    let bytes = image()
    var done = 0
    while done < bytes.count {
      let n = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress! + done, bytes.count - done)
      }
      guard n > 0 else { throw LoadError("memory file: \(String(cString: strerror(errno)))") }
      done += n
    }
    if dlopen("/proc/self/fd/\(descriptor)", RTLD_NOW | RTLD_GLOBAL) == nil {
      throw LoadError("the names of the API cannot be published: \(String(cString: dlerror()))")
    }
  }
}

private struct ImageWriter {
  var bytes: [UInt8] = []
  var count: Int { bytes.count }
  mutating func put<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  mutating func put(_ more: [UInt8]) { bytes.append(contentsOf: more) }
  mutating func put(zeros n: Int) { bytes.append(contentsOf: repeatElement(0, count: n)) }
  /// - Returns: where the string starts.
  mutating func put(string: String) -> Int {
    let start = bytes.count
    bytes.append(contentsOf: string.utf8)
    bytes.append(0)
    return start
  }
  mutating func putHeader() {
    put([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])
    put(zeros: 8)
    put(UInt16(3))
    #if arch(x86_64)
    put(UInt16(62))
    #else
    put(UInt16(183))
    #endif
    put(UInt32(1))
    put(UInt64(0))
    put(UInt64(64))
    put(UInt64(0))
    put(UInt32(0))
    for value: UInt16 in [64, 56, 3, 64, 0, 0] { put(value) }
  }
  mutating func putSegment(type: UInt32, offset: Int, size: Int, align: Int) {
    put(type)
    put(UInt32(6))
    for value in [offset, offset, offset, size, size, align] { put(UInt64(value)) }
  }
}

/// Publishes the exported names, and makes fallbacks for names that Suture does not have.
enum Linker {
  private static let lock = Mutex()
  nonisolated(unsafe) private static var isPublished = false
  nonisolated(unsafe) private static var fallbacks: Set<String> = []
  nonisolated(unsafe) private static var stubs = 0

  /// Publishes every exported name, once.
  static func publishExports() throws(LoadError) {
    #if os(Linux)
    lock.lock()
    defer { lock.unlock() }
    if isPublished { return }
    var symbols: [(name: String, address: UInt)] = []
    for export in Exports.all {
      symbols.append((String(cString: export.name!), UInt(bitPattern: export.address)))
    }
    try ExportStub(soname: "libpython3.13.so.1.0", symbols: symbols).publish()
    try ExportStub(soname: "libpython3.so", symbols: []).publish()
    isPublished = true
    #endif
  }

  /// Gives each of these functions a body that raises NotImplementedError.
  static func publishFallbacks(_ names: [String]) throws(LoadError) {
    lock.lock()
    defer { lock.unlock() }
    let new = names.filter { !fallbacks.contains($0) }
    if new.isEmpty { return }
    var symbols: [(name: String, address: UInt)] = []
    for name in new {
      guard let code = makeFallback(name) else {
        throw LoadError("no memory for a fallback of \(name)")
      }
      symbols.append((name, UInt(bitPattern: code)))
    }
    stubs += 1
    try ExportStub(soname: "libsuture-fallback-\(stubs).so", symbols: symbols).publish()
    fallbacks.formUnion(new)
  }

  /// Code that raises `name is not implemented` and returns NULL, or 0.
  private static func makeFallback(_ name: String) -> UnsafeMutableRawPointer? {
    makeClosure(.none, strdup(name)) { _, result, _, user in
      result!.storeBytes(of: 0, as: UInt.self)
      guard suture_thread().pointee.mode != SUTURE_DETACHED else { return }
      suture_pending(user!.assumingMemoryBound(to: CChar.self))
    }
  }
}
