import Testing

@testable import SutureRuntime

let methodobjectCases: [APICase] = []
