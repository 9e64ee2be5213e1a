import Testing

@testable import SutureRuntime

let setobjectCases: [APICase] = []
