import Testing

@testable import SutureRuntime

let structseqCases: [APICase] = []
