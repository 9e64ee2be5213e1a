import Testing

@testable import SutureRuntime

let pyerrorsCases: [APICase] = []
