import Testing

@testable import SutureRuntime

let warningsCases: [APICase] = []
