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

  @Test(
    "What is freed as a smaller block than it was made is used again as what it was",
    .disabled(if: Freelists.limit == 0, "every block is malloc's")
  )
  func shrunk() {
    Runtime.start()
    nonisolated(unsafe) let list = Runtime.attached { PyList_New(0) }
    func pass() {
      runTogether(1) { _ in
        Runtime.attached {
          // An int of many digits that lie in one, with room for all.
          let one = PyLong_FromLong(1)
          let shift = PyLong_FromLong(2000)
          let big = PyNumber_Lshift(one, shift)
          for i in 1000..<3000 {
            let small = PyLong_FromLong(i)
            let sum = PyNumber_Add(big, small)
            let difference = PyNumber_Subtract(sum, big)
            PyList_Append(list, difference)
            for o in [small, sum, difference] { Py_DecRef(o) }
          }
          for o in [one, shift, big] { Py_DecRef(o) }
          PyList_SetSlice(list, 0, 2000, nil)
        }
      }
    }
    pass()
    let before = SmallBlocks.reservedBytes
    for _ in 0..<10 { pass() }
    #expect(SmallBlocks.reservedBytes - before < 1_000_000)
    Runtime.attached { Py_DecRef(list) }
  }

  /// Every other block is freed first, so that the older half of each list is not one end of the memory.
  @Test("Threads that take blocks which another freed share no cache line")
  func linesAreNotShared() {
    Runtime.start()
    let count = 1000
    nonisolated(unsafe) let blocks = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
      capacity: 2 * count
    )
    defer { blocks.deallocate() }
    nonisolated(unsafe) let done = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    done.initialize(to: 0)
    defer { done.deallocate() }
    let order =
      Array(stride(from: 0, to: 2 * count, by: 2)) + Array(stride(from: 1, to: 2 * count, by: 2))
    runTogether(1) { _ in
      Runtime.attached {
        for i in 0..<2 * count { blocks[i] = PyMem_Malloc(32) }
        for i in order { PyMem_Free(blocks[i]) }
      }
    }
    runTogether(2) { i in
      Runtime.attached {
        for k in 0..<count { blocks[i * count + k] = PyMem_Malloc(32) }
        // Neither gives the rest of its last run to the other.
        _ = suture_or_acq_rel_u32(done, 1 << UInt32(i))
        while suture_load_acquire_u32(done) != 3 { suture_cpu_relax() }
      }
    }
    let lines = (0..<2).map { i in
      Set((0..<count).map { UInt(bitPattern: blocks[i * count + $0]) / 64 })
    }
    // A batch of small runs may share its few lines with what is in use elsewhere.
    #expect(lines[0].intersection(lines[1]).count < 8)
    Runtime.attached { for i in 0..<2 * count { PyMem_Free(blocks[i]) } }
  }

  @Test(
    "Blocks that came back in any order go out by address",
    .disabled(if: Freelists.limit == 0, "every block is malloc's")
  )
  func ordered() {
    Runtime.start()
    let count = 5000
    nonisolated(unsafe) let blocks = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(
      capacity: count
    )
    defer { blocks.deallocate() }
    // A thread's own list would keep what it frees; another thread's is empty.
    runTogether(1) { _ in
      Runtime.attached { for i in 0..<count { blocks[i] = PyMem_Malloc(200)! } }
    }
    runTogether(1) { _ in
      Runtime.attached { for i in 0..<count { PyMem_Free(blocks[i * 1777 % count]) } }
    }
    runTogether(1) { _ in
      Runtime.attached { for i in 0..<count { blocks[i] = PyMem_Malloc(200)! } }
    }
    let next = (1..<count).filter { blocks[$0] - blocks[$0 - 1] == 224 }
    #expect(next.count > count * 9 / 10)
    runTogether(1) { _ in Runtime.attached { for i in 0..<count { PyMem_Free(blocks[i]) } } }
  }
}
