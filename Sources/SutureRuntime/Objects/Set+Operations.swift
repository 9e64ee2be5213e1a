import CSuture

// What set algebra does. Results are sets or frozensets, never of a subclass. An operand that is no set is iterated.

// MARK: Operations

/// Calls `body` with each element of an iterable.
private func forEach(
  _ iterable: ObjectPointer,
  _ body: (ObjectPointer) throws(Raise) -> Bool
) throws(Raise) {
  let iterator = try Owned(PyObject_GetIter(iterable))
  while let next = PyIter_Next(iterator.pointer) {
    let element = Owned(next)
    if try !body(element.pointer) { return }
  }
  if isExceptionPending { throw .pending }
}

func setCopy(_ set: ObjectPointer) throws(Raise) -> ObjectPointer {
  try makeSet(baseSetType(set), set)
}

/// `a & b`; in the order of the smaller one when both are sets.
func setIntersection(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) -> ObjectPointer {
  if set == other { return try setCopy(set) }
  let result = try Owned(makeSet(baseSetType(set), nil))
  let found = SetObject(result.pointer)
  if isAnySet(other) {
    var (walked, asked) = (SetObject(other), SetObject(set))
    if walked.count > asked.count { swap(&walked, &asked) }
    try walked.select(true, in: asked, into: found)
    return result.take()
  }
  try forEach(other) { (key) throws(Raise) in
    let hash = try keyHash(key)
    if try setContains(set, key, hash: hash) { try found.add(key, hash) }
    return true
  }
  return result.take()
}

/// `a - b`.
func setDifference(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) -> ObjectPointer {
  let isDict = other.type == suture_PyDict_Type()
  let size = isAnySet(other) ? SetObject(other).count : isDict ? Dict(other).count : Int.max
  // When little is taken away, a copy is quicker than a look-up of each element.
  if size == Int.max || SetObject(set).count >> 2 > size {
    let result = try Owned(setCopy(set))
    try setDifferenceUpdate(result.pointer, other)
    return result.take()
  }
  let result = try Owned(makeSet(baseSetType(set), nil))
  let left = SetObject(result.pointer)
  if isDict {
    try SetObject(set).select(false, in: Dict(other), into: left)
  } else if set != other {
    try SetObject(set).select(false, in: SetObject(other), into: left)
  }
  return result.take()
}

/// `set -= other`.
func setDifferenceUpdate(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) {
  if set == other {
    setClear(set)
    return
  }
  if isAnySet(other) {
    // Of a much larger set only what both have is worth looking at.
    let isLarge = SetObject(other).count >> 3 > SetObject(set).count
    let removed = isLarge ? try Owned(setIntersection(set, other)) : Owned(borrowed: other)
    var position = 0
    while let entry = SetObject(removed.pointer).lockedNext(&position) {
      let key = Owned(entry.key!)
      _ = try setDiscard(set, key.pointer, hash: entry.hash)
    }
  } else {
    try forEach(other) { (key) throws(Raise) in
      _ = try setDiscard(set, key, hash: keyHash(key))
      return true
    }
  }
  try withLock(set) { () throws(Raise) in
    let (set, used) = (SetObject(set), SetObject(set).count)
    if set.fill - used > set.fields.pointee.mask / 4 {
      try set.resize(used > 50000 ? used * 2 : used * 4)
    }
  }
}

/// `set &= other`.
private func intersectionUpdate(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) {
  let result = try Owned(setIntersection(set, other))
  withLock2(set, result.pointer) { SetObject(set).swapElements(SetObject(result.pointer)) }
}

/// `set ^= other`.
func setSymmetricDifferenceUpdate(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) {
  if set == other {
    setClear(set)
    return
  }
  let toggle = { (key: ObjectPointer, hash: Int) throws(Raise) in
    if try setDiscard(set, key, hash: hash) { return }
    try withLock(set) { () throws(Raise) in try SetObject(set).add(key, hash) }
  }
  if other.type == suture_PyDict_Type() {
    var position = 0
    while let entry = Dict(other).lockedNext(&position) {
      let key = Owned(entry.key!)
      try toggle(key.pointer, entry.hash)
    }
    return
  }
  let elements =
    isAnySet(other) ? Owned(borrowed: other) : try Owned(makeSet(baseSetType(set), other))
  var position = 0
  while let entry = SetObject(elements.pointer).lockedNext(&position) {
    let key = Owned(entry.key!)
    try toggle(key.pointer, entry.hash)
  }
}

private func symmetricDifference(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise)
  -> ObjectPointer
{
  let result = try Owned(makeSet(baseSetType(set), other))
  try setSymmetricDifferenceUpdate(result.pointer, set)
  return result.take()
}

/// `set <= other` for two sets.
private func isSubset(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) -> Bool {
  if set == other { return true }
  if SetObject(set).count > SetObject(other).count { return false }
  return try SetObject(set).select(true, in: SetObject(other))
}

private func isSubsetOfAny(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) -> Bool {
  if isAnySet(other) { return try isSubset(set, other) }
  let common = try Owned(setIntersection(set, other))
  return SetObject(common.pointer).count == SetObject(set).count
}

private func isSupersetOfAny(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) -> Bool {
  if isAnySet(other) { return try isSubset(other, set) }
  var result = true
  try forEach(other) { (key) throws(Raise) in
    result = try setContains(set, key)
    return result
  }
  return result
}

private func isDisjoint(_ set: ObjectPointer, _ other: ObjectPointer) throws(Raise) -> Bool {
  if set == other { return SetObject(set).count == 0 }
  if isExactAnySet(other) {
    var (walked, asked) = (SetObject(other), SetObject(set))
    if walked.count > asked.count { swap(&walked, &asked) }
    return try walked.select(false, in: asked)
  }
  var result = true
  try forEach(other) { (key) throws(Raise) in
    result = try !setContains(set, key)
    return result
  }
  return result
}

/// The hash of a set as a value: the same for every order.
private func valueHash(_ set: ObjectPointer) -> Int {
  func shuffled(_ h: UInt) -> UInt { ((h ^ 89_869_747) ^ (h << 16)) &* 3_644_798_167 }
  var hash: UInt = 0
  var position = 0
  while let entry = SetObject(set).next(&position) {
    hash ^= shuffled(UInt(bitPattern: entry.pointee.hash))
  }
  hash ^= (UInt(SetObject(set).count) + 1) &* 1_927_868_237
  hash ^= (hash >> 11) ^ (hash >> 25)
  hash = hash &* 69069 &+ 907_133_923
  return hash == UInt.max ? 590_923_713 : Int(bitPattern: hash)
}

/// The element test of methods and `in`: a set stands for a frozenset of the same elements.
private func withHashable<T>(
  _ key: ObjectPointer,
  _ body: (ObjectPointer) throws(Raise) -> T
) throws(Raise) -> T {
  do throws(Raise) {
    return try body(key)
  } catch {
    guard isSet(key), PyErr_ExceptionMatches(suture_PyExc_TypeError()) != 0 else { throw error }
    PyErr_Clear()
    let frozen = try Owned(makeSet(suture_PyFrozenSet_Type(), key))
    return try body(frozen.pointer)
  }
}

// MARK: Methods

@c func suture_set_add(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    try setAdd(self, key)
    return suture_None()
  }
}

@c func suture_set_has(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    makeBool(try withHashable(key) { (key) throws(Raise) in try setContains(self, key) })
  }
}

@c func suture_set_remove(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let found = try withHashable(key) { (key) throws(Raise) in
      try setDiscard(self, key, hash: keyHash(key))
    }
    if !found { throw keyError(key) }
    return suture_None()
  }
}

@c func suture_set_discard(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    _ = try withHashable(key) { (key) throws(Raise) in try setDiscard(self, key, hash: keyHash(key))
    }
    return suture_None()
  }
}

@c func suture_set_pop(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  PySet_Pop(self)
}

@c func suture_set_clear_method(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  setClear(self)
  return suture_None()
}

@c func suture_set_copy(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try setCopy(self) }
}

@c func suture_frozenset_copy(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    self.type == suture_PyFrozenSet_Type() ? newReference(self) : try setCopy(self)
  }
}

@c func suture_set_update(_ self: ObjectPointer, _ others: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    for i in 0..<count { try setUpdate(self, others![i]!) }
    return suture_None()
  }
}

@c func suture_set_union(_ self: ObjectPointer, _ others: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let result = try Owned(setCopy(self))
    for i in 0..<count where others![i] != self { try setUpdate(result.pointer, others![i]!) }
    return result.take()
  }
}

private func intersectionOfAll(
  _ set: ObjectPointer,
  _ others: Arguments?,
  _ count: Int
) throws(Raise) -> ObjectPointer {
  if count == 0 { return try setCopy(set) }
  var result = try setIntersection(set, others![0]!)
  for i in 1..<max(count, 1) {
    let previous = Owned(result)
    result = try setIntersection(previous.pointer, others![i]!)
  }
  return result
}

@c func suture_set_intersection(
  _ self: ObjectPointer,
  _ others: Arguments?,
  _ count: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in try intersectionOfAll(self, others, count) }
}

@c func suture_set_intersection_update(
  _ self: ObjectPointer,
  _ others: Arguments?,
  _ count: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let result = try Owned(intersectionOfAll(self, others, count))
    withLock2(self, result.pointer) { SetObject(self).swapElements(SetObject(result.pointer)) }
    return suture_None()
  }
}

@c func suture_set_difference(
  _ self: ObjectPointer,
  _ others: Arguments?,
  _ count: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    if count == 0 { return try setCopy(self) }
    let result = try Owned(setDifference(self, others![0]!))
    for i in 1..<max(count, 1) { try setDifferenceUpdate(result.pointer, others![i]!) }
    return result.take()
  }
}

@c func suture_set_difference_update(
  _ self: ObjectPointer,
  _ others: Arguments?,
  _ count: Py_ssize_t
) -> ObjectPointer? {
  raising { () throws(Raise) in
    for i in 0..<count { try setDifferenceUpdate(self, others![i]!) }
    return suture_None()
  }
}

@c func suture_set_symmetric_difference(_ self: ObjectPointer, _ other: ObjectPointer)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try symmetricDifference(self, other) }
}

@c func suture_set_symmetric_difference_update(
  _ self: ObjectPointer,
  _ other: ObjectPointer
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try setSymmetricDifferenceUpdate(self, other)
    return suture_None()
  }
}

@c func suture_set_isdisjoint(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in makeBool(try isDisjoint(self, other)) }
}

@c func suture_set_issubset(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in makeBool(try isSubsetOfAny(self, other)) }
}

@c func suture_set_issuperset(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in makeBool(try isSupersetOfAny(self, other)) }
}

// MARK: Operators

private func operands(
  _ a: ObjectPointer?,
  _ b: ObjectPointer?,
  _ body: (ObjectPointer, ObjectPointer) throws(Raise) -> ObjectPointer
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let a, let b, isAnySet(a), isAnySet(b) else { return suture_NotImplemented() }
    return try body(a, b)
  }
}

@c func suture_set_and(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in try setIntersection(a, b) }
}

@c func suture_set_or(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in
    let result = try Owned(setCopy(a))
    if a != b { try setUpdate(result.pointer, b) }
    return result.take()
  }
}

@c func suture_set_sub(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in try setDifference(a, b) }
}

@c func suture_set_xor(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in try symmetricDifference(a, b) }
}

@c func suture_set_iand(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in
    try intersectionUpdate(a, b)
    return newReference(a)
  }
}

@c func suture_set_ior(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in
    try setUpdate(a, b)
    return newReference(a)
  }
}

@c func suture_set_isub(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in
    try setDifferenceUpdate(a, b)
    return newReference(a)
  }
}

@c func suture_set_ixor(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  operands(a, b) { (a, b) throws(Raise) in
    try setSymmetricDifferenceUpdate(a, b)
    return newReference(a)
  }
}

@c func suture_set_compare(_ a: ObjectPointer, _ b: ObjectPointer, _ operation: Int32)
  -> ObjectPointer?
{
  operands(a, b) { (a, b) throws(Raise) in
    let (mine, theirs) = (SetObject(a), SetObject(b))
    switch operation {
    case Py_EQ, Py_NE:
      let differ =
        mine.count != theirs.count
        || (mine.hash != -1 && theirs.hash != -1 && mine.hash != theirs.hash)
      let isEqual = try differ ? false : isSubset(a, b)
      return makeBool(isEqual == (operation == Py_EQ))
    case Py_LE: return makeBool(try isSubset(a, b))
    case Py_GE: return makeBool(try isSubset(b, a))
    case Py_LT: return makeBool(try mine.count < theirs.count ? isSubset(a, b) : false)
    default: return makeBool(try mine.count > theirs.count ? isSubset(b, a) : false)
    }
  }
}

@c func suture_frozenset_hash(_ self: ObjectPointer) -> Py_hash_t {
  let known = SetObject(self).hash
  if known != -1 { return known }
  let hash = valueHash(self)
  SetObject(self).hash = hash
  return hash
}

@c func suture_set_contains_slot(_ self: ObjectPointer, _ key: ObjectPointer) -> Int32 {
  raising { () throws(Raise) in
    try withHashable(key) { (key) throws(Raise) in try setContains(self, key) } ? 1 : 0
  }
}
