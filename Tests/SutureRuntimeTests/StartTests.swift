import Testing

@testable import SutureRuntime

@Test func theRuntimeStarts() { Runtime.start() }
