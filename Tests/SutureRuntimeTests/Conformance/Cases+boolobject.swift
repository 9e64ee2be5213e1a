import Testing

@testable import SutureRuntime

let boolobjectCases: [APICase] = []
