import Testing

@testable import SutureRuntime

let dictobjectCases: [APICase] =
  dictItemCases + dictReferenceCases + dictWholeCases + dictInternalCases

private func noDict(_ line: Int) -> String { internalCall("Objects/dictobject.c:\(line)") }
private let unhashable = "TypeError: unhashable type: 'list'"

/// A dict with one int for a key, a list and a key that cannot be compared with the int.
private struct Bad {
  let dict: ObjectPointer
  let list = PyList_New(0)!
  let key = raisingKey()

  init() {
    dict = PyDict_New()!
    let one = number(1)
    PyDict_SetItem(dict, one, one)
    Py_DecRef(one)
  }

  func end() { drop(dict, list, key) }

  /// Checks a function of a dict and a key: what is no dict, what has no hash, what cannot be compared.
  ///
  /// `failed` checks an exception.
  func check(_ line: Int, _ failed: (String, ObjectPointer, ObjectPointer) -> Void) {
    failed(noDict(line), list, suture_None())
    failed(unhashable, dict, list)
    failed(comparisonError, dict, key)
    #expect(PyDict_Size(dict) == 1)
  }
}

private let dictItemCases: [APICase] = [
  APICase("PyDict_New", "PyDict_Size") { _ in
    let d = PyDict_New()
    #expect(Py_REFCNT(d!) == 1 && PyDict_Size(d) == 0)
    expectRepr(d, "{}")
    expectError(noDict(4049), PyDict_Size(suture_None()))
    expectError(noDict(4049), PyDict_Size(nil))
  },
  APICase("PyDict_SetItem", "PyDict_Contains", "PyDict_DelItem") { w in
    let d = PyDict_New()
    let before = w.references
    #expect(PyDict_Contains(d, w.object) == 0)
    #expect(PyDict_SetItem(d, w.object, w.object) == 0)
    #expect(w.references == before + 2, "as the key and as the value")
    let other = number(1)
    #expect(PyDict_SetItem(d, w.object, other) == 0)
    #expect(w.references == before + 1, "the old value is given up, the key stays")
    #expect(PyDict_Contains(d, w.object) == 1)
    #expect(PyDict_DelItem(d, w.object) == 0)
    #expect(w.references == before && PyDict_Size(d) == 0)
    expectError("KeyError: 1", PyDict_DelItem(d, other))
    drop(d, other)
    let bad = Bad()
    bad.check(2527) { expectError($0, PyDict_SetItem($1, $2, w.object)) }
    bad.check(2659) { expectError($0, PyDict_DelItem($1, $2)) }
    expectError(unhashable, PyDict_Contains(bad.dict, bad.list))
    expectError(comparisonError, PyDict_Contains(bad.dict, bad.key))
    bad.end()
  },
  APICase("PyDict_SetItemString", "PyDict_ContainsString", "PyDict_DelItemString") { w in
    let d = PyDict_New()
    let before = w.references
    #expect(PyDict_SetItemString(d, "\u{e9}", w.object) == 0)
    #expect(w.references == before + 1)
    #expect(PyDict_ContainsString(d, "\u{e9}") == 1 && PyDict_ContainsString(d, "e") == 0)
    #expect(PyDict_DelItemString(d, "\u{e9}") == 0)
    #expect(w.references == before)
    expectError("KeyError: 'k'", PyDict_DelItemString(d, "k"))
    withBadText { bad in
      expectError(notUTF8, PyDict_SetItemString(d, bad, w.object))
      expectError(notUTF8, PyDict_DelItemString(d, bad))
      expectError(notUTF8, PyDict_ContainsString(d, bad))
    }
    drop(d)
    expectError(noDict(2527), PyDict_SetItemString(suture_None(), "k", w.object))
    expectError(noDict(2659), PyDict_DelItemString(suture_None(), "k"))
  },
  APICase("PyDict_GetItem", "PyDict_GetItemString") { w in
    let d = dict(("k", own(w)))
    let key = text("k")
    let before = w.references
    #expect(PyDict_GetItem(d, key) == w.object)
    #expect(PyDict_GetItemString(d, "k") == w.object)
    #expect(w.references == before, "borrowed")
    #expect(PyDict_GetItem(d, w.object) == nil && PyDict_GetItemString(d, "zz") == nil)
    #expect(takeError() == nil, "no such key")
    #expect(PyDict_GetItem(w.object, key) == nil && PyDict_GetItemString(w.object, "k") == nil)
    #expect(takeError() == nil, "no dict")
    PyErr_SetString(suture_PyExc_ValueError(), "mine")
    #expect(PyDict_GetItem(d, key) == w.object)
    #expect(takeError() == "ValueError: mine", "the caller's exception stays")
    drop(d, key)
  },
  APICase("PyDict_GetItem", "PyDict_GetItemString") { _ in
    let bad = Bad()
    let advice = "PyDict_GetItem(); consider using PyDict_GetItemRef() or PyDict_GetItemWithError()"
    for (key, error) in [(bad.list, unhashable), (bad.key, comparisonError)] {
      let written = standardError { #expect(PyDict_GetItem(bad.dict, key) == nil) }
      #expect(written == "Exception ignored in \(advice):\n\(error)\n")
      #expect(takeError() == nil)
    }
    // A KeyError says that there is no such key, also one that a __hash__ raises.
    let key = newInstance("Key", ["__hash__": bound(PyDict_New()!, "popitem")])
    let silence = standardError { #expect(PyDict_GetItem(bad.dict, key) == nil) }
    #expect(silence == "" && takeError() == nil)
    drop(key)
    let written = standardError {
      withBadText { #expect(PyDict_GetItemString(bad.dict, $0) == nil) }
    }
    #expect(
      written
        == "Exception ignored in PyDict_GetItemString(); consider using PyDict_GetItemRefString():"
        + "\n\(notUTF8)\n"
    )
    bad.end()
  },
  APICase("PyDict_GetItemWithError") { w in
    let d = PyDict_New()
    PyDict_SetItem(d, w.object, w.object)
    let before = w.references
    #expect(PyDict_GetItemWithError(d, w.object) == w.object)
    #expect(w.references == before, "borrowed")
    #expect(PyDict_GetItemWithError(d, suture_None()) == nil && takeError() == nil)
    drop(d)
    let bad = Bad()
    bad.check(2391) { expectError($0, PyDict_GetItemWithError($1, $2)) }
    bad.end()
  },
]

private let dictReferenceCases: [APICase] = [
  APICase("PyDict_GetItemRef", "PyDict_GetItemStringRef") { w in
    let d = dict(("k", own(w)))
    let key = text("k")
    let before = w.references
    var value: ObjectPointer?
    #expect(PyDict_GetItemRef(d, key, &value) == 1)
    #expect(value == w.object && w.references == before + 1, "a new reference")
    drop(value)
    #expect(PyDict_GetItemStringRef(d, "k", &value) == 1)
    #expect(value == w.object && w.references == before + 1, "a new reference")
    drop(value)
    #expect(PyDict_GetItemRef(d, w.object, &value) == 0 && value == nil)
    value = w.object
    #expect(PyDict_GetItemStringRef(d, "zz", &value) == 0 && value == nil)
    value = w.object
    withBadText { expectError(notUTF8, PyDict_GetItemStringRef(d, $0, &value)) }
    #expect(value == nil)
    drop(d, key)
    expectError(noDict(2337), PyDict_GetItemStringRef(w.object, "k", &value))
    let bad = Bad()
    bad.check(2337) { error, dict, key in
      value = w.object
      expectError(error, PyDict_GetItemRef(dict, key, &value))
      #expect(value == nil)
    }
    bad.end()
  },
  APICase("PyDict_SetDefaultRef", "PyDict_SetDefault") { w in
    let d = PyDict_New()
    let (key, other) = (text("k"), number(7))
    let before = w.references
    var value: ObjectPointer?
    #expect(PyDict_SetDefaultRef(d, key, w.object, &value) == 0)
    #expect(value == w.object && w.references == before + 2, "the dict's and the caller's")
    drop(value)
    #expect(PyDict_SetDefaultRef(d, key, other, &value) == 1)
    #expect(value == w.object && w.references == before + 2)
    drop(value)
    #expect(PyDict_SetDefaultRef(d, key, other, nil) == 1)
    #expect(PyDict_SetDefault(d, key, other) == w.object)
    #expect(w.references == before + 1, "borrowed")
    #expect(PyDict_SetDefault(d, other, w.object) == w.object)
    #expect(w.references == before + 2 && PyDict_Size(d) == 2)
    drop(d, key, other)
    let bad = Bad()
    bad.check(4221) { error, dict, key in
      value = w.object
      expectError(error, PyDict_SetDefaultRef(dict, key, w.object, &value))
      #expect(value == nil)
      expectError(error, PyDict_SetDefault(dict, key, w.object))
    }
    bad.end()
  },
  APICase("PyDict_Pop", "PyDict_PopString") { w in
    let d = dict(("a", own(w)), ("b", own(w)), ("c", own(w)))
    let (a, b) = (text("a"), text("b"))
    let before = w.references
    var value: ObjectPointer?
    #expect(PyDict_Pop(d, a, &value) == 1)
    #expect(value == w.object && w.references == before, "the dict's reference is the caller's now")
    drop(value)
    #expect(PyDict_Pop(d, b, nil) == 1)
    #expect(w.references == before - 2, "given up")
    #expect(PyDict_PopString(d, "c", &value) == 1)
    #expect(value == w.object && PyDict_Size(d) == 0)
    drop(value)
    #expect(PyDict_Pop(d, a, &value) == 0 && value == nil)
    value = w.object
    #expect(PyDict_PopString(d, "c", &value) == 0 && value == nil)
    let list = PyList_New(0)
    #expect(PyDict_Pop(d, list, &value) == 0, "an empty dict does not hash the key")
    drop(d, a, b, list)
    let bad = Bad()
    bad.check(2958) { error, dict, key in
      value = w.object
      expectError(error, PyDict_Pop(dict, key, &value))
      #expect(value == nil)
    }
    withBadText { expectError(notUTF8, PyDict_PopString(bad.dict, $0, &value)) }
    bad.end()
  },
  APICase("PyDict_Next") { w in
    let d = dict(("a", own(w)), ("b", number(2)))
    let before = w.references
    var (position, key, value) = (0, nil as ObjectPointer?, nil as ObjectPointer?)
    #expect(PyDict_Next(d, &position, &key, &value) == 1)
    #expect(position == 1 && value == w.object && w.references == before, "borrowed")
    #expect(swiftText(key!) == "a")
    #expect(PyDict_Next(d, &position, &key, nil) == 1)
    #expect(position == 2 && swiftText(key!) == "b")
    #expect(PyDict_Next(d, &position, nil, nil) == 0)
    position = 0
    #expect(PyDict_Next(w.object, &position, &key, &value) == 0 && takeError() == nil, "no dict")
    position = -1
    #expect(PyDict_Next(d, &position, &key, &value) == 0 && takeError() == nil, "before the first")
    drop(d)
  },
]

private let dictWholeCases: [APICase] = [
  APICase("PyDict_Clear") { w in
    let before = w.references
    let d = dict(("k", own(w)))
    PyDict_Clear(d)
    #expect(w.references == before && PyDict_Size(d) == 0)
    PyDict_Clear(w.object)
    #expect(takeError() == nil, "does nothing to what is no dict")
    drop(d)
  },
  APICase("PyDict_Copy") { w in
    let d = dict(("k", own(w)))
    let before = w.references
    let copy = PyDict_Copy(d)
    #expect(copy != d && w.references == before + 1)
    PyDict_Clear(d)
    #expect(PyDict_GetItemString(copy, "k") == w.object)
    drop(d, copy)
    expectError(noDict(4032), PyDict_Copy(w.object))
    expectError(noDict(4032), PyDict_Copy(nil))
  },
  APICase("PyDict_Keys", "PyDict_Values", "PyDict_Items") { w in
    let d = dict(("a", number(1)), ("b", number(2)))
    expectRepr(PyDict_Keys(d), "['a', 'b']")
    expectRepr(PyDict_Values(d), "[1, 2]")
    expectRepr(PyDict_Items(d), "[('a', 1), ('b', 2)]")
    PyDict_SetItem(d, w.object, w.object)
    let before = w.references
    let lists = [PyDict_Keys(d), PyDict_Values(d), PyDict_Items(d)]
    #expect(w.references == before + 4, "twice in the items")
    for list in lists { drop(list) }
    #expect(w.references == before)
    drop(d)
    for (line, function) in [
      (3355, PyDict_Keys), (3404, PyDict_Values), (3452, PyDict_Items),
    ] as [(Int, (ObjectPointer?) -> ObjectPointer?)] {
      expectError(noDict(line), function(w.object))
      expectError(noDict(line), function(nil))
    }
  },
  APICase("PyDict_Merge", "PyDict_Update") { w in
    let (a, b) = (dict(("k", number(1))), dict(("k", own(w)), ("l", own(w))))
    let before = w.references
    #expect(PyDict_Merge(a, b, 0) == 0)
    #expect(w.references == before + 1, "k stays")
    #expect(PyDict_Merge(a, b, 2) == 0, "not 0: override")
    #expect(w.references == before + 2)
    #expect(PyDict_Update(a, a) == 0)
    #expect(w.references == before + 2 && PyDict_Size(a) == 2)
    drop(b)
    // Any object with keys() and [].
    let proxy = PyDictProxy_New(a)
    let copy = PyDict_New()
    #expect(PyDict_Update(copy, proxy) == 0)
    #expect(PyDict_GetItemString(copy, "l") == w.object)
    drop(copy, proxy)
    let keyed = newInstance("Keys", ["keys": bound(number(5), "__int__")])
    expectError(
      "TypeError: Keys.keys() returned a non-iterable (type int)",
      PyDict_Update(a, keyed)
    )
    drop(keyed)
    let pairs = list(tuple(text("a"), text("b")))
    expectError("AttributeError: 'list' object has no attribute 'keys'", PyDict_Update(a, pairs))
    expectError("AttributeError: 'list' object has no attribute 'keys'", PyDict_Merge(a, pairs, 1))
    for (x, y) in [(pairs, a), (nil, a), (a, nil)] {
      expectError(noDict(3798), PyDict_Merge(x, y, 1))
      expectError(noDict(3798), PyDict_Update(x, y))
    }
    drop(pairs, a)
  },
  APICase("PyDict_MergeFromSeq2") { w in
    let d = dict(("a", number(1)))
    let pairs = list(tuple(text("a"), own(w)), list(text("b"), own(w)), text("xy"))
    let before = w.references
    #expect(PyDict_MergeFromSeq2(d, pairs, 0) == 0)
    #expect(w.references == before + 1, "a stays")
    #expect(PyDict_MergeFromSeq2(d, pairs, 1) == 0)
    #expect(w.references == before + 2 && PyDict_Size(d) == 3)
    drop(d, pairs)
    for (pair, error) in [
      (number(1), "TypeError: cannot convert dictionary update sequence element #1 to a sequence"),
      (
        text("abc"), "ValueError: dictionary update sequence element #1 has length 3; 2 is required"
      ),
      (tuple(PyList_New(0)!, number(1)), unhashable),
    ] {
      let d = PyDict_New()
      let pairs = list(text("xy"), pair)
      expectError(error, PyDict_MergeFromSeq2(d, pairs, 1))
      #expect(PyDict_Size(d) == 1, "what came before stays")
      drop(d, pairs)
    }
    let d2 = PyDict_New()
    expectError("TypeError: 'object' object is not iterable", PyDict_MergeFromSeq2(d2, w.object, 1))
    drop(d2)
  },
]

private let dictInternalCases: [APICase] = [
  APICase("PyObject_GenericGetDict") { w in
    let o = newInstance("Plain", [:])
    let d = PyObject_GenericGetDict(o, nil)
    let again = PyObject_GenericGetDict(o, nil)
    #expect(d != nil && d == again)
    PyDict_SetItemString(d, "x", w.object)
    let x = PyObject_GetAttrString(o, "x")
    #expect(x == w.object)
    drop(x, d, again, o)
    expectError(
      "AttributeError: This object has no __dict__",
      PyObject_GenericGetDict(w.object, nil)
    )
  },
  APICase("_PyDict_NewPresized") { w in
    for count in [-1, 0, 5, 1000] {
      let d = _PyDict_NewPresized(count)
      #expect(PyDict_SetItem(d, w.object, w.object) == 0 && PyDict_Size(d) == 1)
      drop(d)
    }
  },
  APICase(
    "_PyDict_GetItem_KnownHash",
    "_PyDict_GetItemRef_KnownHash_LockHeld",
    "_PyDict_SetItem_KnownHash_LockHeld"
  ) { w in
    let d = PyDict_New()!
    let inner = UnsafeMutableRawPointer(d).assumingMemoryBound(to: PyDictObject.self)
    let hash = PyObject_Hash(w.object)
    let before = w.references
    #expect(_PyDict_SetItem_KnownHash_LockHeld(inner, w.object, w.object, hash) == 0)
    #expect(w.references == before + 2)
    #expect(_PyDict_GetItem_KnownHash(d, w.object, hash) == w.object)
    #expect(w.references == before + 2, "borrowed")
    var value: ObjectPointer?
    #expect(_PyDict_GetItemRef_KnownHash_LockHeld(inner, w.object, hash, &value) == 1)
    #expect(value == w.object && w.references == before + 3, "a new reference")
    drop(value)
    #expect(_PyDict_GetItem_KnownHash(d, suture_None(), hash) == nil && takeError() == nil)
    value = w.object
    #expect(_PyDict_GetItemRef_KnownHash_LockHeld(inner, suture_None(), hash, &value) == 0)
    #expect(value == nil)
    drop(d)
    expectError(noDict(2266), _PyDict_GetItem_KnownHash(w.object, w.object, 1))
    let bad = Bad()
    expectError(comparisonError, _PyDict_GetItem_KnownHash(bad.dict, bad.key, 1))
    bad.end()
  },
  APICase("_PyDict_DelItemIf") { w in
    let d = dict(("k", own(w)))
    let (key, other) = (text("k"), text("zz"))
    let before = w.references
    var answer: Int32 = 0
    // The predicate gives what the argument points to, if the value is the dict's.
    let predicate: @convention(c) (ObjectPointer?, UnsafeMutableRawPointer?) -> Int32 = {
      value,
      answer in
      let answer = answer!.load(as: Int32.self)
      if answer < 0 { PyErr_SetObject(suture_PyExc_ValueError(), value!.type.asObject) }
      return answer
    }
    #expect(_PyDict_DelItemIf(d, key, predicate, &answer) == 0 && w.references == before)
    answer = -1
    expectError("ValueError: <class 'object'>", _PyDict_DelItemIf(d, key, predicate, &answer))
    answer = 1
    #expect(_PyDict_DelItemIf(d, other, predicate, &answer) == 0)
    #expect(_PyDict_DelItemIf(d, key, predicate, &answer) == 1)
    #expect(w.references == before - 1 && PyDict_Size(d) == 0)
    drop(d, key, other)
  },
]
