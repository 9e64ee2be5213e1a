import Testing

@testable import SutureRuntime

let pystrtodCases: [APICase] = []
