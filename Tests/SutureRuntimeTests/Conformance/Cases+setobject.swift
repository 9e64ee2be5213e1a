import Testing

@testable import SutureRuntime

private func noSet(_ line: Int) -> String { internalCall("Objects/setobject.c:\(line)") }
private let unhashable = "TypeError: unhashable type: 'list'"

private func setOf(_ items: ObjectPointer...) -> ObjectPointer {
  let set = PySet_New(nil)!
  for item in items {
    PySet_Add(set, item)
    Py_DecRef(item)
  }
  return set
}

let setobjectCases: [APICase] = [
  APICase("PySet_New", "PyFrozenSet_New") { w in
    expectRepr(PySet_New(nil), "set()")
    expectRepr(PyFrozenSet_New(nil), "frozenset()")
    let items = list(own(w), own(w), number(1))
    let nested = list(PyList_New(0)!)
    for make in [PySet_New, PyFrozenSet_New] {
      let before = w.references
      let set = make(items)
      #expect(PySet_Size(set) == 2 && w.references == before + 1)
      drop(set)
      #expect(w.references == before)
      expectError("TypeError: 'object' object is not iterable", make(w.object))
      expectError(unhashable, make(nested))
    }
    let frozen = PyFrozenSet_New(items)
    let copy = PyFrozenSet_New(frozen)
    #expect(copy != frozen, "a new frozenset, which PySet_Add may fill")
    #expect(PySet_Add(copy, suture_None()) == 0 && PySet_Size(frozen) == 2)
    drop(items, nested, frozen, copy)
  },
  APICase("PySet_Add", "PySet_Contains", "PySet_Discard", "PySet_Size") { w in
    let (set, list) = (PySet_New(nil), PyList_New(0))
    let before = w.references
    #expect(PySet_Add(set, w.object) == 0 && PySet_Add(set, w.object) == 0)
    #expect(w.references == before + 1 && PySet_Size(set) == 1)
    #expect(PySet_Contains(set, w.object) == 1 && PySet_Contains(set, suture_None()) == 0)
    #expect(PySet_Discard(set, suture_None()) == 0)
    for function in [PySet_Add, PySet_Contains, PySet_Discard] {
      expectError(unhashable, function(set, list))
    }
    #expect(PySet_Discard(set, w.object) == 1)
    #expect(w.references == before && PySet_Size(set) == 0)
    // Only a frozenset that nobody else knows may be filled.
    let frozen = PyFrozenSet_New(nil)
    #expect(PySet_Add(frozen, w.object) == 0 && PySet_Contains(frozen, w.object) == 1)
    let other = newReference(frozen!)
    expectError(noSet(2649), PySet_Add(frozen, suture_None()))
    expectError(noSet(2633), PySet_Discard(frozen, w.object))
    #expect(PySet_Size(frozen) == 1)
    drop(set, frozen, other)
    expectError(noSet(2649), PySet_Add(list, w.object))
    expectError(noSet(2618), PySet_Contains(list, w.object))
    expectError(noSet(2633), PySet_Discard(list, w.object))
    expectError(noSet(2591), PySet_Size(list))
    drop(list)
  },
  APICase("PySet_Add", "PySet_Contains", "PySet_Discard") { _ in
    // A comparison that raises; a set does not stand for the frozenset that is equal to it.
    let (ones, key) = (setOf(number(1)), raisingKey())
    for function in [PySet_Add, PySet_Contains, PySet_Discard] {
      expectError(comparisonError, function(ones, key))
    }
    let frozen = PyFrozenSet_New(ones)
    let outer = setOf(frozen!)
    expectError("TypeError: unhashable type: 'set'", PySet_Contains(outer, ones))
    expectError("TypeError: unhashable type: 'set'", PySet_Discard(outer, ones))
    drop(ones, key, outer)
  },
  APICase("PySet_Pop", "PySet_Clear") { w in
    let set = setOf(own(w))
    let before = w.references
    let item = PySet_Pop(set)
    #expect(item == w.object && w.references == before, "the set's reference is the caller's now")
    drop(item)
    expectError("KeyError: 'pop from an empty set'", PySet_Pop(set))
    PySet_Add(set, w.object)
    #expect(PySet_Clear(set) == 0)
    #expect(w.references == before - 1 && PySet_Size(set) == 0)
    let frozen = PyFrozenSet_New(nil)
    for o in [frozen, w.object] {
      expectError(noSet(2697), PySet_Pop(o))
      expectError(noSet(2601), PySet_Clear(o))
    }
    drop(set, frozen)
  },
  APICase("_PySet_Update") { w in
    let (set, items) = (PySet_New(nil), list(own(w), own(w), number(1)))
    let before = w.references
    #expect(_PySet_Update(set, items) == 0)
    #expect(PySet_Size(set) == 2 && w.references == before + 1)
    expectError("TypeError: 'object' object is not iterable", _PySet_Update(set, w.object))
    let nested = list(PyList_New(0)!)
    expectError(unhashable, _PySet_Update(set, nested))
    let frozen = PyFrozenSet_New(nil)
    expectError(noSet(2707), _PySet_Update(frozen, items))
    expectError(noSet(2707), _PySet_Update(w.object, items))
    drop(set, items, nested, frozen)
  },
  APICase("_PySet_NextEntryRef") { w in
    let set = setOf(own(w))
    let before = w.references
    var (position, key, hash) = (0, nil as ObjectPointer?, 0)
    #expect(_PySet_NextEntryRef(set, &position, &key, &hash) == 1)
    #expect(key == w.object && hash == PyObject_Hash(w.object))
    #expect(w.references == before + 1, "a new reference")
    drop(key)
    #expect(_PySet_NextEntryRef(set, &position, &key, &hash) == 0 && takeError() == nil)
    expectError(noSet(2682), _PySet_NextEntryRef(w.object, &position, &key, &hash))
    drop(set)
  },
]
