import Testing

@testable import SutureRuntime

let pylifecycleCases: [APICase] = []
