import Testing

@testable import SutureRuntime

let pybufferCases: [APICase] = []
