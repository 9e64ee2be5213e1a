import Testing

@testable import SutureRuntime

let pyframeCases: [APICase] = []
