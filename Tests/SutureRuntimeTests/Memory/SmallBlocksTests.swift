import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Small blocks", .serialized) struct SmallBlocksTests {
  /// Bytes that tell a block from others.
  private static func fill(_ block: UnsafeMutableRawPointer, _ size: Int, _ seed: Int) {
    memset(block, Int32(seed & 0xFF), size)
  }

  private static func holds(_ block: UnsafeMutableRawPointer, _ size: Int, _ seed: Int) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: block, count: size)
    return bytes.allSatisfy { $0 == UInt8(seed & 0xFF) }
  }

  @Test(
    "PyMem_Realloc keeps the bytes, over every border between sizes",
    arguments: [1, 15, 16, 17, 100, 480, 496, 497, 512, 2000, 100_000]
  )
  func resizing(size: Int) {
    Runtime.attached {
      for next in [1, 16, 17, 33, 250, 496, 497, 513, 5000] {
        let block = PyMem_Malloc(size)!
        Self.fill(block, size, 7)
        let moved = PyMem_Realloc(block, next)!
        #expect(Self.holds(moved, min(size, next), 7), "\(size) to \(next)")
        Self.fill(moved, next, 9)
        PyMem_Free(moved)
      }
    }
  }

  @Test("Blocks of several threads do not overlap, and are aligned for any type")
  func disjoint() {
    Runtime.start()
    nonisolated(unsafe) let broken = UnsafeMutablePointer<Int>.allocate(capacity: 4)
    broken.initialize(repeating: 0, count: 4)
    defer { broken.deallocate() }
    runTogether(4) { i in
      Runtime.attached {
        var blocks: [(UnsafeMutableRawPointer, Int, Int)] = []
        for k in 0..<6000 {
          let size = 1 + (k * 37 + i * 11) % 600
          let block = PyMem_Malloc(size)!
          if UInt(bitPattern: block) % 16 != 0 { broken[i] += 1 }
          Self.fill(block, size, k + i)
          blocks.append((block, size, k + i))
          guard k % 3 == 0 else { continue }
          let (old, length, seed) = blocks.remove(at: (k * 31) % blocks.count)
          if !Self.holds(old, length, seed) { broken[i] += 1 }
          PyMem_Free(old)
        }
        for (block, size, seed) in blocks {
          if !Self.holds(block, size, seed) { broken[i] += 1 }
          PyMem_Free(block)
        }
      }
    }
    #expect((0..<4).allSatisfy { broken[$0] == 0 })
  }

  @Test("What one thread makes and another frees is used again")
  func returned() {
    Runtime.start()
    nonisolated(unsafe) let blocks = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
      capacity: 5000
    )
    defer { blocks.deallocate() }
    func pass() {
      runTogether(1) { _ in
        Runtime.attached { for i in 0..<5000 { blocks[i] = PyMem_Malloc(200) } }
      }
      runTogether(1) { _ in Runtime.attached { for i in 0..<5000 { PyMem_Free(blocks[i]) } } }
    }
    pass()
    let before = SmallBlocks.reservedBytes
    for _ in 0..<20 { pass() }
    // 20 passes over a megabyte; the lists of threads may hold a span or two back.
    #expect(SmallBlocks.reservedBytes - before < 500_000)
  }
}
