import CSuture
import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("What threads share of a module") struct SharedObjectsTests {
  @Test(
    "A heap type and its descriptors are immortal once the module is there: no thread counts them",
    .disabled(if: Runtime.isGILMode),
    arguments: [
      ("boxtype", "Box", ["number", "double", "next", "__len__"]),
      ("gctypes", "Node", ["ref", "hook"]),
    ]
  )
  func descriptors(module: String, type: String, names: [String]) throws {
    let module = try CompiledExtension.module("Tests/Extensions/\(module).c")
    try Runtime.attached {
      let type = try #require(PyObject_GetAttrString(module, type))
      #expect(suture_is_immortal(type))
      for name in names {
        let descriptor = try #require(PyObject_GetAttrString(type, name), "\(name)")
        #expect(suture_is_immortal(descriptor), "\(name)")
      }
    }
  }
}
