import Testing

@testable import SutureRuntime

let memoryobjectCases: [APICase] = []
