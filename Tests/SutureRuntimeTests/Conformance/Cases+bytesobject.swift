import Testing

@testable import SutureRuntime

let bytesobjectCases: [APICase] = []
