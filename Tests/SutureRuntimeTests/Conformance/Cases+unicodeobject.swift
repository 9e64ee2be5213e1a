import Testing

@testable import SutureRuntime

let unicodeobjectCases: [APICase] = []
