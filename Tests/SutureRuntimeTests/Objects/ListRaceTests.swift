import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Threads that change one list", .serialized) struct ListRaceTests {
  /// One random operation.
  ///
  /// Whatever it raises is another thread's doing, and is dropped.
  private static func operate(_ list: ObjectPointer, _ random: inout UInt64) {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let choice = Int(random >> 33) % 12
    let index = Int(random >> 40) % 20
    var made: ObjectPointer?
    switch choice {
    case 0, 1, 2:
      let item = CountedCapsule.make()
      _ = PyList_Append(list, item)
      suture_decref(item)
    case 3: made = suture_list_pop(list, nil, 0)
    case 4: made = PyList_GetItemRef(list, index)
    case 5: _ = PyList_SetItem(list, index, CountedCapsule.make())
    case 6: made = PyList_GetSlice(list, index / 2, index)
    case 7: _ = PyList_SetSlice(list, index, index + 3, nil)
    case 8: _ = PyList_Reverse(list)
    case 9:
      made = PySequence_Tuple(list)
      _ = PyList_SetSlice(list, 15, Int.max, nil)
    case 10: made = PySequence_Concat(list, list)
    default:
      let iterator = PyObject_GetIter(list)!
      while let item = PyIter_Next(iterator) { suture_decref(item) }
      made = iterator
    }
    if let made { suture_decref(made) }
    if isExceptionPending { PyErr_Clear() }
  }

  @Test("No item is lost or dropped twice", arguments: [2, 4])
  func mixed(threads: Int) {
    let before = CountedCapsule.live
    let shared = Runtime.attached { UInt(bitPattern: PyList_New(0)!) }
    runTogether(threads) { k in
      Runtime.attached {
        let list = ObjectPointer(bitPattern: shared)!
        var random = UInt64(k + 1) &* 0x9E37_79B9_7F4A_7C15
        for _ in 0..<3000 { Self.operate(list, &random) }
      }
    }
    Runtime.attached {
      suture_decref(ObjectPointer(bitPattern: shared)!)
    }
    // References that another thread dropped are judged by their owners, who have ended.
    #expect(CountedCapsule.live == before)
  }

  @Test("A legacy thread and free threads may share a list")
  func legacyToo() {
    let before = CountedCapsule.live
    let shared = Runtime.attached { UInt(bitPattern: PyList_New(0)!) }
    runTogether(3) { k in
      Runtime.attached {
        let list = ObjectPointer(bitPattern: shared)!
        var random = UInt64(k + 7) &* 0x9E37_79B9_7F4A_7C15
        for _ in 0..<1500 {
          if k == 0 {
            let entry = LegacyLock.enter()
            Self.operate(list, &random)
            LegacyLock.leave(entry)
          } else {
            Self.operate(list, &random)
          }
        }
      }
    }
    Runtime.attached {
      suture_decref(ObjectPointer(bitPattern: shared)!)
      // What other threads left to the holder of the legacy lock is judged when it is given up.
      let entry = LegacyLock.enter()
      LegacyLock.leave(entry)
    }
    #expect(CountedCapsule.live == before)
  }
}
