import Testing

@testable import SutureRuntime

let longobjectCases: [APICase] = []
