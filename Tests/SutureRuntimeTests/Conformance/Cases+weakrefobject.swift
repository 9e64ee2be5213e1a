import Testing

@testable import SutureRuntime

let weakrefobjectCases: [APICase] = []
