import Testing

@testable import SutureRuntime

let dictobjectCases: [APICase] = []
