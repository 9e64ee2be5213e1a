import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("marshal.h") struct MarshalTests {
  /// The bytes of one object of every kind.
  private func sample() -> [UInt8] {
    let nested = Py.tuple(
      Py.int(1000),
      Py.int(1 << 40),
      PyFloat_FromDouble(1.5)!,
      PyComplex_FromDoubles(1, 2)!,
      Py.str("text"),
      Py.str("é€"),
      PyBytes_FromString("bytes")!,
      Py.list(Py.int(7), suture_None(), suture_True()),
      Py.dict(["a": 1, "b": 2]),
      PyFrozenSet_New(nil)!,
      PyUnicode_InternFromString("interned")!
    )
    let twice = Py.tuple(newReference(nested), nested, PySet_New(nil)!)
    defer { suture_decref(twice) }
    let bytes = PyMarshal_WriteObjectToString(twice, 4)!
    defer { suture_decref(bytes) }
    return Array(UnsafeBufferPointer(start: bytes.bytesStart, count: PyBytes_Size(bytes)))
  }

  private func read(_ bytes: [UInt8]) -> ObjectPointer? {
    bytes.withUnsafeBytes {
      PyMarshal_ReadObjectFromString($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
  }

  @Test("Every truncation raises EOFError")
  func truncation() {
    Runtime.attached {
      let bytes = sample()
      for length in 0..<bytes.count {
        #expect(read(Array(bytes[..<length])) == nil)
        #expect(Py.raised().hasPrefix("EOFError: "), "\(length) of \(bytes.count) bytes")
      }
    }
  }

  @Test("Damaged bytes are an object that can be written again, or an exception; never a crash")
  func damage() {
    Runtime.attached {
      let seed = UInt64(monotonicNanoseconds())
      print("marshal.h: damage with seed \(seed)")
      var random = SeededRandom(seed: seed)
      let bytes = sample()
      let codes = Array("0NS.FTiIlfgxystuaAzZ()[{<>cr?".utf8)
      var read = 0
      for _ in 0..<20_000 {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          let at = Int.random(in: 0..<damaged.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: damaged[at] = UInt8.random(in: 0...255, using: &random)
          case 1: damaged[at] = codes.randomElement(using: &random)! | 0x80
          case 2: damaged[at] = [0, 1, 0x7F, 0xFF].randomElement(using: &random)!
          default: damaged.insert(codes.randomElement(using: &random)!, at: at)
          }
        }
        if let o = self.read(damaged) {
          read += 1
          #expect(!isExceptionPending, "seed \(seed)")
          if let again = PyMarshal_WriteObjectToString(o, 4) { suture_decref(again) }
          PyErr_Clear()
          suture_decref(o)
        } else {
          #expect(!Py.raised().isEmpty, "seed \(seed): NULL without an exception")
        }
      }
      #expect(read > 100, "seed \(seed): the damage leaves \(read) objects to write")
    }
  }

  @Test("A count is given no memory that the bytes do not account for")
  func claims() {
    Runtime.attached {
      // Tuples within tuples, each of as many items as there could be bytes left.
      var bytes: [UInt8] = []
      for _ in 0..<1900 { bytes += [0x28, 0x00, 0x00, 0x10, 0x00] }
      bytes += [UInt8](repeating: 0x4E, count: 1 << 20)
      let before = residentBytes()
      #expect(read(bytes) == nil)
      #expect(Py.raised() == "EOFError: EOF read where object expected")
      #expect(residentBytes() - before < 100 << 20)
    }
  }

  private func residentBytes() -> Int {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
