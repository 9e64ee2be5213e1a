import Testing

@testable import SutureRuntime

let pythonrunCases: [APICase] = []
