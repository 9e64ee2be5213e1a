import SutureSync
import Testing

@testable import SutureRuntime

#if DEBUG
@Suite("Mutex") struct MutexTests {
  @Test("A thread that makes an object while it holds a mutex ends a debug build (W4)")
  func leaf() async {
    await #expect(processExitsWith: .failure) {
      Runtime.start()
      Runtime.attached {
        let mutex = Mutex()
        mutex.lock()
        _ = PyTuple_New(2)
      }
    }
    await #expect(processExitsWith: .success) {
      Runtime.start()
      Runtime.attached {
        let mutex = Mutex()
        mutex.lock()
        mutex.unlock()
        _ = PyTuple_New(2)
      }
    }
  }
}
#endif
