import Testing

@testable import SutureRuntime

let complexobjectCases: [APICase] = []
