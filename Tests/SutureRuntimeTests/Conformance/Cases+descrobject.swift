import Testing

@testable import SutureRuntime

let descrobjectCases: [APICase] = []
