import Testing

@testable import SutureRuntime

let objectCases: [APICase] = []
