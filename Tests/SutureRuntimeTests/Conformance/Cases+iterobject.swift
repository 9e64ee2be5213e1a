import Testing

@testable import SutureRuntime

let iterobjectCases: [APICase] = []
