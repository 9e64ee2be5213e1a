import Testing

@testable import SutureRuntime

let initconfigCases: [APICase] = []
