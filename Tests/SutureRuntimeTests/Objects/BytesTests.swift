import Testing

@testable import SutureRuntime

@Suite("bytesobject.h") struct BytesTests {
  @Test("the empty and the one-byte bytes objects are shared")
  func singletons() {
    Runtime.attached {
      #expect(PyBytes_FromStringAndSize("a", 1) == PyBytes_FromString("a"))
      #expect(PyBytes_FromString("") == PyBytes_FromStringAndSize(nil, 0))
    }
  }
}
