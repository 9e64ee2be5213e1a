import Testing

@testable import SutureRuntime

let codecsCases: [APICase] = []
