import Testing

@testable import SutureRuntime

@Suite("memoryobject.h") struct MemoryViewTests {
  @Test("Methods of memoryview answer as CPython does", arguments: lines)
  func methods(line: String) {
    Runtime.attached {
      let (result, expected) = callLine(line)
      #expect(result == expected)
    }
  }

  @Test("A released view forbids everything")
  func release() {
    Runtime.attached {
      let view = readByteLiteral("M'abc'")
      defer { suture_decref(view) }
      #expect(show(callMethod(view, "release")) == "None")
      #expect(show(callMethod(view, "release")) == "None")
      let message = "ValueError: operation forbidden on released memoryview object"
      #expect(show(callMethod(view, "tolist")) == message)
      #expect(show(PyObject_Size(view)) == message)
      #expect(show(PyMemoryView_FromObject(view)) == message)
    }
  }

  @Test("A view that others use cannot be released")
  func exports() {
    Runtime.attached {
      let view = readByteLiteral("M'abc'")
      defer { suture_decref(view) }
      var buffer = Py_buffer()
      #expect(PyObject_GetBuffer(view, &buffer, 0) == 0)
      #expect(show(callMethod(view, "release")) == "BufferError: memoryview has 1 exported buffer")
      PyBuffer_Release(&buffer)
      #expect(show(callMethod(view, "release")) == "None")
    }
  }

  @Test("PyMemoryView_GetContiguous copies what is not contiguous")
  func contiguous() {
    Runtime.attached {
      let view = readByteLiteral("M'abcdef'")
      let every = Value.slice(nil, nil, 2).make()!
      let part = PyObject_GetItem(view, every)!
      #expect(
        show(PyMemoryView_GetContiguous(part, 0x200, 67))
          == "BufferError: underlying buffer is not writable"
      )
      let flat = PyMemoryView_GetContiguous(part, 0x100, 67)!
      #expect(show(callMethod(flat, "tobytes")) == "b'ace'")
      for o in [view, every, part, flat] { suture_decref(o) }
    }
  }

  @Test(
    "PyMemoryView_FromMemory writes through only when it may",
    arguments: [(0x100, false), (0x200, true)]
  )
  func memory(flags: Int32, isWritable: Bool) {
    Runtime.attached {
      let memory = UnsafeMutablePointer<CChar>.allocate(capacity: 4)
      memory.initialize(repeating: 65, count: 4)
      defer { memory.deallocate() }
      let view = PyMemoryView_FromMemory(memory, 4, flags)!
      let result = show(callMethod(view, "__setitem__", 0, 66))
      #expect(result == (isWritable ? "None" : "TypeError: cannot modify read-only memory"))
      #expect(memory[0] == (isWritable ? 66 : 65))
      suture_decref(view)
    }
  }

  static let lines: [String] = [
    #"M'abc' | tolist | [97, 98, 99]"#,
    #"M'abc' | tobytes | b'abc'"#,
    #"M'abc' | hex | '-' | '61-62-63'"#,
    #"M'abc' | __getitem__ | 1 | 98"#,
    #"M'abc' | __getitem__ | 3 | IndexError: index out of bounds on dimension 1"#,
    #"M'abc' | __getitem__ | 'a' | TypeError: memoryview: invalid slice key"#,
    #"M'abc' | __setitem__ | 0 | 1 | TypeError: cannot modify read-only memory"#,
    #"M'abc' | __len__ | 3"#,
    #"M'abc' | __eq__ | b'abc' | True"#,
    #"M'abc' | __eq__ | 5 | NotImplemented"#,
    #"M'abc' | cast | 'z' | ValueError: memoryview: destination format must be a native single character format prefixed with an optional '@'"#,
    #"M'abc' | cast | 'i' | TypeError: memoryview: length is not a multiple of itemsize"#,
    #"M'abc' | cast | 'B' | 5 | TypeError: shape must be a list or a tuple"#,
    #"M'abc' | tobytes | 'x' | ValueError: order must be 'C', 'F' or 'A'"#,
    #"M'abc' | release | None"#,
    #"M'abc' | nosuch | AttributeError: 'memoryview' object has no attribute 'nosuch'"#,
  ]
}
