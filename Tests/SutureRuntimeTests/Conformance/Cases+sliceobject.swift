import Testing

@testable import SutureRuntime

let sliceobjectCases: [APICase] = []
