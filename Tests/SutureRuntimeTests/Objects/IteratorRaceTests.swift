import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Threads that share iterators", .serialized) struct IteratorRaceTests {
  /// An iterator that alone holds a container of two counted objects.
  private static func make(_ choice: Int) -> ObjectPointer {
    let container: ObjectPointer
    switch choice % 7 {
    case 0, 1, 2: container = PyList_New(0)!
    case 3, 4: container = PyTuple_New(2)!
    case 5: container = PyDict_New()!
    default: container = PySet_New(nil)!
    }
    for i in 0..<2 {
      let item = CountedCapsule.make()
      if container.isTuple {
        PyTuple_SetItem(container, i, item)
        continue
      }
      if container.isList {
        PyList_Append(container, item)
      } else if isSet(container) {
        PySet_Add(container, item)
      } else {
        PyDict_SetItem(container, item, item)
      }
      suture_decref(item)
    }
    defer { suture_decref(container) }
    switch choice % 7 {
    case 1: return PySeqIter_New(container)!
    case 2, 4: return PyObject_CallOneArg(suture_PyReversed_Type().asObject, container)!
    default: return PyObject_GetIter(container)!
    }
  }

  /// One random operation on the iterators in `slots`.
  private static func operate(_ slots: ObjectPointer, _ random: inout UInt64) {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let choice = Int(random >> 33) % 8
    let index = Int(random >> 40) % 4
    if choice < 2 {
      PyList_SetItem(slots, index, make(Int(random >> 45)))
      return
    }
    let iterator = PyList_GetItemRef(slots, index)!
    defer { suture_decref(iterator) }
    var made: ObjectPointer?
    switch choice {
    case 2: made = callMethod(iterator, "__length_hint__")
    case 3: made = callMethod(iterator, "__reduce__")
    case 4: made = callMethod(iterator, "__setstate__", 0)
    case 5: made = PyIter_Next(iterator)
    default: exhaust(iterator)
    }
    if let made { suture_decref(made) }
    if isExceptionPending { PyErr_Clear() }
  }

  @Test("A container lives as long as a thread may read it, and dies once", arguments: [1, 2, 4])
  func shared(threads: Int) {
    let before = CountedCapsule.live
    let shared = Runtime.attached {
      let slots = PyList_New(0)!
      for i in 0..<4 {
        let iterator = Self.make(i)
        PyList_Append(slots, iterator)
        suture_decref(iterator)
      }
      return UInt(bitPattern: slots)
    }
    runTogether(threads) { k in
      Runtime.attached {
        let slots = ObjectPointer(bitPattern: shared)!
        var random = UInt64(k + 1) &* 0x9E37_79B9_7F4A_7C15
        for _ in 0..<4000 { Self.operate(slots, &random) }
      }
    }
    Runtime.attached { suture_decref(ObjectPointer(bitPattern: shared)!) }
    #expect(CountedCapsule.live == before)
  }

  @Test("An iterator that its maker alone has used lets go, one that another has joined does not")
  func joined() {
    // A new thread: what earlier threads did decides whether its objects are biased to it.
    runTogether(1) { _ in
      Runtime.attached {
        let before = CountedCapsule.live
        let alone = Self.make(0)
        Self.exhaust(alone)
        #expect(CountedCapsule.live == before)
        let joined = Self.make(0)
        let address = UInt(bitPattern: joined)
        let thread = PyEval_SaveThread()
        runTogether(1) { _ in
          Runtime.attached { Self.exhaust(ObjectPointer(bitPattern: address)!) }
        }
        PyEval_RestoreThread(thread)
        Self.exhaust(joined)
        #expect(CountedCapsule.live == before + 2)
        suture_decref(alone)
        suture_decref(joined)
        #expect(CountedCapsule.live == before)
      }
    }
  }

  private static func exhaust(_ iterator: ObjectPointer) {
    while let item = PyIter_Next(iterator) { suture_decref(item) }
  }
}
