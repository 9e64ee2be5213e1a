import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// A reader of ELF shared objects that never runs them. Each table is read by itself and every offset is checked: a
// truncated or hostile file gives an error.

/// Why a file cannot be loaded: one line, without the path.
public struct LoadError: Error, CustomStringConvertible {
  public let description: String
  /// True when the line is CPython's, which does not begin with the path.
  let isWhole: Bool

  init(_ description: String, isWhole: Bool = false) {
    self.description = description
    self.isWhole = isWhole
  }
}

// MARK: Layout

/// What the dynamic section of a shared object says.
struct ELFImage {
  struct Symbol {
    var name: String
    var isDefined: Bool
    var isWeak: Bool
    /// True when code or data of the file holds the symbol's address; false: it is only called.
    var isAddressTaken: Bool
  }
  /// "x86_64", "aarch64", or a number.
  var architecture: String
  var symbols: [Symbol]
  var needed: [String]
  var soname: String?
}

// MARK: Operations

/// Reads parts of a file, none of them outside of it.
private struct FileParts: ~Copyable {
  let descriptor: Int32
  let size: Int

  init(_ path: String) throws(LoadError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LoadError(String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw LoadError(String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw LoadError(
        status.st_mode & S_IFMT == S_IFDIR ? "is a directory" : "is not a regular file"
      )
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  func read(_ offset: Int, _ count: Int, _ what: StaticString) throws(LoadError) -> Bytes {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw LoadError("truncated or damaged ELF file (\(what))")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let n = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + done, count - done, off_t(offset + done))
      }
      if n < 0, errno == EINTR { continue }
      guard n > 0 else { throw LoadError("truncated or damaged ELF file (\(what))") }
      done += n
    }
    return Bytes(bytes)
  }
}

/// Little-endian fields of a byte array; a field outside of it is 0.
private struct Bytes {
  let bytes: [UInt8]
  init(_ bytes: [UInt8]) { self.bytes = bytes }
  var count: Int { bytes.count }

  private func load<T: FixedWidthInteger>(_ offset: Int, as: T.Type) -> T {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<T>.size else { return 0 }
    return bytes.withUnsafeBytes {
      T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self))
    }
  }
  func u8(_ offset: Int) -> Int { Int(load(offset, as: UInt8.self)) }
  func u16(_ offset: Int) -> Int { Int(load(offset, as: UInt16.self)) }
  func u32(_ offset: Int) -> Int { Int(load(offset, as: UInt32.self)) }
  /// Values past Int.max come out as -1, which no range check accepts.
  func u64(_ offset: Int) -> Int { Int(exactly: load(offset, as: UInt64.self)) ?? -1 }

  /// The NUL-terminated string at `offset`; nil: outside, or not terminated.
  func string(_ offset: Int) -> String? {
    guard offset >= 0, offset < bytes.count else { return nil }
    guard let end = bytes[offset...].firstIndex(of: 0) else { return nil }
    return String(decoding: bytes[offset..<end], as: UTF8.self)
  }
}

private func architectureName(_ machine: Int) -> String {
  switch machine {
  case 3: "i386"
  case 40: "arm"
  case 62: "x86_64"
  case 183: "aarch64"
  case 243: "riscv"
  default: "machine \(machine)"
  }
}

#if arch(x86_64)
let nativeArchitecture = "x86_64"
#else
let nativeArchitecture = "aarch64"
#endif

extension ELFImage {
  /// Reads the file's dynamic section.
  init(path: String) throws(LoadError) {
    let file = try FileParts(path)
    if file.size == 0 { throw LoadError("the file is empty") }
    let head = try file.read(0, min(file.size, 64), "header")
    guard head.count >= 4, head.u32(0) == 0x464c_457f else { throw LoadError("not an ELF file") }
    guard head.count == 64 else { throw LoadError("truncated or damaged ELF file (header)") }
    guard head.u8(4) == 2, head.u8(5) == 1 else {
      throw LoadError("not a 64-bit little-endian ELF file")
    }
    architecture = architectureName(head.u16(18))
    guard head.u16(16) == 3 else {
      throw LoadError(
        head.u16(16) == 1 ? "an object file, not a shared library" : "not a shared library"
      )
    }
    let parts = head.u16(56)
    guard head.u16(54) == 56, parts > 0 else {
      throw LoadError("truncated or damaged ELF file (program headers)")
    }
    let headers = try file.read(head.u64(32), parts * 56, "program headers")
    let map = AddressMap(headers, parts)
    guard let dynamic = map.dynamic else {
      throw LoadError("not a shared library (no dynamic section)")
    }
    let table = DynamicTable(try file.read(dynamic.offset, dynamic.size, "dynamic section"))
    let strings = try Self.strings(file, map, table)
    needed = table.needed.compactMap { strings.string($0) }
    soname = table.values[14].flatMap { strings.string($0) }
    symbols = try Self.symbols(file, map, table, strings)
  }

  /// Which file offset holds an address.
  private struct AddressMap {
    var loads: [(address: Int, offset: Int, size: Int)] = []
    var dynamic: (offset: Int, size: Int)?

    init(_ headers: Bytes, _ count: Int) {
      for i in 0..<count {
        let p = i * 56
        switch headers.u32(p) {
        case 1: loads.append((headers.u64(p + 16), headers.u64(p + 8), headers.u64(p + 32)))
        case 2: dynamic = (headers.u64(p + 8), headers.u64(p + 32))
        default: break
        }
      }
    }

    func offset(_ address: Int) -> Int {
      for l in loads
      where l.address >= 0 && l.offset >= 0 && address >= l.address && address - l.address < l.size
      {
        let (sum, overflow) = (address - l.address).addingReportingOverflow(l.offset)
        return overflow ? -1 : sum
      }
      return -1
    }

    /// How many bytes of the file follow an address in its segment.
    func available(_ address: Int) -> Int {
      for l in loads where l.address >= 0 && address >= l.address && address - l.address < l.size {
        return l.size - (address - l.address)
      }
      return 0
    }
  }

  /// The entries of PT_DYNAMIC; the last of each tag, and every DT_NEEDED.
  private struct DynamicTable {
    var values: [Int: Int] = [:]
    var needed: [Int] = []

    init(_ bytes: Bytes) {
      var p = 0
      while p + 16 <= bytes.count, case let tag = bytes.u64(p), tag != 0 {
        let value = bytes.u64(p + 8)
        if tag == 1 { needed.append(value) } else { values[tag] = value }
        p += 16
      }
    }
  }

  private static func strings(
    _ file: borrowing FileParts,
    _ map: AddressMap,
    _ table: DynamicTable
  ) throws(LoadError) -> Bytes {
    guard let address = table.values[5], let size = table.values[10] else { return Bytes([]) }
    return try file.read(map.offset(address), size, "string table")
  }

  private static func symbols(
    _ file: borrowing FileParts,
    _ map: AddressMap,
    _ table: DynamicTable,
    _ strings: Bytes
  ) throws(LoadError) -> [Symbol] {
    guard let address = table.values[6] else { return [] }
    let count = try symbolCount(file, map, table)
    let entries = try file.read(map.offset(address), count * 24, "symbol table")
    let taken = try addressTaken(file, map, table)
    var result: [Symbol] = []
    result.reserveCapacity(count)
    for i in 0..<count {
      let p = i * 24
      guard let name = strings.string(entries.u32(p)), !name.isEmpty else { continue }
      let binding = entries.u8(p + 4) >> 4
      guard binding == 1 || binding == 2 else { continue }
      result.append(
        Symbol(
          name: name,
          isDefined: entries.u16(p + 6) != 0,
          isWeak: binding == 2,
          isAddressTaken: taken.contains(i)
        )
      )
    }
    return result
  }

  /// The dynamic section does not say how many symbols there are; the hash tables do.
  private static func symbolCount(
    _ file: borrowing FileParts,
    _ map: AddressMap,
    _ table: DynamicTable
  ) throws(LoadError) -> Int {
    if let hash = table.values[4] {
      return try file.read(map.offset(hash), 8, "hash table").u32(4)
    }
    guard let hash = table.values[0x6fff_fef5] else { return 0 }
    let start = map.offset(hash)
    let head = try file.read(start, 16, "hash table")
    let buckets = head.u32(0)
    let firstHashed = head.u32(4)
    let chainStart = 16 + head.u32(8) * 8 + buckets * 4
    // The table's own size is not known: it ends with the chain of the last symbol, at the latest with its segment.
    let end = min(map.available(hash), max(file.size - start, 0))
    guard chainStart <= end else { throw LoadError("truncated or damaged ELF file (hash table)") }
    let heads = try file.read(start + chainStart - buckets * 4, buckets * 4, "hash table")
    var last = 0
    for i in 0..<buckets { last = max(last, heads.u32(i * 4)) }
    // A table without hashed symbols names only undefined ones: their number is where the hashed ones would start.
    if last < firstHashed { return firstHashed }
    var offset = chainStart + (last - firstHashed) * 4
    while offset + 4 <= end {
      let block = try file.read(start + offset, min(4096, (end - offset) & ~3), "hash table")
      for p in stride(from: 0, to: block.count, by: 4) {
        last += 1
        if block.u32(p) & 1 != 0 { return last }
      }
      offset += block.count
    }
    throw LoadError("truncated or damaged ELF file (hash table)")
  }

  /// The symbols that a relocation other than a call slot's names.
  private static func addressTaken(
    _ file: borrowing FileParts,
    _ map: AddressMap,
    _ table: DynamicTable
  ) throws(LoadError) -> Set<Int> {
    var taken: Set<Int> = []
    guard let address = table.values[7], let size = table.values[8], size > 0 else { return taken }
    let relocations = try file.read(map.offset(address), size, "relocations")
    for p in stride(from: 0, to: relocations.count - 23, by: 24) {
      let symbol = relocations.u32(p + 12)
      if symbol != 0 { taken.insert(symbol) }
    }
    return taken
  }
}
