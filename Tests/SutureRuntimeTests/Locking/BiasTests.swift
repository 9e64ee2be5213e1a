import SutureTestSupport
import Testing

@testable import SutureRuntime

/// Whether the list of `t` has an entry of `o` that is not set aside.
///
/// `t` is the calling thread or does not run.
func isHeld(_ o: ObjectPointer, by t: ThreadPointer) -> Bool {
  (0..<suture_held_count(t)).contains {
    suture_held_object(t, $0) == o && suture_held_state(t, $0) & SUTURE_HELD_ASIDE == 0
  }
}

/// Makes a list that is biased to the calling thread, where biases are to be had.
private func makeBiasedList() -> ObjectPointer {
  let t = suture_thread()
  if Bias.isAvailable { t.pointee.bias_birth = t.pointee.bias }
  return PyList_New(0)!
}

private let isGILMode: Bool = {
  Runtime.start()
  return Runtime.isGILMode
}()

private let biasIsAvailable: Bool = {
  Runtime.start()
  return Bias.isAvailable && !suture_counts_locks()
}()

private func word(_ o: ObjectPointer) -> UInt32 { suture_load_acquire_u32(suture_lock_word(o)) }

@Suite(
  "Biased locks",
  .enabled(if: biasIsAvailable, "there are no biases in this mode"),
  .serialized
)
struct BiasTests {
  private func makeList() -> ObjectPointer { Runtime.attached { makeBiasedList() } }
  private func drop(_ objects: ObjectPointer...) {
    Runtime.attached { for o in objects { Py_DecRef(o) } }
  }

  @Test("An object is born biased to its maker, whose locks leave the word alone")
  func bornBiased() {
    let list = makeList()
    Runtime.attached {
      let born = word(list)
      #expect(born == suture_thread().pointee.bias)
      for _ in 0..<3 { PyObject_Lock(list) }
      #expect(isHeld(list, by: suture_thread()) && word(list) == born)
      for _ in 0..<3 { PyObject_Unlock(list) }
      #expect(!isHeld(list, by: suture_thread()) && word(list) == born)
    }
    drop(list)
  }

  @Test("Another thread's lock revokes the bias for the object's life")
  func revoked() {
    nonisolated(unsafe) let list = makeList()
    runTogether(1) { _ in
      Runtime.attached {
        PyObject_Lock(list)
        #expect(word(list) == SUTURE_CONTENDED)
        PyObject_Unlock(list)
      }
    }
    #expect(word(list) == SUTURE_UNLOCKED)
    Runtime.attached {
      PyObject_Lock(list)
      #expect(word(list) == SUTURE_LOCKED)
      PyObject_Unlock(list)
    }
    drop(list)
  }

  @Test("The object of a thread that has ended is biased to nobody")
  func makerHasEnded() {
    nonisolated(unsafe) var made: ObjectPointer?
    runTogether(1) { _ in made = makeList() }
    let list = made!
    Runtime.attached {
      PyObject_Lock(list)
      #expect(isHeld(list, by: suture_thread()))
      PyObject_Unlock(list)
      #expect(word(list) == SUTURE_UNLOCKED)
    }
    drop(list)
  }

  /// The revoker gets in only when the maker has left all its nested entries, or has set them aside to wait.
  @Test("A revoker waits until the maker is outside", arguments: [false, true])
  func revokerWaits(setsAside: Bool) {
    nonisolated(unsafe) var made: ObjectPointer?
    nonisolated(unsafe) let stage = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    stage.initialize(to: 0)
    @Sendable func waitFor(_ wanted: UInt32) {
      while suture_load_acquire_u32(stage) < wanted { suture_cpu_relax() }
    }
    runTogether(2) { i in
      if i == 1 {
        waitFor(1)
        Runtime.attached {
          PyObject_Lock(made)
          suture_store_release_u32(stage, 2)
          PyObject_Unlock(made)
        }
        return
      }
      let list = makeList()
      made = list
      Runtime.attached {
        PyObject_Lock(list)
        PyObject_Lock(list)
        suture_store_release_u32(stage, 1)
        while word(list) != SUTURE_REVOKING { suture_cpu_relax() }
        PyObject_Unlock(list)
        #expect(word(list) == SUTURE_REVOKING, "the outer entry is left")
        #expect(suture_load_acquire_u32(stage) == 1)
        if setsAside {
          let t = PyEval_SaveThread()
          waitFor(2)
          PyEval_RestoreThread(t)
          #expect(isHeld(list, by: suture_thread()) && word(list) != SUTURE_UNLOCKED)
        }
        PyObject_Unlock(list)
      }
      waitFor(2)
    }
    #expect(word(made!) == SUTURE_UNLOCKED)
    stage.deallocate()
    drop(made!)
  }

  @Test("A thread whose objects are revoked again and again makes unbiased ones for a while")
  func pause() {
    runTogether(1) { _ in
      nonisolated(unsafe) let lists = (0..<8).map { _ in makeList() }
      let old = Runtime.attached { suture_thread().pointee.bias }
      runTogether(1) { _ in
        Runtime.attached { for list in lists { PyObject_Lock(list); PyObject_Unlock(list) } }
      }
      Runtime.attached {
        let t = suture_thread()
        #expect(t.pointee.bias != old && t.pointee.bias_birth == SUTURE_UNLOCKED)
        let list = PyList_New(0)!
        #expect(word(list) == SUTURE_UNLOCKED)
        let pause = t.pointee.bias_pause
        for _ in 0..<pause { PyObject_Lock(list); PyObject_Unlock(list) }
        #expect(t.pointee.bias_birth == t.pointee.bias, "it has paid for the revocations")
        Py_DecRef(list)
        for list in lists { Py_DecRef(list) }
      }
    }
  }

  @Test("A thread changes its bias when it holds no lock")
  func pauseWithLock() {
    runTogether(1) { _ in
      nonisolated(unsafe) let lists = (0..<8).map { _ in makeList() }
      let held = makeList()
      Runtime.attached {
        let t = suture_thread()
        let old = t.pointee.bias
        PyObject_Lock(held)
        runTogether(1) { _ in
          Runtime.attached { for list in lists { PyObject_Lock(list); PyObject_Unlock(list) } }
        }
        Thread.safepoint()
        #expect(t.pointee.bias == old)
        PyObject_Unlock(held)
        Thread.safepoint()
        #expect(t.pointee.bias != old)
        for list in lists + [held] { Py_DecRef(list) }
      }
    }
  }

  @Test("More locks than the list has room for are held, and given up")
  func manyLocks() {
    let lists = (0..<100).map { _ in makeList() }
    Runtime.attached {
      for list in lists { PyObject_Lock(list) }
      #expect(lists.allSatisfy { isHeld($0, by: suture_thread()) })
      for list in lists.reversed() { PyObject_Unlock(list) }
      #expect(suture_held_count(suture_thread()) == 0)
      for list in lists { Py_DecRef(list) }
    }
  }
}

@Suite("Biased locks: Stress", .disabled(if: isGILMode, "one lock for all"), .serialized)
struct BiasStressTests {
  /// The maker works with its bias until the others come, each at another moment of its work.
  @Test("No increment is lost when the bias is revoked in the middle", arguments: [2, 8])
  func revocationInTheMiddle(threads: Int) {
    for round in 0..<40 {
      nonisolated(unsafe) var made: ObjectPointer?
      nonisolated(unsafe) let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
      count.initialize(to: 0)
      nonisolated(unsafe) let ready = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
      ready.initialize(to: 0)
      runTogether(threads) { i in
        Runtime.attached {
          if i == 0 {
            made = makeBiasedList()
            suture_store_release_u32(ready, 1)
          }
          while suture_load_acquire_u32(ready) == 0 { suture_cpu_relax() }
          let list = made!
          if i > 0 { for _ in 0..<(round * i * 50) { suture_cpu_relax() } }
          for n in 0..<2000 {
            PyObject_Lock(list)
            if n % 64 == 0 { PyObject_Lock(list) }
            count.pointee += 1
            if n % 64 == 0 { PyObject_Unlock(list) }
            PyObject_Unlock(list)
            if n % 512 == 511 { PyEval_RestoreThread(PyEval_SaveThread()) }
          }
        }
      }
      #expect(count.pointee == threads * 2000)
      count.deallocate()
      ready.deallocate()
      Runtime.attached { Py_DecRef(made) }
    }
  }

  @Test("Objects handed from thread to thread are locked by one at a time", arguments: [2, 4])
  func handedOn(threads: Int) {
    let total = 4000
    nonisolated(unsafe) let lists = UnsafeMutablePointer<ObjectPointer?>.allocate(capacity: total)
    nonisolated(unsafe) let sums = UnsafeMutablePointer<Int>.allocate(capacity: total)
    lists.initialize(repeating: nil, count: total)
    sums.initialize(repeating: 0, count: total)
    runTogether(threads) { i in
      Runtime.attached {
        for n in stride(from: i, to: total, by: threads) { lists[n] = PyList_New(0) }
      }
    }
    runTogether(threads) { i in
      Runtime.attached {
        for k in 0..<total {
          let n = (k + i * 977) % total
          PyObject_Lock(lists[n])
          sums[n] += 1
          PyObject_Unlock(lists[n])
        }
      }
    }
    #expect((0..<total).allSatisfy { sums[$0] == threads })
    Runtime.attached { for n in 0..<total { Py_DecRef(lists[n]) } }
    lists.deallocate()
    sums.deallocate()
  }
}
