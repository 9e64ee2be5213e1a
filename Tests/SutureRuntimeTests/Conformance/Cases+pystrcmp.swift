import Testing

@testable import SutureRuntime

let pystrcmpCases: [APICase] = []
