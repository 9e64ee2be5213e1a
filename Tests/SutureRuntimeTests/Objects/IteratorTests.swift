import SutureTestSupport
import Testing

@testable import SutureRuntime

@Suite("Exhausted iterators") struct IteratorTests {
  /// Runs `body` attached, on a new thread: what earlier threads did decides whether its objects are biased to it.
  private func onNewThread(_ body: @escaping @Sendable () -> Void) {
    runTogether(1) { _ in Runtime.attached(body) }
  }

  @Test("An exhausted iterator lets its container go, and stays exhausted", arguments: subjects)
  private func letsGo(subject: Subject) {
    onNewThread {
      let container = subject.make()
      let before = Py_REFCNT(container)
      let iterator = subject.iterate(container)
      #expect(Py_REFCNT(container) == before + 1)
      while let item = PyIter_Next(iterator) { drop(item) }
      #expect(takeError() == nil)
      #expect(Py_REFCNT(container) == before, "\(subject.name): exhausted, it lets go")
      subject.grow?(container)
      #expect(PyIter_Next(iterator) == nil && takeError() == nil, "\(subject.name): for good")
      if PyObject_HasAttrString(iterator, "__setstate__") == 1 {
        drop(callMethod(iterator, "__setstate__", 0))
        #expect(PyIter_Next(iterator) == nil && takeError() == nil, "\(subject.name)")
      }
      if PyObject_HasAttrString(iterator, "__length_hint__") == 1 {
        expectRepr(callMethod(iterator, "__length_hint__"), "0")
      }
      drop(iterator, container)
    }
  }

  @Test("An exhausted iterator of a dict or set is pickled as one over nothing")
  func reduced() {
    onNewThread {
      for container in [dict(("a", number(1))), numberSet()] {
        let iterator = PyObject_GetIter(container)
        while let item = PyIter_Next(iterator) { drop(item) }
        expectRepr(callMethod(iterator, "__reduce__"), "(<built-in function iter>, ([],))")
        drop(iterator, container)
      }
    }
  }

  @Test("A callable iterator lets the callable and the sentinel go")
  func letsBothGo() {
    onNewThread {
      let (l, sentinel) = (list(number(1)), tuple(number(2)))
      PyList_Append(l, sentinel)
      let pop = PyObject_GetAttrString(l, "pop")
      let iterator = PyCallIter_New(pop, sentinel)
      #expect(Py_REFCNT(pop) == 2 && Py_REFCNT(sentinel) == 3)
      #expect(PyIter_Next(iterator) == nil && takeError() == nil)
      #expect(Py_REFCNT(pop) == 1 && Py_REFCNT(sentinel) == 1)
      drop(iterator, pop, sentinel, l)
    }
  }

  @Test("What goes back may be sent back, until it is asked for one item too many")
  func startsAgain() {
    onNewThread {
      // A reverse iterator of a list ends in front of it, and may be sent back, until it finds the list too short.
      let l = list(number(1), number(2))
      let iterator = reversed(l)
      while let item = PyIter_Next(iterator) { drop(item) }
      #expect(Py_REFCNT(l) == 2)
      expectRepr(callMethod(iterator, "__length_hint__"), "0")
      expectRepr(callMethod(iterator, "__reduce__"), "(<class 'reversed'>, ([],))")
      drop(callMethod(iterator, "__setstate__", 1))
      expectRepr(PyIter_Next(iterator), "2")
      PyList_SetSlice(l, 0, 2, nil)
      #expect(PyIter_Next(iterator) == nil && Py_REFCNT(l) == 1)
      using(number(3)) { _ = PyList_Append(l, $0) }
      drop(callMethod(iterator, "__setstate__", 0))
      #expect(PyIter_Next(iterator) == nil)
      drop(iterator, l)
      // So may that of another sequence, until it is asked for one item too many.
      let t = tuple(number(1), number(2))
      let backward = reversed(t)
      expectRepr(PyIter_Next(backward), "2")
      expectRepr(PyIter_Next(backward), "1")
      expectRepr(callMethod(backward, "__reduce__"), "(<class 'reversed'>, ((1, 2),), -1)")
      drop(callMethod(backward, "__setstate__", 1))
      expectRepr(PyIter_Next(backward), "2")
      drop(PyIter_Next(backward), PyIter_Next(backward), callMethod(backward, "__setstate__", 1))
      #expect(PyIter_Next(backward) == nil)
      drop(backward, t)
    }
  }
}

@Sendable private func reversed(_ o: ObjectPointer) -> ObjectPointer? {
  PyObject_CallOneArg(suture_PyReversed_Type().asObject, o)
}

/// A container, an iterator of it, and how it grows; nil: it cannot.
private struct Subject: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable () -> ObjectPointer
  let iterate: @Sendable (ObjectPointer) -> ObjectPointer?
  var grow: (@Sendable (ObjectPointer) -> Void)?

  var testDescription: String { name }
}

@Sendable private func addToDict(_ o: ObjectPointer) {
  using(number(9)) { _ = PyDict_SetItem(o, $0, $0) }
}

@Sendable private func addToSet(_ o: ObjectPointer) { drop(callMethod(o, "add", 9)) }

@Sendable private func numberSet() -> ObjectPointer {
  let set = PySet_New(nil)!
  for n in 1...2 { using(number(n)) { _ = PySet_Add(set, $0) } }
  return set
}

@Sendable private func appendTo(_ o: ObjectPointer) { drop(callMethod(o, "append", 9)) }

private var subjects: [Subject] {
  @Sendable func numbers() -> ObjectPointer { list(number(1), number(2)) }
  @Sendable func pairs() -> ObjectPointer { dict(("a", number(1)), ("b", number(2))) }
  func iterate(
    _ view: String,
    _ how: @escaping @Sendable (ObjectPointer) -> ObjectPointer?
  ) -> @Sendable (ObjectPointer) -> ObjectPointer? {
    { o in using(callMethod(o, view)) { how($0) } }
  }
  let iter: @Sendable (ObjectPointer) -> ObjectPointer? = { PyObject_GetIter($0) }
  return [
    Subject(name: "list", make: numbers, iterate: iter, grow: appendTo),
    Subject(name: "sequence", make: numbers, iterate: { PySeqIter_New($0) }, grow: appendTo),
    Subject(name: "tuple", make: { tuple(number(1), number(2)) }, iterate: iter),
    Subject(name: "tuple back", make: { tuple(number(1), number(2)) }, iterate: reversed),
    Subject(name: "dict", make: pairs, iterate: iter, grow: addToDict),
    Subject(name: "values", make: pairs, iterate: iterate("values", iter), grow: addToDict),
    Subject(name: "items", make: pairs, iterate: iterate("items", iter), grow: addToDict),
    Subject(name: "dict back", make: pairs, iterate: reversed, grow: addToDict),
    Subject(
      name: "values back",
      make: pairs,
      iterate: iterate("values", reversed),
      grow: addToDict
    ),
    Subject(name: "items back", make: pairs, iterate: iterate("items", reversed), grow: addToDict),
    Subject(name: "empty dict", make: { PyDict_New()! }, iterate: iter, grow: addToDict),
    Subject(name: "empty dict back", make: { PyDict_New()! }, iterate: reversed, grow: addToDict),
    Subject(name: "set", make: numberSet, iterate: iter, grow: addToSet),
    Subject(name: "empty set", make: { PySet_New(nil)! }, iterate: iter, grow: addToSet),
    Subject(
      name: "frozenset",
      make: { using(numberSet()) { PyFrozenSet_New($0)! } },
      iterate: iter
    ),
    Subject(name: "ASCII", make: { text("abc") }, iterate: iter),
    Subject(name: "str", make: { text("a\u{20AC}") }, iterate: iter),
    Subject(name: "str back", make: { text("abc") }, iterate: reversed),
    Subject(name: "bytes", make: { PyBytes_FromString("abc")! }, iterate: iter),
    Subject(
      name: "bytearray",
      make: { PyByteArray_FromStringAndSize("abc", 3)! },
      iterate: iter,
      grow: appendTo
    ),
    Subject(name: "enumerate", make: numbers) {
      PyObject_CallOneArg(suture_PyEnum_Type().asObject, $0)
    },
  ]
}
