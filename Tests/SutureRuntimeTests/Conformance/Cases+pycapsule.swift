import Testing

@testable import SutureRuntime

nonisolated(unsafe) private var destroyed: [String] = []

/// Notes which capsule dies, and that it can still be read.
@c func suture_case_destroy(_ capsule: ObjectPointer?) {
  let pointer = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule))
  destroyed.append(String(UInt(bitPattern: pointer), radix: 16))
}

@c func suture_case_traverse(
  _ capsule: ObjectPointer?,
  _ visit: visitproc?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 { 0 }
@c func suture_case_clear(_ capsule: ObjectPointer?) -> Int32 { 0 }

nonisolated(unsafe) private let address = UnsafeMutableRawPointer(bitPattern: 0x1234)!
nonisolated(unsafe) private let other = UnsafeMutableRawPointer(bitPattern: 0x5678)!

private func invalid(_ function: String) -> String {
  "ValueError: \(function) called with invalid PyCapsule object"
}

/// Checks a function that returns a pointer: NULL, with this exception.
private func expectNull(
  _ error: String?,
  _ result: UnsafeRawPointer?,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result == nil, sourceLocation: sourceLocation)
  #expect(takeError() == error, sourceLocation: sourceLocation)
}

let pycapsuleCases: [APICase] = [
  APICase("PyCapsule_New", "PyCapsule_GetPointer", "PyCapsule_GetName", "PyCapsule_IsValid") { w in
    let (name, same) = (forever("module.name"), forever("module.name"))
    let capsule = PyCapsule_New(address, name, nil)
    #expect(PyCapsule_GetName(capsule) == name, "not copied")
    #expect(PyCapsule_GetPointer(capsule, name) == address)
    #expect(PyCapsule_GetPointer(capsule, same) == address, "equal text is enough")
    #expect(PyCapsule_IsValid(capsule, same) == 1)
    let nameless = PyCapsule_New(address, nil, nil)
    expectNull(nil, PyCapsule_GetName(nameless))
    #expect(PyCapsule_GetPointer(nameless, nil) == address && PyCapsule_IsValid(nameless, nil) == 1)
    let incorrect = "ValueError: PyCapsule_GetPointer called with incorrect name"
    for (capsule, name) in [(capsule, "other"), (capsule, nil), (nameless, "module.name")] {
      expectNull(incorrect, PyCapsule_GetPointer(capsule, name))
      #expect(PyCapsule_IsValid(capsule, name) == 0 && takeError() == nil)
    }
    drop(capsule, nameless)
    expectError(
      "ValueError: PyCapsule_New called with null pointer",
      PyCapsule_New(nil, name, nil)
    )
    for o in [nil, w.object] {
      expectNull(invalid("PyCapsule_GetPointer"), PyCapsule_GetPointer(o, nil))
      expectNull(invalid("PyCapsule_GetName"), PyCapsule_GetName(o))
      #expect(PyCapsule_IsValid(o, nil) == 0 && takeError() == nil)
    }
  },
  APICase("PyCapsule_GetDestructor", "PyCapsule_SetDestructor") { w in
    destroyed = []
    let capsule = PyCapsule_New(address, nil, suture_case_destroy)
    #expect(PyCapsule_GetDestructor(capsule) != nil)
    drop(capsule)
    #expect(destroyed == ["1234"], "called once, with the capsule still readable")
    let second = PyCapsule_New(other, nil, nil)
    #expect(PyCapsule_GetDestructor(second) == nil && takeError() == nil)
    #expect(PyCapsule_SetDestructor(second, suture_case_destroy) == 0)
    #expect(PyCapsule_GetDestructor(second) != nil)
    drop(second)
    #expect(destroyed == ["1234", "5678"])
    let third = PyCapsule_New(address, nil, suture_case_destroy)
    #expect(PyCapsule_SetDestructor(third, nil) == 0)
    drop(third)
    #expect(destroyed.count == 2)
    for o in [nil, w.object] {
      #expect(PyCapsule_GetDestructor(o) == nil)
      #expect(takeError() == invalid("PyCapsule_GetDestructor"))
      expectError(invalid("PyCapsule_SetDestructor"), PyCapsule_SetDestructor(o, nil))
    }
  },
  APICase(
    "PyCapsule_GetContext",
    "PyCapsule_SetContext",
    "PyCapsule_SetPointer",
    "PyCapsule_SetName"
  ) { w in
    let capsule = PyCapsule_New(address, nil, nil)
    expectNull(nil, PyCapsule_GetContext(capsule))
    #expect(PyCapsule_SetContext(capsule, other) == 0)
    #expect(PyCapsule_GetContext(capsule) == other)
    #expect(PyCapsule_SetPointer(capsule, other) == 0)
    #expect(PyCapsule_GetPointer(capsule, nil) == other)
    expectError(
      "ValueError: PyCapsule_SetPointer called with null pointer",
      PyCapsule_SetPointer(capsule, nil)
    )
    let name = forever("n")
    #expect(PyCapsule_SetName(capsule, name) == 0 && PyCapsule_GetName(capsule) == name)
    #expect(PyCapsule_SetName(capsule, nil) == 0 && PyCapsule_GetName(capsule) == nil)
    drop(capsule)
    for o in [nil, w.object] {
      expectNull(invalid("PyCapsule_GetContext"), PyCapsule_GetContext(o))
      expectError(invalid("PyCapsule_SetContext"), PyCapsule_SetContext(o, other))
      expectError(invalid("PyCapsule_SetPointer"), PyCapsule_SetPointer(o, other))
      expectError(invalid("PyCapsule_SetName"), PyCapsule_SetName(o, name))
    }
  },
  APICase("PyCapsule_Import") { w in
    let name = forever("capsulecase.api")
    let module = PyImport_AddModule("capsulecase")
    let capsule = PyCapsule_New(address, name, nil)
    PyObject_SetAttrString(module, "api", capsule)
    PyObject_SetAttrString(module, "alias", capsule)
    PyObject_SetAttrString(module, "witness", w.object)
    drop(capsule)
    #expect(PyCapsule_Import("capsulecase.api", 0) == address)
    #expect(PyCapsule_Import("capsulecase.api", 1) == address, "no_block is ignored")
    for (name, error) in [
      ("capsulecase.alias", "AttributeError: PyCapsule_Import \"capsulecase.alias\" is not valid"),
      (
        "capsulecase.witness",
        "AttributeError: PyCapsule_Import \"capsulecase.witness\" is not valid"
      ),
      ("capsulecase.zz", "AttributeError: module 'capsulecase' has no attribute 'zz'"),
      ("capsulecase.api.x", "AttributeError: 'PyCapsule' object has no attribute 'x'"),
      ("capsulecase", "AttributeError: PyCapsule_Import \"capsulecase\" is not valid"),
      (
        "nosuchmodule.api", "ImportError: PyCapsule_Import could not import module \"nosuchmodule\""
      ),
      ("", "ImportError: PyCapsule_Import could not import module \"\""),
    ] { expectNull(error, PyCapsule_Import(name, 0)) }
    PyDict_DelItemString(PyImport_GetModuleDict(), "capsulecase")
  },
  APICase("_PyCapsule_SetTraverse") { w in
    let capsule = PyCapsule_New(address, nil, nil)
    #expect(_PyCapsule_SetTraverse(capsule, suture_case_traverse, suture_case_clear) == 0)
    let error = "ValueError: _PyCapsule_SetTraverse() called with NULL callback"
    expectError(error, _PyCapsule_SetTraverse(capsule, nil, suture_case_clear))
    expectError(error, _PyCapsule_SetTraverse(capsule, suture_case_traverse, nil))
    drop(capsule)
    expectError(invalid("_PyCapsule_SetTraverse"), _PyCapsule_SetTraverse(w.object, nil, nil))
  },
]
