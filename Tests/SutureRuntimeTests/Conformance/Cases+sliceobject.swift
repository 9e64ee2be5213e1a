import Testing

@testable import SutureRuntime

/// A slice of three arguments (`argument`), of which NULL means None; and what the three functions give for it, of a
/// sequence of 10: their start, stop, step and count, or the exception, for variables that were 77.
private struct SliceCase {
  let parts: (String, String, String)
  let unpacked: String
  let adjusted: String
  let old: String

  init(
    _ start: String,
    _ stop: String,
    _ step: String,
    unpacked: String,
    adjusted: String,
    old: String
  ) {
    parts = (start, stop, step)
    self.unpacked = unpacked
    self.adjusted = adjusted
    self.old = old
  }
}

private let max = Int.max
private let huge = "1180591620717411303424"
private let tooLarge = "OverflowError: Python int too large to convert to C ssize_t"
private let noIndex =
  "TypeError: slice indices must be integers or None or have an __index__ method"
private let badIndex = "TypeError: __index__ returned non-int (type str)"
private let noStep = "ValueError: slice step cannot be zero"

private let sliceCases: [SliceCase] = [
  SliceCase("1", "5", "2", unpacked: "0 1 5 2", adjusted: "0 1 5 2 2", old: "0 1 5 2"),
  SliceCase(
    "NULL",
    "NULL",
    "NULL",
    unpacked: "0 0 \(max) 1",
    adjusted: "0 0 10 1 10",
    old: "0 0 10 1"
  ),
  SliceCase(
    "NULL",
    "NULL",
    "-1",
    unpacked: "0 \(max) \(Int.min) -1",
    adjusted: "0 9 -1 -1 10",
    old: "0 9 -1 -1"
  ),
  SliceCase(
    "-3",
    "NULL",
    "NULL",
    unpacked: "0 -3 \(max) 1",
    adjusted: "0 7 10 1 3",
    old: "0 7 10 1"
  ),
  SliceCase(
    "-99",
    "99",
    "NULL",
    unpacked: "0 -99 99 1",
    adjusted: "0 0 10 1 10",
    old: "-1 -89 99 1"
  ),
  SliceCase("0", huge, "NULL", unpacked: "0 0 \(max) 1", adjusted: "0 0 10 1 10", old: tooLarge),
  SliceCase(
    "-" + huge,
    huge,
    huge,
    unpacked: "0 \(Int.min) \(max) \(max)",
    adjusted: "0 0 10 \(max) 1",
    old: tooLarge
  ),
  SliceCase("5", "1", "NULL", unpacked: "0 5 1 1", adjusted: "0 5 1 1 0", old: "0 5 1 1"),
  SliceCase(
    "9",
    "NULL",
    "-3",
    unpacked: "0 9 \(Int.min) -3",
    adjusted: "0 9 -1 -3 4",
    old: "0 9 -1 -3"
  ),
  SliceCase(
    "1",
    "2",
    "-" + huge,
    unpacked: "0 1 2 -\(max)",
    adjusted: "0 1 2 -\(max) 0",
    old: tooLarge
  ),
  SliceCase("20", "30", "NULL", unpacked: "0 20 30 1", adjusted: "0 10 10 1 0", old: "-1 20 30 1"),
  SliceCase(
    "-20",
    "-30",
    "NULL",
    unpacked: "0 -20 -30 1",
    adjusted: "0 0 0 1 0",
    old: "0 -10 -20 1"
  ),
  SliceCase("1", "2", "0", unpacked: noStep, adjusted: noStep, old: "-1 1 2 0"),
  SliceCase("NULL", "'a'", "NULL", unpacked: noIndex, adjusted: noIndex, old: "-1 0 77 1"),
  SliceCase(
    "index 2",
    "index 4",
    "NULL",
    unpacked: "0 2 4 1",
    adjusted: "0 2 4 1 2",
    old: "-1 77 77 1"
  ),
  SliceCase("NULL", "index 'x'", "NULL", unpacked: badIndex, adjusted: badIndex, old: "-1 0 77 1"),
]

let sliceobjectCases: [APICase] = [
  APICase("PySlice_New") { w in
    let before = w.references
    let slice = PySlice_New(w.object, nil, w.object)
    #expect(w.references == before + 2, "borrowed")
    drop(slice)
    expectRepr(PySlice_New(nil, nil, nil), "slice(None, None, None)")
    let one = number(1)
    expectRepr(PySlice_New(one, nil, one), "slice(1, None, 1)")
    drop(one)
  },
  APICase("PySlice_Unpack", "PySlice_GetIndices", "PySlice_GetIndicesEx") { w in
    for c in sliceCases {
      let (a, b, s) = (argument(c.parts.0, w), argument(c.parts.1, w), argument(c.parts.2, w))
      let slice = PySlice_New(a, b, s)
      var (start, stop, step, count) = (77, 77, 77, 77)
      func outcome(_ result: Int32, _ more: () -> String) -> String {
        takeError() ?? "\(result) \(start) \(stop) \(step)\(more())"
      }
      let unpacked = outcome(PySlice_Unpack(slice, &start, &stop, &step)) { "" }
      #expect(unpacked == c.unpacked, "\(c.parts)")
      (start, stop, step) = (77, 77, 77)
      let adjusted = outcome(PySlice_GetIndicesEx(slice, 10, &start, &stop, &step, &count)) {
        " \(count)"
      }
      #expect(adjusted == c.adjusted, "\(c.parts)")
      (start, stop, step) = (77, 77, 77)
      let old = outcome(PySlice_GetIndices(slice, 10, &start, &stop, &step)) { "" }
      #expect(old == c.old, "\(c.parts)")
      drop(slice, a, b, s)
    }
  },
  APICase("PySlice_AdjustIndices") { _ in
    for (length, start, stop, step, expected) in [
      (10, 1, 5, 2, "2 1 5"), (10, -3, 99, 1, "3 7 10"), (10, -99, 5, 1, "5 0 5"),
      (10, 5, 1, 1, "0 5 1"), (10, 9, -99, -3, "4 9 -1"), (10, 99, 0, -1, "9 9 0"),
      (10, 5, 5, 1, "0 5 5"), (0, 0, 9, 1, "0 0 0"), (10, -1, -11, -1, "10 9 -1"),
    ] {
      var (a, b) = (start, stop)
      let count = PySlice_AdjustIndices(length, &a, &b, step)
      #expect("\(count) \(a) \(b)" == expected)
    }
  },
]
