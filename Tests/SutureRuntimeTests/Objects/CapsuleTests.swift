import Testing

@testable import SutureRuntime

nonisolated(unsafe) private var destroyed: [UnsafeMutableRawPointer?] = []

@c func suture_test_destroy(_ capsule: ObjectPointer?) {
  destroyed.append(PyCapsule_GetPointer(capsule, "test.name"))
}

@Suite("pycapsule.h") struct CapsuleTests {
  @Test("The destructor runs once, with the capsule still readable")
  func destructor() {
    Runtime.attached {
      let pointer = UnsafeMutableRawPointer(bitPattern: 0x1234)!
      "test.name".withCString { name in
        let capsule = PyCapsule_New(pointer, name, suture_test_destroy)!
        #expect(PyCapsule_IsValid(capsule, name) == 1)
        #expect(PyCapsule_IsValid(capsule, "other") == 0)
        #expect(PyCapsule_GetPointer(capsule, "other") == nil)
        #expect(Py.raised() == "ValueError: PyCapsule_GetPointer called with incorrect name")
        #expect(PyCapsule_SetContext(capsule, pointer) == 0)
        #expect(PyCapsule_GetContext(capsule) == pointer)
        suture_decref(capsule)
      }
      #expect(destroyed == [pointer])
    }
  }

  @Test("What is no capsule is refused in the name of the function")
  func invalid() {
    Runtime.attached {
      let number = Py.int(1)
      #expect(PyCapsule_New(nil, nil, nil) == nil)
      #expect(Py.raised() == "ValueError: PyCapsule_New called with null pointer")
      #expect(PyCapsule_GetName(number) == nil)
      #expect(Py.raised() == "ValueError: PyCapsule_GetName called with invalid PyCapsule object")
      #expect(PyCapsule_SetPointer(number, nil) == -1)
      #expect(
        Py.raised() == "ValueError: PyCapsule_SetPointer called with invalid PyCapsule object"
      )
      #expect(PyCapsule_Import("no_such_module.name", 0) == nil)
      #expect(
        Py.raised() == "ImportError: PyCapsule_Import could not import module \"no_such_module\""
      )
    }
  }
}
