import Testing

@testable import SutureRuntime

let tupleobjectCases: [APICase] = []
