import Testing

@testable import SutureRuntime

let genericaliasobjectCases: [APICase] = []
