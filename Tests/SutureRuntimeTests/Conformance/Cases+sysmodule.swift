import Testing

@testable import SutureRuntime

let sysmoduleCases: [APICase] = []
