import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Strings that threads share") struct StrRaceTests {
  /// What each thread found, by thread and name.
  private final class Findings: @unchecked Sendable {
    let found: UnsafeMutablePointer<UInt>
    init(_ n: Int) {
      found = .allocate(capacity: n)
      found.initialize(repeating: 0, count: n)
    }
    deinit { found.deallocate() }
  }

  @Test("Threads that intern one text get one object")
  func interning() {
    Runtime.start()
    let (threads, names) = (4, 500)
    let findings = Findings(threads * names)
    runTogether(threads) { thread in
      Runtime.attached {
        for i in 0..<names {
          var slot: ObjectPointer? = Py.str("race name \(i)")
          PyUnicode_InternInPlace(&slot)
          findings.found[thread * names + i] = UInt(bitPattern: slot!)
          suture_decref(slot!)
        }
      }
    }
    for i in 0..<names {
      for thread in 1..<threads {
        let same = findings.found[thread * names + i] == findings.found[i]
        #expect(same)
      }
    }
  }

  @Test("Threads that ask for a text's UTF-8 get one copy")
  func utf8() {
    Runtime.start()
    let (threads, rounds) = (4, 200)
    let findings = Findings(threads * rounds)
    nonisolated(unsafe) var strs: [ObjectPointer] = []
    Runtime.attached { for i in 0..<rounds { strs.append(Py.str("\u{e9}\(i)")) } }
    runTogether(threads) { thread in
      Runtime.attached {
        for i in 0..<rounds {
          var n = 0
          let p = PyUnicode_AsUTF8AndSize(strs[i], &n)
          findings.found[thread * rounds + i] = UInt(bitPattern: p)
        }
      }
    }
    for i in 0..<rounds {
      for thread in 1..<threads {
        let same = findings.found[thread * rounds + i] == findings.found[i]
        #expect(same)
      }
    }
    Runtime.attached { for str in strs { suture_decref(str) } }
  }
}
