import Testing

@testable import SutureRuntime

/// Deaths of the capsules that a test makes.
///
/// Tests that use it are serialised by the suite.
nonisolated(unsafe) private var deaths = 0

@c func suture_test_count_death(_: ObjectPointer?) { deaths += 1 }

/// A capsule whose death is counted.
private func makeMortal() -> ObjectPointer {
  PyCapsule_New(UnsafeMutableRawPointer(bitPattern: 8), nil, suture_test_count_death)!
}

@Suite("References that containers hold, in free and in legacy mode", .serialized)
struct StoredReferenceTests {
  enum Mode: CaseIterable, Sendable { case free, legacy }

  private func run(_ mode: Mode, _ body: () -> Void) {
    Runtime.attached {
      deaths = 0
      if mode == .legacy {
        let entry = LegacyLock.enter()
        body()
        LegacyLock.leave(entry)
      } else {
        body()
      }
    }
  }

  @Test("An item dies with the last of caller, list, tuple and iterator", arguments: Mode.allCases)
  func lifetimes(mode: Mode) {
    run(mode) {
      let item = makeMortal()
      let list = PyList_New(0)!
      #expect(PyList_Append(list, item) == 0)
      suture_decref(item)
      #expect(deaths == 0)
      #expect(PyList_GetItem(list, 0) == item)
      let tuple = PyList_AsTuple(list)!
      let iterator = PyObject_GetIter(tuple)!
      suture_decref(list)
      #expect(deaths == 0)
      suture_decref(tuple)
      let again = PyIter_Next(iterator)!
      #expect(again == item)
      suture_decref(iterator)
      #expect(deaths == 0)
      suture_decref(again)
      #expect(deaths == 1)
    }
  }

  @Test("SetItem, SetSlice and Clear drop what they replace at once", arguments: Mode.allCases)
  func replacing(mode: Mode) {
    run(mode) {
      let list = PyList_New(3)!
      for i in 0..<3 { _ = PyList_SetItem(list, i, makeMortal()) }
      #expect(PyList_SetItem(list, 0, suture_None()) == 0)
      #expect(deaths == 1)
      #expect(PyList_SetSlice(list, 1, 2, nil) == 0)
      #expect(deaths == 2)
      #expect(PyList_Clear(list) == 0)
      #expect(deaths == 3)
      #expect(PyList_SetItem(list, 7, makeMortal()) == -1)
      PyErr_Clear()
      #expect(deaths == 4)
      suture_decref(list)
    }
  }

  @Test("What pop and tuple resizing hand on stays alive", arguments: Mode.allCases)
  func moving(mode: Mode) {
    run(mode) {
      let list = PyList_New(0)!
      let item = makeMortal()
      _ = PyList_Append(list, item)
      suture_decref(item)
      let popped = suture_list_pop(list, nil, 0)!
      suture_decref(list)
      #expect(popped == item && deaths == 0)
      var tuple = PyTuple_New(1)
      #expect(PyTuple_SetItem(tuple, 0, popped) == 0)
      #expect(_PyTuple_Resize(&tuple, 3) == 0)
      #expect(PyTuple_GetItem(tuple, 0) == item && deaths == 0)
      suture_decref(tuple!)
      #expect(deaths == 1)
    }
  }

  @Test("Objects that go from one mode to the other die once", arguments: Mode.allCases)
  func crossing(mode: Mode) {
    Runtime.attached {
      deaths = 0
      let entry = mode == .legacy ? LegacyLock.enter() : nil
      let list = PyList_New(0)!
      let item = makeMortal()
      _ = PyList_Append(list, item)
      suture_decref(item)
      let outer = PyTuple_New(1)!
      _ = PyTuple_SetItem(outer, 0, list)
      let holder = PyList_New(1)!
      suture_into_storage(outer)
      List(holder).items[0] = outer
      suture_into_storage(holder)
      if let entry { LegacyLock.leave(entry) }
      #expect(deaths == 0)
      let inner = LegacyLock.enter()
      #expect(PyList_GetItem(PyTuple_GetItem(PyList_GetItem(holder, 0), 0), 0) == item)
      LegacyLock.leave(inner)
      #expect(deaths == 0)
      // Under the legacy lock an exposed object is judged at once; without it, by whoever holds it.
      let last = LegacyLock.enter()
      suture_decref_stored(holder)
      LegacyLock.leave(last)
      #expect(deaths == 1)
    }
  }
}
