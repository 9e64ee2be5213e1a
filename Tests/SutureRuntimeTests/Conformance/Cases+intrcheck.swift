import Testing

@testable import SutureRuntime

let intrcheckCases: [APICase] = []
