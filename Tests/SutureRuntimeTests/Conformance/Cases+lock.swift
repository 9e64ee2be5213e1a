import Testing

@testable import SutureRuntime

let lockCases: [APICase] = [
  APICase("PyMutex_Lock", "PyMutex_Unlock") { _ in
    #expect(MemoryLayout<PyMutex>.size == 1)
    var mutex = PyMutex()
    for _ in 0..<2 {
      PyMutex_Lock(&mutex)
      #expect(mutex._bits == 1)
      PyMutex_Unlock(&mutex)
      #expect(mutex._bits == 0)
    }
  }
]
