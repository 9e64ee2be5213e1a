import Testing

@testable import SutureRuntime

let tracemallocCases: [APICase] = [
  APICase("PyTraceMalloc_Track", "PyTraceMalloc_Untrack") { _ in
    #expect(PyTraceMalloc_Track(0, 1, 3) == -2)
    #expect(PyTraceMalloc_Untrack(0, 1) == -2)
  }
]
