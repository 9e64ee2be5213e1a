import Testing

@testable import SutureRuntime

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
]
