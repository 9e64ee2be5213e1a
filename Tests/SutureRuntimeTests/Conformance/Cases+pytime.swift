import Testing

@testable import SutureRuntime

let pytimeCases: [APICase] = []
