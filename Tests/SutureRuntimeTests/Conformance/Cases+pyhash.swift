import Testing

@testable import SutureRuntime

let pyhashCases: [APICase] = []
