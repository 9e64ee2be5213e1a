import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The bytes of this process that are in memory.
private func residentBytes() -> Int {
  var line = [UInt8](repeating: 0, count: 128)
  let file = open("/proc/self/statm", O_RDONLY)
  defer { close(file) }
  let length = read(file, &line, line.count)
  let words = String(decoding: line.prefix(max(0, length)), as: UTF8.self).split(separator: " ")
  return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * Int(getpagesize())
}

/// How often this process has needed a page that the system had to find.
private func pageFaults() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_minflt
}

/// A sanitizer has memory of its own for what the process once used, and does not give it back.
private let canMeasure =
  Freelists.limit != 0 && residentBytes() != 0 && dlsym(nil, "__tsan_init") == nil

@Suite("Giving memory back", .serialized) struct GivingBackTests {
  private typealias Blocks = UnsafeMutablePointer<UnsafeMutableRawPointer?>

  @Test(
    "A million objects that were freed and collected are no memory of the process any more",
    .enabled(if: canMeasure)
  )
  func millionObjects() throws {
    try Runtime.attached {
      _ = PyGC_Collect()
      let before = residentBytes()
      let list = try #require(PyList_New(0))
      for i in 0..<1_000_000 {
        let o = PyFloat_FromDouble(Double(i) + 0.5)
        PyList_Append(list, o)
        Py_DecRef(o)
      }
      let peak = residentBytes() - before
      #expect(peak > 32 << 20, "a float and its item are 40 bytes at least")
      // Nothing is given back in the second after such memory was needed again.
      usleep(1_100_000)
      PyList_SetSlice(list, 0, Int.max, nil)
      #expect(residentBytes() - before < peak / 2, "without a collection")
      _ = PyGC_Collect()
      #expect(residentBytes() - before < peak / 10)
      for i in 0..<1_000_000 {
        let o = PyFloat_FromDouble(Double(i) + 0.5)
        PyList_Append(list, o)
        Py_DecRef(o)
      }
      let isRight = (0..<1_000_000).allSatisfy {
        PyFloat_AsDouble(PyList_GetItem(list, $0)) == Double($0) + 0.5
      }
      #expect(isRight)
      Py_DecRef(list)
      _ = PyGC_Collect()
    }
  }

  @Test(
    "A program that collects again and again keeps the pages that it uses",
    .enabled(if: canMeasure)
  )
  func collectingOften() {
    Runtime.attached {
      let count = 30_000
      let blocks = Blocks.allocate(capacity: count)
      defer { blocks.deallocate() }
      let round = {
        for i in 0..<count {
          blocks[i] = PyMem_Malloc(496)
          memset(blocks[i]!, 1, 496)
        }
        for i in 0..<count { PyMem_Free(blocks[i]) }
        _ = PyGC_Collect()
      }
      // The first collection gives the pages back; the second finds that they were needed again.
      round()
      round()
      let before = pageFaults()
      for _ in 0..<20 { round() }
      // That of one round is given back once in a second.
      let pages = count * 496 / Int(getpagesize())
      #expect(pageFaults() - before < 10 * pages)
    }
  }

  /// The last that a thread frees stay on its lists: 512 of them, each in a run of its own.
  @Test("A collection gives back what idle threads keep for themselves", .enabled(if: canMeasure))
  func idleThreads() {
    Runtime.start()
    let count = 30_000
    nonisolated(unsafe) let blocks = Blocks.allocate(capacity: count)
    defer { blocks.deallocate() }
    Runtime.attached { _ = PyGC_Collect() }
    let before = residentBytes()
    runTogether(1) { _ in
      Runtime.attached {
        for i in 0..<count {
          blocks[i] = PyMem_Malloc(496)
          memset(blocks[i]!, 1, 496)
        }
        let peak = residentBytes() - before
        for i in 0..<count { PyMem_Free(blocks[i * 17 % count]) }
        // Of what the first collection gave back, nothing would go again within a second.
        usleep(1_100_000)
        let t = Thread.detach()
        runTogether(1) { _ in Runtime.attached { _ = PyGC_Collect() } }
        Thread.reattach(t)
        // 2.5 MiB would be kept.
        #expect(residentBytes() - before < peak / 10)
      }
    }
  }

  @Test("Blocks in use keep their bytes while others are given back")
  func neighbours() {
    Runtime.start()
    nonisolated(unsafe) let broken = UnsafeMutablePointer<Int>.allocate(capacity: 4)
    broken.initialize(repeating: 0, count: 4)
    defer { broken.deallocate() }
    runTogether(4) { i in
      Runtime.attached {
        if i == 3 {
          for _ in 0..<60 { _ = PyGC_Collect() }
          return
        }
        var state = UInt32(i + 1)
        var blocks: [(block: UnsafeMutableRawPointer, size: Int, seed: UInt8)] = []
        for round in 0..<12 {
          while blocks.count < 8000 {
            state = state &* 1_664_525 &+ 1_013_904_223
            let size = 1 + Int(state >> 8) % 490
            let block = PyMem_Malloc(size)!
            memset(block, Int32(state >> 24), size)
            blocks.append((block, size, UInt8(state >> 24)))
          }
          // Whole runs and single blocks, by turns.
          let kept = round % 2 == 0 ? 500 : 50
          for (k, (block, size, seed)) in blocks.enumerated() {
            let bytes = UnsafeRawBufferPointer(start: block, count: size)
            if !bytes.allSatisfy({ $0 == seed }) { broken[i] += 1 }
            if k % 1000 >= kept { PyMem_Free(block) }
          }
          blocks = blocks.enumerated().filter { $0.offset % 1000 < kept }.map(\.element)
          Thread.reattach(Thread.detach())
        }
        for (block, _, _) in blocks { PyMem_Free(block) }
      }
    }
    #expect((0..<4).allSatisfy { broken[$0] == 0 })
  }
}
