import Testing

@testable import SutureRuntime

let fileobjectCases: [APICase] = []
