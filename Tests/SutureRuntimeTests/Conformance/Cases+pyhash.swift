import Testing

@testable import SutureRuntime

let pyhashCases: [APICase] = [
  APICase("Py_HashBuffer", "_Py_HashBytes") { _ in
    #expect(Py_HashBuffer("", 0) == 0 && _Py_HashBytes("", 0) == 0)
    for size in [1, 3, 7, 8, 31] {
      let text = [CChar](repeating: 120, count: size)
      let bytes = PyBytes_FromStringAndSize(text, size)
      let str = PyUnicode_FromStringAndSize(text, size)
      let hash = PyObject_Hash(bytes)
      #expect(Py_HashBuffer(text, size) == hash, "as of bytes")
      #expect(_Py_HashBytes(text, size) == hash)
      #expect(PyObject_Hash(str) == hash, "as of a str of ASCII")
      drop(bytes, str)
    }
    #expect(Py_HashBuffer("abc", 3) != Py_HashBuffer("abd", 3))
  },
  APICase("Py_HashPointer", "PyObject_GenericHash") { w in
    // The address rotated by four bits; -1 is no hash.
    #expect(Py_HashPointer(UnsafeRawPointer(bitPattern: 0x1230)) == 0x123)
    #expect(Py_HashPointer(UnsafeRawPointer(bitPattern: 0x1231)) == 0x1000_0000_0000_0123)
    #expect(Py_HashPointer(UnsafeRawPointer(bitPattern: UInt.max)) == -2)
    #expect(Py_HashPointer(nil) == 0)
    #expect(PyObject_GenericHash(w.object) == PyObject_Hash(w.object))
    #expect(PyObject_GenericHash(w.object) == Py_HashPointer(w.object))
    let unhashable = PyList_New(0)
    #expect(PyObject_GenericHash(unhashable) == Py_HashPointer(unhashable), "by its address")
    drop(unhashable)
  },
  APICase("_Py_HashDouble") { w in
    let rows: [(Double, Py_hash_t)] = [
      (0, 0), (-1, -2), (1.5, 1_152_921_504_606_846_977), (.infinity, 314159),
      (-.infinity, -314159), (.nan, PyObject_GenericHash(w.object)),
    ]
    for (value, hash) in rows { #expect(_Py_HashDouble(w.object, value) == hash) }
  },
  APICase("PyHash_GetFuncDef") { _ in
    let definition = PyHash_GetFuncDef()!
    #expect(String(cString: definition.pointee.name) == "siphash13")
    #expect(definition.pointee.hash_bits == 64 && definition.pointee.seed_bits == 128)
    #expect(definition.pointee.hash("abc", 3) == Py_HashBuffer("abc", 3))
    #expect(PyHash_GetFuncDef() == definition)
  },
]
