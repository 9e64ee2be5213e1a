import Testing

@testable import SutureRuntime

let bytearrayobjectCases: [APICase] = []
