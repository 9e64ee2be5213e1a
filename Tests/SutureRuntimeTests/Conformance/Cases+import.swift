import Testing

@testable import SutureRuntime

let importCases: [APICase] = []
