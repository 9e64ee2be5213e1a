import SutureTestSupport
import Testing

@testable import SutureRuntime

// Every way into the code of an extension enters its world: Tests/Extensions/noter.c notes how it is run.

/// A function of the extension that ran, and how: `legacy` under the legacy lock, `free` in free mode.
private struct Note: Equatable {
  let function: String
  let world: String
}

nonisolated(unsafe) private var notes: [Note] = []

@c func suture_test_note(_ function: UnsafePointer<CChar>) {
  let t = suture_thread()
  let world =
    switch t.pointee.mode {
    case SUTURE_LEGACY: t.pointee.holds_legacy != 0 ? "legacy" : "legacy, without the lock"
    case SUTURE_FREE: "free"
    default: "neither"
    }
  notes.append(Note(function: String(cString: function), world: world))
}

/// Whose code the extension is.
enum NoterWorld: String, Sendable, CaseIterable {
  case legacy, free

  /// The module, borrowed.
  func module() throws -> ObjectPointer {
    let hook: @convention(c) (UnsafePointer<CChar>) -> Void = suture_test_note
    let address = unsafeBitCast(hook, to: UnsafeMutableRawPointer.self)
    using(PyCapsule_New(address, nil, nil)) { _ = PySys_SetObject("noter_hook", $0) }
    let source = "Tests/Extensions/noter.c"
    switch self {
    case .legacy: return try CompiledExtension.module(source)
    case .free:
      return try CompiledExtension.module(source, flags: ["-DNOTER_FREE"], name: "freenoter")
    }
  }

  /// Runs `body` in the other world than the extension's.
  func callingFromOutside(_ body: () throws -> Void) rethrows {
    let entry = self == .free ? LegacyLock.enter() : nil
    defer { if let entry { LegacyLock.leave(entry) } }
    try body()
  }
}

/// A call that runs a function of the extension.
struct NotedCall: Sendable, CustomTestStringConvertible {
  /// The function that is to be noted.
  let function: String
  let type: String
  /// Whether the object keeps the argument.
  let keeps: Bool
  /// Calls with an object and an argument, both borrowed; what it gives is given up.
  let call: @Sendable (_ o: ObjectPointer, _ argument: ObjectPointer) -> ObjectPointer?

  var testDescription: String { function }

  init(
    _ function: String,
    of type: String = "Noter",
    keeps: Bool = false,
    _ call: @escaping @Sendable (ObjectPointer, ObjectPointer) -> ObjectPointer?
  ) {
    self.function = function
    self.type = type
    self.keeps = keeps
    self.call = call
  }
}

/// `o.name(*args, **kwargs)`.
private func callMethod(
  _ o: ObjectPointer,
  _ name: String,
  _ arguments: ObjectPointer,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  using(PyObject_GetAttrString(o, name)) { PyObject_Call($0, arguments, keywords) }
}

private func withView(_ o: ObjectPointer) -> ObjectPointer? {
  var view = Py_buffer()
  _ = PyObject_GetBuffer(o, &view, PyBUF_SIMPLE)
  PyBuffer_Release(&view)
  return nil
}

private let calls: [NotedCall] = [
  NotedCall("tp_new") { _, _ in nil },
  NotedCall("tp_dealloc") { _, _ in nil },
  NotedCall("tp_finalize") { _, _ in nil },
  NotedCall("tp_traverse") { o, _ in
    PyObject_SetAttrString(o, "held", o)
    return nil
  },
  NotedCall("tp_clear") { o, _ in
    PyObject_SetAttrString(o, "held", o)
    return nil
  },
  NotedCall("tp_init", keeps: true) { o, argument in
    using(tuple(newReference(argument))) { arguments in
      callMethod(o, "__init__", arguments, nil)
    }
  },
  NotedCall("tp_repr") { o, _ in PyObject_Repr(o) },
  NotedCall("tp_str") { o, _ in PyObject_Str(o) },
  NotedCall("tp_hash") { o, _ in PyLong_FromSsize_t(PyObject_Hash(o)) },
  NotedCall("tp_call", keeps: true) { o, argument in PyObject_CallOneArg(o, argument) },
  NotedCall("tp_getattro") { o, _ in PyObject_GetAttrString(o, "__class__") },
  NotedCall("tp_setattro", keeps: true) { o, argument in
    PyObject_SetAttrString(o, "held", argument)
    return nil
  },
  NotedCall("tp_richcompare", keeps: true) { o, argument in
    PyObject_RichCompare(o, argument, Py_LT)
  },
  NotedCall("tp_iter") { o, _ in PyObject_GetIter(o) },
  NotedCall("tp_iternext") { o, _ in PyIter_Next(o) },
  NotedCall("tp_descr_get", keeps: true) { o, argument in
    o.type.pointee.tp_descr_get(o, argument, nil)
  },
  NotedCall("tp_descr_set", keeps: true) { o, argument in
    _ = o.type.pointee.tp_descr_set(o, suture_None(), argument)
    return nil
  },
  NotedCall("nb_add", keeps: true) { o, argument in PyNumber_Add(o, argument) },
  NotedCall("nb_power", keeps: true) { o, argument in
    PyNumber_Power(o, suture_None(), argument)
  },
  NotedCall("nb_bool") { o, _ in PyBool_FromLong(Int(PyObject_IsTrue(o))) },
  NotedCall("mp_length") { o, _ in PyLong_FromSsize_t(PyObject_Size(o)) },
  NotedCall("mp_subscript", keeps: true) { o, argument in PyObject_GetItem(o, argument) },
  NotedCall("mp_ass_subscript", keeps: true) { o, argument in
    _ = PyObject_SetItem(o, suture_None(), argument)
    return nil
  },
  NotedCall("sq_item") { o, _ in PySequence_GetItem(o, 0) },
  NotedCall("sq_ass_item", keeps: true) { o, argument in
    _ = PySequence_SetItem(o, 0, argument)
    return nil
  },
  NotedCall("sq_contains", keeps: true) { o, argument in
    PyBool_FromLong(Int(PySequence_Contains(o, argument)))
  },
  NotedCall("am_send", keeps: true) { o, argument in
    var result: ObjectPointer?
    _ = PyIter_Send(o, argument, &result)
    return result
  },
  NotedCall("bf_getbuffer") { o, _ in withView(o) },
  NotedCall("bf_releasebuffer") { o, _ in withView(o) },
  NotedCall("get", of: "Vector") { o, _ in PyObject_GetAttrString(o, "pair") },
  NotedCall("set", keeps: true) { o, argument in
    using(PyObject_GetAttrString(o.type.asObject, "pair")) {
      _ = $0.type.pointee.tp_descr_set($0, o, argument)
    }
    return nil
  },
  NotedCall("METH_O", keeps: true) { o, argument in
    using(tuple(newReference(argument))) { callMethod(o, "o", $0, nil) }
  },
  NotedCall("METH_FASTCALL", keeps: true) { o, argument in
    using(tuple()) { none in
      using(dict(("name", newReference(argument)))) { callMethod(o, "keywords", none, $0) }
    }
  },
  NotedCall("METH_VARARGS", keeps: true) { o, argument in
    using(tuple()) { none in
      using(dict(("name", newReference(argument)))) { callMethod(o, "dict", none, $0) }
    }
  },
  NotedCall("vectorcall", of: "Vector", keeps: true) { o, argument in
    PyObject_CallOneArg(o, argument)
  },
]

@Suite(
  "Calls from one world into the other",
  .disabled(if: Runtime.isGILMode, "one world"),
  .serialized
) struct CrossingTests {
  /// How each note of a function says that it ran.
  private func worlds(_ function: String) -> Set<String> {
    Set(notes.filter { $0.function == function }.map(\.world))
  }

  @Test("Init and exec run in the extension's world", arguments: NoterWorld.allCases)
  func loading(world: NoterWorld) throws {
    try Runtime.attached {
      notes = []
      // The first test to load the file sees it.
      _ = try world.module()
      if notes.isEmpty { return }
      #expect(worlds("init") == [world.rawValue] && worlds("exec") == [world.rawValue])
    }
  }

  @Test(
    "A function runs in its world, and references go in and out whole",
    arguments: calls,
    NoterWorld.allCases
  )
  func function(call: NotedCall, world: NoterWorld) throws {
    try Runtime.attached {
      let module = try world.module()
      let type = PyObject_GetAttrString(module, call.type)
      let live = CountedCapsule.live
      try world.callingFromOutside {
        notes = []
        let mode = suture_thread().pointee.mode
        let o = try #require(PyObject_CallNoArgs(type), "\(Py.raised())")
        let argument = CountedCapsule.make()
        drop(call.call(o, argument))
        #expect(Py.raised() == "")
        drop(argument)
        #expect(CountedCapsule.live == live + (call.keeps ? 1 : 0), "the argument")
        drop(o)
        _ = PyGC_Collect()
        #expect(CountedCapsule.live == live, "the argument dies with the object")
        #expect(worlds("tp_dealloc") == [world.rawValue], "the object dies")
        #expect(worlds(call.function) == [world.rawValue])
        #expect(suture_thread().pointee.mode == mode)
      }
      drop(type)
    }
  }

  @Test("The destructor of a capsule runs in its maker's world", arguments: NoterWorld.allCases)
  func capsule(world: NoterWorld) throws {
    try Runtime.attached {
      let module = try world.module()
      world.callingFromOutside {
        let make = PyObject_GetAttrString(module, "capsule")
        notes = []
        drop(PyObject_CallNoArgs(make), make)
        #expect(worlds("capsule") == [world.rawValue])
      }
    }
  }

  @Test("The functions of a module's state run in its world", arguments: NoterWorld.allCases)
  func moduleState(world: NoterWorld) throws {
    try Runtime.attached {
      let module = try world.module()
      world.callingFromOutside {
        let make = PyObject_GetAttrString(module, "module")
        notes = []
        let part = PyObject_CallNoArgs(make)
        PyObject_SetAttrString(part, "self", part)
        drop(part, make)
        _ = PyGC_Collect()
        for function in ["m_traverse", "m_clear", "m_free"] {
          #expect(worlds(function) == [world.rawValue], "\(function)")
        }
      }
    }
  }
}
