import Testing

@testable import SutureRuntime

let pycapsuleCases: [APICase] = []
