import Testing

@testable import SutureRuntime

let modsupportCases: [APICase] = []
