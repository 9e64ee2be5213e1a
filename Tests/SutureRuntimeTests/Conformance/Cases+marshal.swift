import Testing

@testable import SutureRuntime

let marshalCases: [APICase] = []
