import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// A stable merge sort over natural runs: runs are found (descending ones turned round), short ones are extended by
// binary insertion, and neighbours are merged so that lengths stay balanced. Only `<` is asked, of the later element
// first, so that equal elements keep their order.

/// The rows that are sorted: the keys, and the items that move along with them when the keys are others.
private struct SortRow {
  var keys: UnsafeMutablePointer<ObjectPointer?>
  var values: UnsafeMutablePointer<ObjectPointer?>?

  @inline(__always)
  func move(_ from: Int, to: Int, _ n: Int) {
    memmove(keys + to, keys + from, n * 8)
    if let values { memmove(values + to, values + from, n * 8) }
  }

  @inline(__always)
  func reverse(_ low: Int, _ high: Int) {
    var i = low
    var j = high - 1
    while i < j {
      swap(&keys[i], &keys[j])
      if let values { swap(&values[i], &values[j]) }
      i += 1
      j -= 1
    }
  }
}

/// `a < b`, as sort asks it.
///
/// Two objects of one type are asked by the type's slot alone.
@inline(__always)
private func isLess(_ a: ObjectPointer?, _ b: ObjectPointer?) throws(Raise) -> Bool {
  let left = a.unsafelyUnwrapped
  let right = b.unsafelyUnwrapped
  var answer: ObjectPointer?
  if left.type == right.type, let compare = left.type.pointee.tp_richcompare {
    answer = compare(left, right, Py_LT)
    if answer == suture_NotImplemented() { answer = PyObject_RichCompare(left, right, Py_LT) }
  } else {
    answer = PyObject_RichCompare(left, right, Py_LT)
  }
  guard let answer else { throw .pending }
  if answer == suture_True() { return true }
  if answer == suture_False() { return false }
  let result = PyObject_IsTrue(answer)
  suture_decref(answer)
  if result < 0 { throw .pending }
  return result > 0
}

private struct MergeSort {
  let row: SortRow
  /// Room for the left half of a merge, keys and values.
  var scratch: UnsafeMutablePointer<ObjectPointer?>?
  var scratchSize = 0
  var runs: [(start: Int, count: Int)] = []

  init(_ row: SortRow) { self.row = row }

  mutating func sort(_ n: Int) throws(Raise) {
    if n < 2 { return }
    var minimum = n
    var rest = 0
    while minimum >= 64 {
      rest |= minimum & 1
      minimum >>= 1
    }
    minimum += rest
    var low = 0
    while low < n {
      var count = try findRun(low, n)
      if count < minimum {
        let forced = min(minimum, n - low)
        try insertInto(low, low + forced, from: low + count)
        count = forced
      }
      runs.append((low, count))
      try collapse()
      low += count
    }
    while runs.count > 1 {
      let k = runs.count - 2
      try merge(k > 0 && runs[k - 1].count < runs[k + 1].count ? k - 1 : k)
    }
  }

  /// The length of the run at `low`, made ascending.
  private func findRun(_ low: Int, _ high: Int) throws(Raise) -> Int {
    if low + 1 == high { return 1 }
    var i = low + 2
    let keys = row.keys
    if try isLess(keys[low + 1], keys[low]) {
      while i < high, try isLess(keys[i], keys[i - 1]) { i += 1 }
      row.reverse(low, i)
    } else {
      while i < high, try !isLess(keys[i], keys[i - 1]) { i += 1 }
    }
    return i - low
  }

  /// Binary insertion of what lies from `start` on into the sorted part before it.
  private func insertInto(_ low: Int, _ high: Int, from start: Int) throws(Raise) {
    for i in start..<max(start, high) {
      let pivot = row.keys[i]
      let value = row.values?[i]
      var left = low
      var right = i
      while left < right {
        let middle = left + (right - left) / 2
        if try isLess(pivot, row.keys[middle]) { right = middle } else { left = middle + 1 }
      }
      row.move(left, to: left + 1, i - left)
      row.keys[left] = pivot
      if let values = row.values { values[left] = value! }
    }
  }

  /// Merges while the lengths of the last runs are out of balance.
  private mutating func collapse() throws(Raise) {
    while runs.count > 1 {
      let k = runs.count - 2
      let isDeep =
        (k > 0 && runs[k - 1].count <= runs[k].count + runs[k + 1].count)
        || (k > 1 && runs[k - 2].count <= runs[k - 1].count + runs[k].count)
      if isDeep {
        try merge(runs[k - 1].count < runs[k + 1].count ? k - 1 : k)
      } else if runs[k].count <= runs[k + 1].count {
        try merge(k)
      } else {
        return
      }
    }
  }

  /// Merges run `k` with the one after it.
  ///
  /// Whatever a comparison throws, the rows hold every element once.
  private mutating func merge(_ k: Int) throws(Raise) {
    let a = runs[k]
    let b = runs[k + 1]
    runs[k].count += b.count
    runs.remove(at: k + 1)
    try reserve(a.count)
    let scratch = scratch!
    let keys = row.keys
    memcpy(scratch, keys + a.start, a.count * 8)
    if let values = row.values { memcpy(scratch + scratchSize, values + a.start, a.count * 8) }
    var i = 0
    var j = b.start
    let end = b.start + b.count
    var to = a.start
    defer {
      memcpy(keys + to, scratch + i, (a.count - i) * 8)
      if let values = row.values {
        memcpy(values + to, scratch + scratchSize + i, (a.count - i) * 8)
      }
    }
    while i < a.count, j < end {
      if try isLess(keys[j], scratch[i]) {
        keys[to] = keys[j]
        if let values = row.values { values[to] = values[j] }
        j += 1
      } else {
        keys[to] = scratch[i]
        if let values = row.values { values[to] = scratch[scratchSize + i] }
        i += 1
      }
      to += 1
    }
  }

  private mutating func reserve(_ n: Int) throws(Raise) {
    if n <= scratchSize { return }
    guard let room = realloc(scratch, n * 16) else { throw Raise.noMemory }
    scratch = room.assumingMemoryBound(to: ObjectPointer?.self)
    scratchSize = n
  }
}

/// Sorts a list in place.
///
/// The list is empty while it is sorted; ValueError when a comparison changed it.
func sortList(_ o: ObjectPointer, key: ObjectPointer?, isReversed: Bool) throws(Raise) {
  // The row that a comparison put there instead, dropped after the lock is free.
  var intruders: ItemRow?
  try withLock(o) { () throws(Raise) in
    let list = List(o)
    let n = list.count
    let items = list.base.pointee.ob_item
    let allocated = list.base.pointee.allocated
    list.base.pointee.ob_item = nil
    list.base.pointee.allocated = -1
    list.count = 0
    var failure: Raise?
    do throws(Raise) {
      if let items { try sortRow(items, n, key, isReversed) }
    } catch { failure = error }
    if list.base.pointee.allocated != -1, failure == nil {
      failure = Raise(.value, "list modified during sort")
    }
    if list.base.pointee.ob_item != nil { intruders = list.takeAll() }
    list.base.pointee.ob_item = items
    list.base.pointee.allocated = allocated
    list.count = n
    if let failure { throw failure }
  }
  withExtendedLifetime(intruders) {}
}

/// Sorts a row of items, by what `key` makes of them if there is one.
private func sortRow(
  _ items: UnsafeMutablePointer<ObjectPointer?>,
  _ n: Int,
  _ key: ObjectPointer?,
  _ isReversed: Bool
) throws(Raise) {
  guard let key else { return try sortRow(SortRow(keys: items, values: nil), n, isReversed) }
  let keys = ItemRow()
  try keys.reserve(n)
  for i in 0..<n {
    let made = try Owned(callOne(key, items[i]!))
    keys.add(made.store())
  }
  if let row = keys.items { try sortRow(SortRow(keys: row, values: items), n, isReversed) }
}

private func sortRow(_ row: SortRow, _ n: Int, _ isReversed: Bool) throws(Raise) {
  if isReversed { row.reverse(0, n) }
  var sorter = MergeSort(row)
  defer {
    free(sorter.scratch)
    // Reversed before and after, equal elements keep their order.
    if isReversed { row.reverse(0, n) }
  }
  try sorter.sort(n)
}
