import SutureTestSupport
import Testing

@testable import SutureRuntime

/// What a collection does to weak references, finalizers and unusual tp_clear functions.
///
/// CPython 3.13's gc.collect() gives the same numbers for the same steps.
@Suite("Cycle collection of extension types", .serialized) struct CollectorTypesTests {
  private static let types = ["Node", "Managed"]

  /// A new instance; its member `ref` is a list with the instance in it.
  private func makeCycle(_ type: String) throws -> ObjectPointer {
    let node = try make(type)
    let list = PyList_New(0)!
    PyList_Append(list, node)
    PyObject_SetAttrString(node, "ref", list)
    Py_DecRef(list)
    return node
  }

  /// What a function of the extension makes without arguments.
  private func make(_ type: String) throws -> ObjectPointer {
    let module = try CompiledExtension.module("Tests/Extensions/gctypes.c")
    let function = PyObject_GetAttrString(module, type)!
    defer { Py_DecRef(function) }
    return try #require(PyObject_CallNoArgs(function))
  }

  private func number(_ function: String) throws -> Int {
    let result = try make(function)
    defer { Py_DecRef(result) }
    return PyLong_AsLong(result)
  }

  /// A weak reference to `o` whose callback appends it to `log`.
  private func weak(_ o: ObjectPointer, loggedIn log: ObjectPointer? = nil) -> ObjectPointer {
    let callback = log.map { PyObject_GetAttrString($0, "append")! }
    defer { Py_DecRef(callback) }
    return PyWeakref_NewRef(o, callback)!
  }

  private func isDead(_ reference: ObjectPointer) -> Bool {
    var o: ObjectPointer?
    defer { Py_DecRef(o) }
    return PyWeakref_GetRef(reference, &o) == 0
  }

  /// Makes tp_finalize append the node to `log`.
  private func setHook(_ node: ObjectPointer, _ log: ObjectPointer) {
    let append = PyObject_GetAttrString(log, "append")
    PyObject_SetAttrString(node, "hook", append)
    Py_DecRef(append)
  }

  private func set(_ node: ObjectPointer, _ member: String, _ value: Int) {
    let number = PyLong_FromLong(value)
    PyObject_SetAttrString(node, member, number)
    Py_DecRef(number)
  }

  /// Runs `body` after a collection with a list for what is told; no node may be alive after it.
  private func collecting(_ body: (ObjectPointer) throws -> Void) throws {
    try Runtime.attached {
      _ = PyGC_Collect()
      let log = PyList_New(0)!
      try body(log)
      #expect(try number("alive") == 0)
      Py_DecRef(log)
    }
  }

  @Test("A weak reference from outside is cleared, and its callback is called", arguments: types)
  func outerCallback(type: String) throws {
    try collecting { log in
      let node = try makeCycle(type)
      let reference = weak(node, loggedIn: log)
      Py_DecRef(node)
      #expect(PyGC_Collect() == 2)
      #expect(isDead(reference))
      #expect(PyList_Size(log) == 1)
      Py_DecRef(reference)
    }
  }

  @Test("The callback of a weak reference that is garbage itself is not called", arguments: types)
  func innerCallback(type: String) throws {
    try collecting { log in
      let node = try makeCycle(type)
      let list = PyObject_GetAttrString(node, "ref")!
      let reference = weak(node, loggedIn: log)
      PyList_Append(list, reference)
      Py_DecRef(reference)
      Py_DecRef(list)
      Py_DecRef(node)
      // The node, its list, the reference and the bound method.
      #expect(PyGC_Collect() == 4)
      #expect(PyList_Size(log) == 0)
    }
  }

  @Test("A weak reference that is garbage forgets an object that lives on", arguments: types)
  func garbageReferenceToLiveObject(type: String) throws {
    try collecting { log in
      let live = try make(type)
      let node = try makeCycle(type)
      let list = PyObject_GetAttrString(node, "ref")!
      let reference = weak(live, loggedIn: log)
      PyList_Append(list, reference)
      Py_DecRef(reference)
      Py_DecRef(list)
      Py_DecRef(node)
      #expect(PyGC_Collect() == 4)
      Py_DecRef(live)
      #expect(PyList_Size(log) == 0)
    }
  }

  @Test(
    "What tp_finalize brings back lives whole, is finalized once, and dies later",
    arguments: types
  )
  func resurrection(type: String) throws {
    try collecting { log in
      let clears = try number("clears")
      let node = try makeCycle(type)
      let reference = weak(node)
      setHook(node, log)
      Py_DecRef(node)
      #expect(PyGC_Collect() == 0)
      #expect(PyList_Size(log) == 1)
      #expect(isDead(reference), "weak references are cleared before finalizers run")
      let back = PyList_GetItem(log, 0)!
      #expect(PyObject_GC_IsFinalized(back) == 1)
      #expect(PyObject_GC_IsTracked(back) == 1)
      let list = PyObject_GetAttrString(back, "ref")!
      #expect(PyList_GetItem(list, 0) == back)
      Py_DecRef(list)
      #expect(try number("clears") == clears)
      PyList_SetSlice(log, 0, 1, nil)
      // The node, its list and the bound method; the hook is not called again.
      #expect(PyGC_Collect() == 3)
      #expect(PyList_Size(log) == 0)
      Py_DecRef(reference)
    }
  }

  @Test("Resurrection keeps what the object reaches, and nothing else", arguments: types)
  func partialResurrection(type: String) throws {
    try collecting { log in
      let first = try make(type)
      let second = try make(type)
      PyObject_SetAttrString(first, "ref", second)
      PyObject_SetAttrString(second, "ref", first)
      setHook(first, log)
      Py_DecRef(first)
      Py_DecRef(second)
      Py_DecRef(try makeCycle(type))
      #expect(PyGC_Collect() == 2, "the cycle beside")
      #expect(PyList_Size(log) == 1)
      #expect(try number("alive") == 2)
      PyList_SetSlice(log, 0, 1, nil)
      #expect(PyGC_Collect() == 3)
    }
  }

  @Test("A tp_clear that untracks and tracks again loses nothing", arguments: types)
  func retracking(type: String) throws {
    try collecting { _ in
      let node = try makeCycle(type)
      set(node, "retracks", 1)
      Py_DecRef(node)
      #expect(PyGC_Collect() == 2)
      #expect(PyGC_Collect() == 0)
    }
  }

  @Test("A tp_clear that does nothing leaves the cycle to the others", arguments: types)
  func lazyClear(type: String) throws {
    try collecting { _ in
      let first = try make(type)
      set(first, "keeps", 1)
      PyObject_SetAttrString(first, "ref", first)
      Py_DecRef(first)
      // Nobody else breaks this cycle: it is found each time.
      #expect(PyGC_Collect() == 1)
      #expect(try number("alive") == 1)
      #expect(PyGC_Collect() == 1)
      set(first, "keeps", 0)
      #expect(PyGC_Collect() == 1)
    }
  }

  @Test("A collection leaves the pending exception alone")
  func pendingException() {
    Runtime.attached {
      let list = PyList_New(0)!
      PyList_Append(list, list)
      Py_DecRef(list)
      PyErr_SetString(suture_PyExc_ValueError(), "pending")
      #expect(PyGC_Collect() > 0)
      #expect(Py.raised() == "ValueError: pending")
    }
  }

  @Test("What a class attribute was is dropped by a later collection")
  func replacedAttribute() {
    Runtime.attached {
      let live = CountedCapsule.live
      let type = newClass("Keeper", [("held", CountedCapsule.make())])
      PyObject_SetAttrString(type, "held", suture_None())
      for _ in 0..<2 { _ = PyGC_Collect() }
      #expect(CountedCapsule.live == live)
      Py_DecRef(type)
    }
  }

  @Test("Cycles through objects of threads that have ended, and of several threads, are collected")
  func manyOwners() {
    Runtime.start()
    nonisolated(unsafe) let lists = Runtime.attached {
      _ = PyGC_Collect()
      return (0..<4).map { _ in PyList_New(0)! }
    }
    runTogether(4) { i in
      Runtime.attached {
        for k in 0..<100 {
          let own = PyList_New(0)
          PyList_Append(own, lists[(i + k) % 4])
          PyList_Append(lists[i], own)
          Py_DecRef(own)
        }
      }
    }
    Runtime.attached {
      for list in lists { Py_DecRef(list) }
      #expect(PyGC_Collect() == 404)
      #expect(PyGC_Collect() == 0)
    }
  }

  @Test("A collection that a thread asks for frees young cycles")
  func automatic() {
    Runtime.attached {
      _ = PyGC_Collect()
      let kept = PyList_New(0)!
      // Each call is a safepoint.
      let append = PyObject_GetAttrString(kept, "append")!
      for i in 0..<(20 * Int(Collector.threshold)) {
        let list = PyList_New(0)!
        if i % 2 == 0 {
          Py_DecRef(PyObject_CallOneArg(append, list))
        } else {
          PyList_Append(list, list)
        }
        Py_DecRef(list)
      }
      #expect(PyList_Size(kept) == 10 * Int(Collector.threshold))
      #expect(PyGC_Collect() < 2 * Int(Collector.threshold))
      Py_DecRef(append)
      Py_DecRef(kept)
    }
  }

  @Test("A weak reference gives a whole object or none while its object is collected")
  func upgradesDuringCollections() throws {
    Runtime.start()
    let rounds = 300
    nonisolated(unsafe) let slot = UnsafeMutablePointer<ObjectPointer?>.allocate(capacity: rounds)
    slot.initialize(repeating: nil, count: rounds)
    defer { slot.deallocate() }
    try Runtime.attached {
      for i in 0..<rounds {
        let node = try makeCycle("Node")
        slot[i] = weak(node)
        Py_DecRef(node)
      }
    }
    nonisolated(unsafe) var broken = 0
    runTogether(2) { role in
      Runtime.attached {
        for i in 0..<rounds {
          if role == 0 {
            if i % 10 == 0 { _ = PyGC_Collect() }
            continue
          }
          var o: ObjectPointer?
          guard PyWeakref_GetRef(slot[i], &o) == 1 else { continue }
          // A node that was cleared has no `ref`.
          let list = PyObject_GetAttrString(o, "ref")
          if list == nil {
            PyErr_Clear()
            broken += 1
          }
          Py_DecRef(list)
          Py_DecRef(o)
        }
      }
    }
    #expect(broken == 0)
    Runtime.attached {
      for i in 0..<rounds { Py_DecRef(slot[i]) }
      _ = PyGC_Collect()
    }
    #expect(try Runtime.attached { try number("alive") } == 0)
  }
}
