import Testing

@testable import SutureRuntime

let tracebackCases: [APICase] = []
