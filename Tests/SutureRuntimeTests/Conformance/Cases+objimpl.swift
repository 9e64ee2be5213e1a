import Testing

@testable import SutureRuntime

/// Whether a block's bytes can all be written and read back.
private func isUsable(_ block: UnsafeMutableRawPointer?, _ size: Int) -> Bool {
  guard let block else { return false }
  for i in 0..<size {
    block.storeBytes(of: UInt8(truncatingIfNeeded: i), toByteOffset: i, as: UInt8.self)
  }
  return (0..<size).allSatisfy {
    block.load(fromByteOffset: $0, as: UInt8.self) == UInt8(truncatingIfNeeded: $0)
  }
}

private func isZero(_ block: UnsafeMutableRawPointer?, _ size: Int) -> Bool {
  guard let block else { return false }
  return (0..<size).allSatisfy { block.load(fromByteOffset: $0, as: UInt8.self) == 0 }
}

let objimplCases: [APICase] = [
  APICase("PyMem_Malloc", "PyMem_Realloc", "PyMem_Free", "PyMem_Calloc") { _ in
    for size in [0, 1, 16, 500, 5000] {
      var block = PyMem_Malloc(size)
      #expect(isUsable(block, size))
      block = PyMem_Realloc(block, size * 2 + 1)
      #expect(isUsable(block, size * 2 + 1))
      PyMem_Free(block)
    }
    let zeros = PyMem_Calloc(10, 10)
    #expect(isZero(zeros, 100))
    PyMem_Free(zeros)
    PyMem_Free(nil)
    #expect(
      PyMem_Calloc(Int.max, 2) == nil && PyMem_Malloc(-1) == nil && PyMem_Malloc(Int.max) == nil
    )
  },
  APICase("_PyMem_Strdup") { _ in
    for text in ["", "hello"] {
      let copy = _PyMem_Strdup(text)
      #expect(String(cString: copy!) == text)
      PyMem_Free(copy)
    }
  },
  APICase("PyMem_RawMalloc", "PyMem_RawRealloc", "PyMem_RawFree", "PyMem_RawCalloc") { _ in
    var block = PyMem_RawMalloc(0)
    #expect(block != nil)
    block = PyMem_RawRealloc(block, 100)
    #expect(isUsable(block, 100))
    PyMem_RawFree(block)
    let zeros = PyMem_RawCalloc(10, 10)
    #expect(isZero(zeros, 100))
    PyMem_RawFree(zeros)
    PyMem_RawFree(nil)
  },
  APICase("PyObject_Malloc", "PyObject_Realloc", "PyObject_Free", "PyObject_Calloc") { _ in
    var block = PyObject_Malloc(30)
    block = PyObject_Realloc(block, 60)
    #expect(isUsable(block, 60))
    PyObject_Free(block)
    let zeros = PyObject_Calloc(3, 7)
    #expect(isZero(zeros, 21))
    PyObject_Free(zeros)
  },
  APICase("PyObject_Init", "PyObject_InitVar") { _ in
    // C13: memory of any of the allocators can become an object.
    let memory = PyObject_Malloc(64)!.assumingMemoryBound(to: PyObject.self)
    #expect(PyObject_Init(memory, suture_PyBaseObject_Type()) == memory)
    #expect(memory.type == suture_PyBaseObject_Type() && Py_REFCNT(memory) == 1)
    Py_DecRef(memory)
    let sized = PyObject_Malloc(64)!.assumingMemoryBound(to: PyVarObject.self)
    #expect(PyObject_InitVar(sized, suture_PyTuple_Type(), 3)?.pointee.ob_size == 3)
    PyObject_Free(sized)
    // A block of libc's own malloc has no header: the object is immortal, and nothing before the block is written.
    let foreign = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16) + 16
    let object = foreign.assumingMemoryBound(to: PyObject.self)
    (foreign - 16).storeBytes(of: 65, toByteOffset: 8, as: UInt64.self)
    _ = PyObject_Init(object, suture_PyBaseObject_Type())
    #expect(Py_REFCNT(object) == 0xC000_0000)
    #expect((foreign - 16).load(fromByteOffset: 8, as: UInt64.self) == 65)
    (foreign - 16).deallocate()
    expectError("MemoryError", PyObject_Init(nil, suture_PyBaseObject_Type()))
  },
  APICase("_PyObject_New", "_PyObject_NewVar") { _ in
    let o = _PyObject_New(suture_PyBaseObject_Type())!
    #expect(Py_REFCNT(o) == 1)
    Py_DecRef(o)
    let v = _PyObject_NewVar(suture_PyBytes_Type(), 5)!
    #expect(v.pointee.ob_size == 5)
    PyObject_Free(v)
  },
  APICase(
    "_PyObject_GC_New",
    "_PyObject_GC_NewVar",
    "_PyObject_GC_Resize",
    "PyObject_GC_Track",
    "PyObject_GC_UnTrack",
    "PyObject_GC_IsTracked",
    "PyObject_GC_IsFinalized",
    "PyObject_GC_Del"
  ) { _ in
    let o = _PyObject_GC_New(suture_PyList_Type())!
    #expect(PyObject_GC_IsTracked(o) == 0 && PyObject_GC_IsFinalized(o) == 0)
    let list = o.cast(to: PyListObject.self)
    list.pointee.ob_item = nil
    list.pointee.ob_base.ob_size = 0
    list.pointee.allocated = 0
    PyObject_GC_Track(o)
    #expect(PyObject_GC_IsTracked(o) == 1)
    PyObject_GC_UnTrack(o)
    #expect(PyObject_GC_IsTracked(o) == 0)
    PyObject_GC_Del(o)
    var v = _PyObject_GC_NewVar(suture_PyTuple_Type(), 1)!
    v = _PyObject_GC_Resize(v, 10)!
    #expect(v.pointee.ob_size == 10)
    PyObject_GC_Del(v)
    #expect(_PyObject_GC_NewVar(suture_PyTuple_Type(), -1) == nil)
    #expect(takeError() == internalCall("Python/gc.c:1882"))
    #expect(PyObject_GC_IsTracked(suture_None()) == 0)
  },
  APICase("PyObject_IS_GC", "PyUnstable_Object_GC_NewWithExtraData") { w in
    let o = PyUnstable_Object_GC_NewWithExtraData(suture_PyList_Type(), 24)!
    #expect(PyObject_IS_GC(o) == 1 && PyObject_GC_IsTracked(o) == 0)
    let end = UnsafeRawPointer(o) + MemoryLayout<PyListObject>.size
    for i in 0..<24 { #expect(end.load(fromByteOffset: i, as: UInt8.self) == 0) }
    PyObject_GC_Del(o)
    #expect(PyUnstable_Object_GC_NewWithExtraData(suture_PyList_Type(), Int.max) == nil)
    #expect(takeError() == "MemoryError")
    #expect(PyObject_IS_GC(suture_PyLong_Type().asObject) == 0, "its type is one, it is not")
    #expect(PyObject_IS_GC(w.object) == 0)
  },
  APICase("PyGC_Collect", "PyGC_Enable", "PyGC_Disable", "PyGC_IsEnabled") { _ in
    #expect(PyGC_IsEnabled() == 1)
    #expect(PyGC_Disable() == 1 && PyGC_IsEnabled() == 0)
    #expect(PyGC_Collect() == 0)
    #expect(PyGC_Enable() == 0 && PyGC_IsEnabled() == 1)
    #expect(PyGC_Collect() >= 0)
  },
  APICase(
    "PyCriticalSection_Begin",
    "PyCriticalSection_End",
    "PyCriticalSection2_Begin",
    "PyCriticalSection2_End"
  ) { w in
    var one = PyCriticalSection()
    PyCriticalSection_Begin(&one, w.object)
    PyCriticalSection_End(&one)
    let other = PyList_New(0)!
    var two = PyCriticalSection2()
    PyCriticalSection2_Begin(&two, w.object, other)
    #expect(isHeld(other, by: suture_thread()) && isHeld(w.object, by: suture_thread()))
    PyCriticalSection2_End(&two)
    #expect(suture_held_count(suture_thread()) == 0)
    drop(other)
  },
  APICase(
    "Py_IncRef",
    "Py_DecRef",
    "_Py_IncRef",
    "_Py_DecRef",
    "Py_NewRef",
    "Py_XNewRef",
    "Py_REFCNT"
  ) { w in
    let before = Py_REFCNT(w.object)
    Py_IncRef(w.object)
    _Py_IncRef(w.object)
    #expect(Py_NewRef(w.object) == w.object && Py_XNewRef(w.object) == w.object)
    #expect(Py_REFCNT(w.object) == before + 4)
    Py_DecRef(w.object)
    _Py_DecRef(w.object)
    Py_DecRef(w.object)
    Py_DecRef(w.object)
    Py_IncRef(nil)
    Py_DecRef(nil)
    #expect(Py_XNewRef(nil) == nil)
    // Inline code of old extensions may have moved the number (C20).
    #expect(suture_is_immortal(suture_None()))
  },
  APICase("_Py_Dealloc", "_Py_SetRefcnt") { _ in
    let list = PyList_New(0)!
    if suture_thread().pointee.mode == SUTURE_LEGACY {
      // What an inline decrement to zero does.
      _Py_SetRefcnt(list, 0)
      _Py_Dealloc(list)
    } else {
      _Py_Dealloc(list)  // C9: the free side holds a reference, so the object lives
      #expect(Py_REFCNT(list) == 1)
      drop(list)
    }
  },
  APICase("PyUnstable_GC_VisitObjects") { _ in
    struct Search {
      var target: ObjectPointer?
      var found = 0
      var calls = 0
    }
    /// Counts what it sees, and goes on until the target has come.
    func visit(_ target: ObjectPointer?) -> Search {
      var search = Search(target: target)
      PyUnstable_GC_VisitObjects(
        { o, search in
          let search = search!.assumingMemoryBound(to: Search.self)
          search.pointee.calls += 1
          if o != search.pointee.target { return 1 }
          search.pointee.found += 1
          return 0
        },
        &search
      )
      return search
    }
    let target = list()
    let before = Py_REFCNT(target)
    #expect(visit(target).found == 1 && Py_REFCNT(target) == before)
    let all = visit(nil)
    #expect(all.found == 0 && all.calls > 1)
    let bare = number(1 << 60)
    #expect(visit(bare).found == 0, "no container")
    // The callback may use the API: the world runs.
    var kept: ObjectPointer? = list()
    PyUnstable_GC_VisitObjects(
      { o, kept in
        PyList_Append(kept!.assumingMemoryBound(to: ObjectPointer?.self).pointee, o)
        return 0
      },
      &kept
    )
    #expect(PyList_Size(kept) == 1)
    drop(target, bare, kept)
  },
]
