import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private let badDescriptor = "OSError: [Errno 9] Bad file descriptor"

/// Whether exec keeps a descriptor.
private func isInheritable(_ descriptor: Int32) -> Bool {
  fcntl(descriptor, F_GETFD) & FD_CLOEXEC == 0
}

/// Gives `body` the ends of a pipe, which exec would keep.
private func withPipe(_ body: (_ input: Int32, _ output: Int32) -> Void) {
  var ends: [Int32] = [0, 0]
  #expect(pipe(&ends) == 0)
  body(ends[0], ends[1])
  for end in ends { close(end) }
}

/// The bytes that are in a pipe.
private func readAll(_ input: Int32) -> String {
  var bytes = [UInt8](repeating: 0, count: 100)
  let count = read(input, &bytes, bytes.count)
  return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
}

/// Wide text as its code points.
private func points(_ text: UnsafeMutablePointer<wchar_t>?) -> [UInt32] {
  guard let text else { return [] }
  var all: [UInt32] = []
  var i = 0
  while text[i] != 0 {
    all.append(UInt32(bitPattern: Int32(text[i])))
    i += 1
  }
  return all
}

let fileutilsCases: [APICase] = [
  APICase("Py_DecodeLocale") { _ in
    let examples: [([UInt8], [UInt32])] = [
      ([97, 0xE2, 0x82, 0xAC], [97, 0x20AC]), ([97, 0xFF], [97, 0xDCFF]), ([], []),
      ([0xED, 0xA0, 0x80], [0xDCED, 0xDCA0, 0xDC80]), ([0xF0, 0x9F, 0x98, 0x80], [0x1F600]),
    ]
    for (bytes, expected) in examples {
      let text = (bytes + [0]).map { CChar(bitPattern: $0) }
      var size = 77
      let wide = Py_DecodeLocale(text, &size)
      #expect(points(wide) == expected && size == expected.count)
      PyMem_RawFree(wide)
      let unsized = Py_DecodeLocale(text, nil)
      #expect(points(unsized) == expected)
      PyMem_RawFree(unsized)
    }
  },
  APICase("Py_EncodeLocale") { _ in
    let examples: [([wchar_t], [UInt8])] = [
      ([97, 0x20AC], [97, 0xE2, 0x82, 0xAC]), ([97, 0xDCFF], [97, 0xFF]), ([], []),
      ([0x1F600], [0xF0, 0x9F, 0x98, 0x80]),
    ]
    for (wide, expected) in examples {
      var place = 77
      let text = Py_EncodeLocale(wide + [0], &place)
      let bytes = text.map { Array(String(cString: $0).utf8) }
      #expect(text != nil && (expected == [97, 0xFF] || bytes == expected))
      if expected == [97, 0xFF] { #expect(UInt8(bitPattern: text![1]) == 0xFF && text![2] == 0) }
      #expect(place == -1, "(size_t)-1: no error")
      PyMem_Free(text)
    }
    var place = 77
    #expect(Py_EncodeLocale([97, 98, 0xD800, 0], &place) == nil)
    #expect(place == 2, "the index of what cannot be encoded")
    #expect(Py_EncodeLocale([0xD800, 0], nil) == nil)
    #expect(PyErr_Occurred() == nil)
  },
  APICase("_Py_dup", "_Py_fstat", "_Py_fstat_noraise") { _ in
    withPipe { _, output in
      let copy = _Py_dup(output)
      #expect(copy >= 0 && copy != output && !isInheritable(copy))
      var (a, b) = (stat(), stat())
      #expect(_Py_fstat(output, &a) == 0 && _Py_fstat_noraise(copy, &b) == 0)
      #expect(a.st_ino == b.st_ino && a.st_mode & S_IFMT == S_IFIFO)
      close(copy)
      expectError(badDescriptor, _Py_dup(copy))
      expectError(badDescriptor, _Py_fstat(copy, &a))
      #expect(_Py_fstat_noraise(copy, &a) == -1 && errno == EBADF)
    }
  },
  APICase("_Py_set_inheritable", "_Py_set_inheritable_async_safe") { _ in
    withPipe { _, end in
      for set in [_Py_set_inheritable, _Py_set_inheritable_async_safe] {
        for inheritable in [0, 0, 1, 1, 0] as [Int32] {
          #expect(set(end, inheritable, nil) == 0 && isInheritable(end) == (inheritable == 1))
        }
        // What is known of the flag, whether it was inheritable; what is known then, whether it is inheritable.
        for (known, was, then, isNow) in [
          (-1, true, 0, false), (-1, false, 1, false), (0, true, 0, false), (1, true, 1, true),
        ] as [(Int32, Bool, Int32, Bool)] {
          #expect(set(end, was ? 1 : 0, nil) == 0)
          var atomic = known
          #expect(set(end, 0, &atomic) == 0 && atomic == then && isInheritable(end) == isNow)
          #expect(
            set(end, 1, &atomic) == 0 && isInheritable(end),
            "it matters only to take it away"
          )
        }
      }
    }
    expectError(badDescriptor, _Py_set_inheritable(-1, 1, nil))
    #expect(_Py_set_inheritable_async_safe(-1, 0, nil) == -1 && errno == EBADF)
  },
  APICase("_Py_open_noraise", "_Py_write_noraise") { _ in
    let null = _Py_open_noraise("/dev/null", O_WRONLY)
    #expect(null >= 0 && !isInheritable(null) && _Py_write_noraise(null, "abc", 3) == 3)
    close(null)
    #expect(_Py_open_noraise("/suture/none", O_RDONLY) == -1 && errno == ENOENT)
    withPipe { input, output in
      #expect(_Py_write_noraise(output, "abc", 2) == 2 && readAll(input) == "ab")
      #expect(_Py_write_noraise(input, "abc", 3) == -1 && errno == EBADF)
    }
    #expect(PyErr_Occurred() == nil)
  },
  APICase("_Py_fopen_obj") { w in
    func error(_ path: ObjectPointer, _ mode: String) -> String? {
      let file = _Py_fopen_obj(path, mode)
      #expect(file == nil)
      return takeError()
    }
    let path = instance(of: "Path", method: "__fspath__", returning: text("/dev/null"))
    for name in [text("/dev/null"), readByteLiteral("b'/dev/null'"), path] {
      let file = _Py_fopen_obj(name, "w")
      #expect(file != nil && !isInheritable(fileno(file!)) && fputs("x", file!) >= 0)
      if let file { fclose(file) }
      drop(name)
    }
    let (none, null) = (text("/suture/none"), text("/dev/null"))
    let zero = PyUnicode_FromStringAndSize("a\0", 2)!
    let missing = "FileNotFoundError: [Errno 2] No such file or directory: '/suture/none'"
    #expect(error(none, "r") == missing)
    #expect(error(null, "q") == "OSError: [Errno 22] Invalid argument: '/dev/null'")
    #expect(error(zero, "r") == "ValueError: embedded null byte")
    let plain = "TypeError: expected str, bytes or os.PathLike object, not object"
    #expect(error(w.object, "r") == plain)
    drop(none, null, zero)
  },
]
