import Testing

@testable import SutureRuntime

let floatobjectCases: [APICase] = []
