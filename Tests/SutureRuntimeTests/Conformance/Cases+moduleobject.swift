import Testing

@testable import SutureRuntime

let moduleobjectCases: [APICase] = []
