import SutureSync
import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// GIL-free threads beside a legacy call that computes without an API call: Tests/Extensions/cruncher.c.
@Suite("Beside a long legacy call", .serialized) struct BesideLegacyTests {
  /// Runs `body` on a thread in free mode while another computes in a legacy call.
  private func besideCruncher(_ body: @escaping @Sendable (_ module: ObjectPointer) -> Void) throws
  {
    nonisolated(unsafe) let module = try CompiledExtension.module("Tests/Extensions/cruncher.c")
    nonisolated(unsafe) let word = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    word.initialize(to: 0)
    defer { word.deallocate() }
    runTogether(2) { i in
      Runtime.attached {
        if i == 0 {
          let crunch = PyObject_GetAttrString(module, "crunch")
          let address = PyLong_FromSize_t(Int(bitPattern: word))
          let result = PyObject_CallOneArg(crunch, address)
          for o in [result, address, crunch] { Py_DecRef(o) }
        } else {
          while suture_load_acquire_u32(word) == 0 { usleep(100) }
          body(module)
          suture_store_release_u32(word, 2)
        }
      }
    }
  }

  /// A list that holds itself, which only a collection frees.
  private func makeCycle(_ copy: ObjectPointer?) {
    let list = PyObject_CallNoArgs(copy)
    PyList_Append(list, list)
    Py_DecRef(list)
  }

  /// `[].copy`, a C function: its calls are safepoints.
  private func emptyCopy() -> ObjectPointer? {
    let list = PyList_New(0)
    defer { Py_DecRef(list) }
    return PyObject_GetAttrString(list, "copy")
  }

  @Test("A thread that makes containers does not wait for it", .disabled(if: Runtime.isGILMode))
  func containers() throws {
    let count = 20 * Int(Collector.threshold)
    Runtime.attached { _ = PyGC_Collect() }
    try besideCruncher { _ in
      let copy = emptyCopy()
      for _ in 0..<count { makeCycle(copy) }
      Py_DecRef(copy)
    }
    Runtime.attached { #expect(PyGC_Collect() > count - 2 * Int(Collector.threshold)) }
  }

  @Test(
    "A collection that was postponed is the holder's at its next call",
    .disabled(if: Runtime.isGILMode)
  )
  func holderCollects() {
    Runtime.attached {
      let entry = LegacyLock.enter()
      defer { LegacyLock.leave(entry) }
      let copy = emptyCopy()
      _ = PyGC_Collect()
      let before = Statistics.pauses.count
      runTogether(1) { _ in
        Runtime.attached {
          let copy = emptyCopy()
          for _ in 0..<2 * Int(Collector.threshold) { makeCycle(copy) }
          Py_DecRef(copy)
        }
      }
      #expect(Statistics.pauses.count == before, "the lock was not to be had")
      Py_DecRef(PyObject_CallNoArgs(copy))
      #expect(Statistics.pauses.count == before + 1)
      Py_DecRef(copy)
    }
  }

  @Test(
    "Beyond the limit of the reclaim queue a thread goes on, a millisecond for each instance",
    .disabled(if: Runtime.isGILMode)
  )
  func backpressure() throws {
    let limit = LegacyLock.queueLimit
    LegacyLock.queueLimit = 1 << 20
    defer { LegacyLock.queueLimit = limit }
    try besideCruncher { module in
      let type = PyObject_GetAttrString(module, "Seen")
      while Statistics.reclaimQueueBytes <= 1 << 20 { Py_DecRef(PyObject_CallNoArgs(type)) }
      let (length, start) = (Statistics.reclaimQueueLength, monotonicNanoseconds())
      for _ in 0..<50 { Py_DecRef(PyObject_CallNoArgs(type)) }
      #expect(monotonicNanoseconds() - start > 45_000_000)
      #expect(Statistics.reclaimQueueLength == length + 50)
      Py_DecRef(type)
    }
    #expect(Statistics.reclaimQueueLength == 0)
    #expect(Statistics.reclaimQueueBytes == 0)
  }

  @Test("Nobody waits for ever, and nothing is lost, where all wait for a time")
  func stress() throws {
    let limit = LegacyLock.queueLimit
    LegacyLock.queueLimit = 200
    defer { LegacyLock.queueLimit = limit }
    nonisolated(unsafe) let module = try CompiledExtension.module("Tests/Extensions/cruncher.c")
    @Sendable func callLegacy() {
      let crunch = PyObject_GetAttrString(module, "nap")
      Py_DecRef(PyObject_CallNoArgs(crunch))
      Py_DecRef(crunch)
    }
    runTogether(4) { i in
      Runtime.attached {
        let type = PyObject_GetAttrString(module, "Seen")
        let copy = emptyCopy()
        for k in 0..<1500 {
          if i == 0 || k % 100 == 0 { callLegacy() }
          Py_DecRef(PyObject_CallNoArgs(type))
          for _ in 0..<10 { makeCycle(copy) }
          if i == 1, k % 500 == 0 { _ = PyGC_Collect() }
        }
        Py_DecRef(copy)
        Py_DecRef(type)
      }
    }
    Runtime.attached { callLegacy() }
    #expect(Statistics.reclaimQueueLength == 0)
  }
}
