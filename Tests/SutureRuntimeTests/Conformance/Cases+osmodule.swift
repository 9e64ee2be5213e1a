import Testing

@testable import SutureRuntime

let osmoduleCases: [APICase] = []
