import Testing

@testable import SutureRuntime

let fileutilsCases: [APICase] = []
