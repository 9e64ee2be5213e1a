// "Did you mean ...?": the known name that is nearest to a wrong one, as CPython measures it.

private let moveCost = 2
private let caseCost = 1

/// The nearest of `known` to `name`; nil when none is near enough.
func suggestion(_ name: String, _ known: [String]) -> String? {
  guard known.count < 750 else { return nil }
  let wrong = Array(name.utf8)
  var best: (String, Int)?
  for candidate in known where candidate != name {
    let text = Array(candidate.utf8)
    var limit = (wrong.count + text.count + 3) * moveCost / 6
    if let best { limit = min(limit, best.1 - 1) }
    let distance = editDistance(wrong[...], text[...], limit)
    if distance <= limit { best = (candidate, distance) }
  }
  return best?.0
}

private func substitution(_ a: UInt8, _ b: UInt8) -> Int {
  if a == b { return 0 }
  if a & 31 != b & 31 { return moveCost }
  func lower(_ c: UInt8) -> UInt8 { c >= 65 && c <= 90 ? c + 32 : c }
  return lower(a) == lower(b) ? caseCost : moveCost
}

/// The cost of turning `a` into `b`; something above `limit` as soon as it is known to be above it.
private func editDistance(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>, _ limit: Int) -> Int {
  var (a, b) = (a, b)
  while let x = a.first, x == b.first {
    a.removeFirst()
    b.removeFirst()
  }
  while let x = a.last, x == b.last {
    a.removeLast()
    b.removeLast()
  }
  if a.isEmpty || b.isEmpty { return (a.count + b.count) * moveCost }
  if a.count > 40 || b.count > 40 { return limit + 1 }
  if b.count < a.count { swap(&a, &b) }
  if (b.count - a.count) * moveCost > limit { return limit + 1 }
  var row = (1...a.count).map { $0 * moveCost }
  var result = 0
  for (i, y) in b.enumerated() {
    var diagonal = i * moveCost
    result = diagonal
    var least = Int.max
    for (j, x) in a.enumerated() {
      let substituted = diagonal + substitution(y, x)
      diagonal = row[j]
      result = min(substituted, min(result, diagonal) + moveCost)
      row[j] = result
      least = min(least, result)
    }
    if least > limit { return limit + 1 }
  }
  return result
}
