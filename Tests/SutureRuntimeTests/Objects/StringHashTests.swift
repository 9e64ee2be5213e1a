import Testing

@testable import SutureRuntime

@Suite("The hash of strings") struct StringHashTests {
  @Test(
    "is CPython's for the same PYTHONHASHSEED",
    arguments: [
      (UInt32(0), -4_594_863_902_769_663_758, 1_450_545_860_578_130_900),
      (42, 3_869_580_338_025_362_921, 7_764_564_197_781_545_852),
      (.max, -6_122_489_556_238_538_401, 4_987_781_104_999_490_403),
    ]
  )
  func equalsCPython(seed: UInt32, abc: Int, long: Int) {
    let key = HashKey(seed: seed)
    #expect(hash(Array("abc".utf8), key) == abc)
    #expect(hash(Array("abcdefghijk".utf8), key) == long)
  }

  @Test("hashes wide text at its own width")
  func wide() {
    let key = HashKey(seed: 0)
    #expect(hash([0xac, 0x20], key) == -5_529_981_157_763_016_009)
    #expect(hash([0x00, 0xf6, 0x01, 0x00], key) == -3_536_540_696_076_613_844)
  }

  @Test("is 0 for no text") func empty() { #expect(hash([], HashKey(seed: 7)) == 0) }

  private func hash(_ bytes: [UInt8], _ key: HashKey) -> Int {
    bytes.withUnsafeBytes { $0.baseAddress.map { p in hashBytes(p, bytes.count, key) } ?? 0 }
  }
}
