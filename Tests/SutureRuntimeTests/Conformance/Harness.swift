import SutureTestSupport
import Testing

@testable import SutureRuntime

// The conformance suite: at least one case for each function of the API, run in free and in legacy mode, with the
// references to a witness counted before and after. The cases lie in one file for each header: Cases+listobject.swift.

/// One case: what a function does, in the words of its calls.
struct APICase: Sendable, CustomTestStringConvertible {
  /// The functions that the case is about; the first names it.
  let names: [String]
  let body: @Sendable (Witness) throws -> Void

  init(_ names: String..., body: @escaping @Sendable (Witness) throws -> Void) {
    self.names = names
    self.body = body
  }

  var testDescription: String { names[0] }
}

/// How the code of a case counts its references.
enum CountingMode: String, Sendable, CaseIterable { case free, legacy }

/// An object whose references are counted: an instance of `object`, hashable and equal to itself only.
struct Witness: @unchecked Sendable {
  let object: ObjectPointer

  /// The references to the witness now, the harness's own included.
  var references: Int { Py_REFCNT(object) }
}

/// The pending exception as "Type: message", taken off the thread; nil: there is none.
func takeError() -> String? {
  guard let raised = PyErr_GetRaisedException() else { return nil }
  defer { Py_DecRef(raised) }
  let name = raised.type.name
  guard let text = PyObject_Str(raised) else {
    PyErr_Clear()
    return name
  }
  defer { Py_DecRef(text) }
  let message = swiftText(text)
  return message.isEmpty ? name : "\(name): \(message)"
}

/// Checks that a call failed with this exception.
///
/// `result` is what the call returned.
func expectError(
  _ expected: String,
  _ result: ObjectPointer?,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result == nil, "NULL goes with an exception", sourceLocation: sourceLocation)
  #expect(takeError() == expected, sourceLocation: sourceLocation)
}

func expectError(
  _ expected: String,
  _ result: Int32,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result == -1, "-1 goes with an exception", sourceLocation: sourceLocation)
  #expect(takeError() == expected, sourceLocation: sourceLocation)
}

func expectError(
  _ expected: String,
  _ result: Int,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result == -1, "-1 goes with an exception", sourceLocation: sourceLocation)
  #expect(takeError() == expected, sourceLocation: sourceLocation)
}

/// Checks `repr(o)` and gives the reference to `o` up.
func expectRepr(
  _ o: ObjectPointer?,
  _ expected: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let o else {
    Issue.record("NULL: \(takeError() ?? "without an exception")", sourceLocation: sourceLocation)
    return
  }
  defer { Py_DecRef(o) }
  guard let text = PyObject_Repr(o) else {
    Issue.record("repr: \(takeError() ?? "")", sourceLocation: sourceLocation)
    return
  }
  defer { Py_DecRef(text) }
  #expect(swiftText(text) == expected, sourceLocation: sourceLocation)
}

/// A new str, int, float: references that the case gives up.
func text(_ s: String) -> ObjectPointer { PyUnicode_FromString(s)! }
func number(_ n: Int) -> ObjectPointer { PyLong_FromLong(n)! }
func real(_ d: Double) -> ObjectPointer { PyFloat_FromDouble(d)! }

/// A new list, tuple of objects whose references are taken over.
func list(_ items: ObjectPointer...) -> ObjectPointer {
  let list = PyList_New(items.count)!
  for (i, item) in items.enumerated() { PyList_SetItem(list, i, item) }
  return list
}
func tuple(_ items: ObjectPointer...) -> ObjectPointer {
  let tuple = PyTuple_New(items.count)!
  for (i, item) in items.enumerated() { PyTuple_SetItem(tuple, i, item) }
  return tuple
}

/// A new reference to the witness, for a call that steals one.
func own(_ w: Witness) -> ObjectPointer {
  Py_IncRef(w.object)
  return w.object
}

func drop(_ objects: ObjectPointer?...) { for o in objects { Py_DecRef(o) } }

@Suite("Conformance", .serialized) struct ConformanceTests {
  @Test(
    "Does what CPython 3.13 does, and keeps no reference to the witness",
    arguments: allCases,
    CountingMode.allCases
  )
  func conforms(to testCase: APICase, mode: CountingMode) throws {
    try Runtime.attached { try run(testCase, mode) }
  }

  @Test(
    "Gives back every block that it took",
    .enabled(if: Runtime.attached { Statistics.usedBlocks } > 0, "malloc gives all memory"),
    arguments: allCases.filter { !keeping.contains($0.names[0]) },
    CountingMode.allCases
  )
  func leaksNothing(testCase: APICase, mode: CountingMode) throws {
    let rounds = 4
    try Runtime.attached {
      // What is made once, and then kept, is made now.
      for _ in 0..<2 { try run(testCase, mode) }
      _ = PyGC_Collect()
      let before = Statistics.usedBlocks
      for _ in 0..<rounds { try run(testCase, mode) }
      _ = PyGC_Collect()
      let left = Statistics.usedBlocks - before
      #expect(left < rounds, "\(left) blocks of \(rounds) rounds")
    }
  }

  private func run(_ testCase: APICase, _ mode: CountingMode) throws {
    let entry = mode == .legacy ? LegacyLock.enter() : nil
    defer { if let entry { LegacyLock.leave(entry) } }
    let witness = Witness(object: PyObject_CallObject(suture_PyBaseObject_Type().asObject, nil)!)
    let before = witness.references
    try testCase.body(witness)
    if let left = takeError() { Issue.record("left pending: \(left)") }
    #expect(witness.references == before, "references to the witness")
    Py_DecRef(witness.object)
  }

  @Test("Every written function of a header has a case", arguments: manifestHeaders)
  func everyFunctionIsCovered(header: String) {
    let covered = Set(allCases.flatMap { $0.names }).union(elsewhere)
    var missing: [String] = []
    var entry = suture_exports()
    while let name = entry.pointee.name {
      let isWritten = entry.pointee.pending != entry.pointee.address
      if !entry.pointee.is_data, isWritten, String(cString: entry.pointee.header) == header,
        !covered.contains(String(cString: name))
      {
        missing.append(String(cString: name))
      }
      entry += 1
    }
    #expect(missing.isEmpty, "\(missing.count) without a case: \(missing.joined(separator: " "))")
  }
}

/// The headers of the table of names.
let manifestHeaders: [String] = {
  var headers: Set<String> = []
  var entry = suture_exports()
  while entry.pointee.name != nil {
    headers.insert(String(cString: entry.pointee.header))
    entry += 1
  }
  return headers.sorted()
}()

/// The first names of the cases that make what lives as long as the process: types of an extension, which are immortal,
/// tables, interned names.
let keeping: Set<String> = [
  "_PyArg_UnpackKeywords", "PyCallIter_New", "PyCallable_Check", "PyDescr_NewGetSet",
  "PyIter_Next", "PyIter_Send", "PyMarshal_ReadObjectFromString", "PyMemoryView_FromObject",
  "PyNumber_Add", "PyNumber_Check", "PyNumber_Divmod", "PyNumber_InPlaceAdd", "PyNumber_Long",
  "PyNumber_Negative", "PyNumber_Power", "PyObject_Bytes", "PyObject_Call",
  "PyObject_CallFinalizer", "PyObject_CallFinalizerFromDealloc", "PyObject_CallFunction",
  "PyObject_CallFunctionObjArgs", "PyObject_CallNoArgs", "PyObject_ClearWeakRefs", "PyObject_Dir",
  "PyObject_GenericGetAttr", "PyObject_GetAIter", "PyObject_GetAttr", "PyObject_GetBuffer",
  "PyObject_GetItemData", "PyObject_GetIter", "PyObject_GetOptionalAttr", "PyObject_HasAttr",
  "PyObject_Hash", "PyObject_IsTrue", "PyObject_LengthHint", "PyObject_Repr",
  "PyObject_RichCompare", "PyObject_Vectorcall", "PyObject_VectorcallMethod", "PySeqIter_New",
  "PySequence_Check", "PySequence_Fast", "PySequence_GetItem", "PySequence_List",
  "PySequence_Size", "PyStructSequence_InitType", "PyStructSequence_NewType",
  "PyType_FromMetaclass", "PyType_FromModuleAndSpec", "PyType_FromSlots", "PyType_FromSpec",
  "PyType_FromSpecWithBases", "PyType_GenericAlloc", "PyType_GetBaseByToken",
  "PyType_GetModuleByDef", "PyType_GetName", "PyType_GetSlot", "PyType_GetTypeDataSize",
  "PyType_Ready",
]

/// Functions that end the process or the thread, or that have a whole test file: named with the place of their test.
let elsewhere: Set<String> = [
  // Locking/ObjectLockTests
  "PyObject_Lock", "PyObject_Unlock", "PyObject_Lock2", "PyObject_Unlock2",
  // They end the process or the thread: Runtime/ExitTests
  "Py_FatalError", "_Py_FatalErrorFunc", "Py_Exit", "PyThread_exit_thread",
]
