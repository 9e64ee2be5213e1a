import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

extension MemoryView {
  /// The native character of the view's format.
  ///
  /// - Throws: NotImplementedError.
  func character() throws(Raise) -> UInt8 {
    guard let letter = nativeCharacter(view.pointee.format) else {
      throw unsupportedFormat(view.pointee.format)
    }
    return letter
  }

  /// The address of an item along one dimension.
  private func step(
    _ p: UnsafeMutableRawPointer,
    _ dimension: Int,
    _ index: Int
  ) throws(Raise) -> UnsafeMutableRawPointer {
    let count = view.pointee.shape![dimension]
    let i = index < 0 ? index + count : index
    guard i >= 0, i < count else {
      throw Raise(.index, "index out of bounds on dimension \(dimension + 1)")
    }
    let next = p + view.pointee.strides![dimension] * i
    guard let suboffsets = view.pointee.suboffsets, suboffsets[dimension] >= 0 else { return next }
    return next.load(as: UnsafeMutableRawPointer.self) + suboffsets[dimension]
  }

  /// The address of the item at `index` of a one-dimensional view.
  ///
  /// The caller holds the lock.
  func address(_ index: Int) throws(Raise) -> UnsafeMutableRawPointer {
    try step(view.pointee.buf, 0, index)
  }

  /// The address of the item that a tuple of indices names.
  ///
  /// The caller holds the lock.
  func address(tuple: ObjectPointer) throws(Raise) -> UnsafeMutableRawPointer {
    let given = PyTuple_Size(tuple)
    if given > dimensions {
      throw Raise(.type, "cannot index \(dimensions)-dimension view with \(given)-element tuple")
    }
    var p: UnsafeMutableRawPointer = view.pointee.buf
    for i in 0..<given {
      let index = PyNumber_AsSsize_t(PyTuple_GetItem(tuple, i), suture_PyExc_IndexError())
      if index == -1, isExceptionPending { throw .pending }
      p = try step(p, i, index)
    }
    return p
  }

  /// The item at `index` of the first dimension; a new reference.
  ///
  /// The caller holds the lock.
  func item(_ index: Int) throws(Raise) -> ObjectPointer {
    let letter = try character()
    if dimensions == 0 { throw Raise(.type, "invalid indexing of 0-dim memory") }
    if dimensions > 1 {
      throw Raise(.notImplemented, "multi-dimensional sub-views are not implemented")
    }
    return try unpackItem(address(index), letter)
  }

  /// The part of the first dimension that a slice names; a new reference.
  ///
  /// The caller holds the lock.
  func slice(_ key: ObjectPointer) throws(Raise) -> ObjectPointer {
    let made = try Owned(derive(dimensions))
    let part = MemoryView(made.pointer)
    try part.narrow(key)
    part.setLength()
    part.setFlags()
    return made.take()
  }

  /// Narrows the first dimension of a view that nobody else sees.
  private func narrow(_ key: ObjectPointer) throws(Raise) {
    let bounds = try SliceBounds(key, view.pointee.shape![0])
    MemoryView.narrow(view, bounds)
  }

  static func narrow(_ view: UnsafeMutablePointer<Py_buffer>, _ bounds: SliceBounds) {
    let stride = view.pointee.strides![0]
    if let suboffsets = view.pointee.suboffsets, suboffsets[0] >= 0 {
      suboffsets[0] += stride * bounds.start
    } else {
      view.pointee.buf += stride * bounds.start
    }
    view.pointee.shape![0] = bounds.count
    view.pointee.strides![0] = stride * bounds.step
  }

  /// All items in C order, as bytes.
  ///
  /// The caller holds the lock.
  func bytes(_ order: UInt8 = UInt8(ascii: "C")) throws(Raise) -> ObjectPointer {
    let result = try Owned(newBytesUnshared(view.pointee.len))
    try check(
      PyBuffer_ToContiguous(
        result.pointer.bytesStart,
        view,
        view.pointee.len,
        CChar(bitPattern: order)
      )
    )
    return result.take()
  }
}

/// Whether a key is a tuple of which every item passes.
private func isTuple(_ key: ObjectPointer, _ passes: (ObjectPointer) -> Bool) -> Bool {
  guard key.isTuple else { return false }
  for i in 0..<PyTuple_Size(key) where !passes(PyTuple_GetItem(key, i)!) { return false }
  return true
}

private func isIndex(_ o: ObjectPointer) -> Bool { PyIndex_Check(o) != 0 }

private func indexValue(_ key: ObjectPointer) throws(Raise) -> Int {
  let index = PyNumber_AsSsize_t(key, suture_PyExc_IndexError())
  if index == -1, isExceptionPending { throw .pending }
  return index
}

// MARK: Slots

private let memorySignature = Signature("memoryview", "object", required: 1)

@c func suture_memory_new(_ type: TypePointer?, _ args: ObjectPointer?, _ keywords: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let bound = try memorySignature.bind(tuple: args, dict: keywords)
    return try MemoryView.make(of: bound[0]!)
  }
}

@c func suture_memory_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let word =
      MemoryView(self!).has(SUTURE_VIEW_RELEASED) ? "<released memory at 0x" : "<memory at 0x"
    return try makeStr(word + String(UInt(bitPattern: self), radix: 16) + ">")
  }
}

@c func suture_memory_hash(_ self: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    if memory.fields.pointee.hash != -1 { return memory.fields.pointee.hash }
    try memory.withHeld { () throws(Raise) in
      if memory.view.pointee.readonly == 0 {
        throw Raise(.value, "cannot hash writable memoryview object")
      }
      guard let letter = nativeCharacter(memory.view.pointee.format), isByteFormat(letter) else {
        throw Raise(.value, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'")
      }
    }
    if let o = memory.view.pointee.obj, PyObject_Hash(o) == -1 { throw .pending }
    let content = try Owned(memory.withHeld { () throws(Raise) in try memory.bytes() })
    memory.fields.pointee.hash = suture_bytes_hash(content.pointer)
    return memory.fields.pointee.hash
  }
}

@c func suture_memory_length(_ self: ObjectPointer?) -> Int {
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    return try memory.withHeld { () throws(Raise) in
      if memory.dimensions == 0 { throw Raise(.type, "0-dim memory has no length") }
      return memory.view.pointee.shape![0]
    }
  }
}

@c func suture_memory_item(_ self: ObjectPointer?, _ index: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    return try memory.withHeld { () throws(Raise) in try memory.item(index) }
  }
}

@c func suture_memory_subscript(_ self: ObjectPointer?, _ given: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    let key = given!
    return try memory.withHeld { () throws(Raise) in
      if memory.dimensions == 0 {
        if key.isTuple, PyTuple_Size(key) == 0 {
          return try unpackItem(memory.view.pointee.buf, memory.character())
        }
        if key == suture_Ellipsis() { return newReference(self!) }
        throw Raise(.type, "invalid indexing of 0-dim memory")
      }
      if isIndex(key) {
        let index = try indexValue(key)
        try memory.checkHeld()
        return try memory.item(index)
      }
      if key.isSlice { return try memory.slice(key) }
      if isTuple(key, isIndex) {
        let letter = try memory.character()
        if PyTuple_Size(key) < memory.dimensions {
          throw Raise(.notImplemented, "sub-views are not implemented")
        }
        return try unpackItem(memory.address(tuple: key), letter)
      }
      if isTuple(key, { $0.isSlice }) {
        throw Raise(.notImplemented, "multi-dimensional slicing is not implemented")
      }
      throw Raise(.type, "memoryview: invalid slice key")
    }
  }
}

@c func suture_memory_ass_subscript(
  _ self: ObjectPointer?,
  _ key: ObjectPointer?,
  _ value: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try assign(MemoryView(self!), key!, value)
    return 0
  }
}

private func assign(_ memory: MemoryView, _ key: ObjectPointer, _ value: ObjectPointer?)
  throws(Raise)
{
  let letter = try memory.withHeld { () throws(Raise) in
    let letter = try memory.character()
    if memory.view.pointee.readonly != 0 { throw Raise(.type, "cannot modify read-only memory") }
    return letter
  }
  guard let value else { throw Raise(.type, "cannot delete memory") }
  if memory.dimensions == 0 {
    guard key == suture_Ellipsis() || (key.isTuple && PyTuple_Size(key) == 0) else {
      throw Raise(.type, "invalid indexing of 0-dim memory")
    }
    let item = try packItem(value, letter)
    try memory.withHeld { () throws(Raise) in item.store(memory.view.pointee.buf) }
    return
  }
  if isIndex(key) {
    if memory.dimensions > 1 { throw Raise(.notImplemented, "sub-views are not implemented") }
    let index = try indexValue(key)
    _ = try memory.withHeld { () throws(Raise) in try memory.address(index) }
    let item = try packItem(value, letter)
    try memory.withHeld { () throws(Raise) in try item.store(memory.address(index)) }
    return
  }
  if key.isSlice, memory.dimensions == 1 {
    try assign(memory, slice: key, value)
    return
  }
  if isTuple(key, isIndex) {
    if PyTuple_Size(key) < memory.dimensions {
      throw Raise(.notImplemented, "sub-views are not implemented")
    }
    _ = try memory.withHeld { () throws(Raise) in try memory.address(tuple: key) }
    let item = try packItem(value, letter)
    try memory.withHeld { () throws(Raise) in try item.store(memory.address(tuple: key)) }
    return
  }
  if key.isSlice || isTuple(key, { $0.isSlice }) {
    throw Raise(
      .notImplemented,
      "memoryview slice assignments are currently restricted to ndim = 1"
    )
  }
  throw Raise(.type, "memoryview: invalid slice key")
}

private func withoutAt(_ format: UnsafePointer<CChar>?) -> UnsafePointer<CChar> {
  guard let format else { return UnsafePointer(byteFormat()) }
  return UInt8(bitPattern: format[0]) == UInt8(ascii: "@") ? format + 1 : format
}

/// `memory[slice] = value`, from a buffer of the same structure.
private func assign(_ memory: MemoryView, slice key: ObjectPointer, _ value: ObjectPointer)
  throws(Raise)
{
  var source = Py_buffer()
  try check(PyObject_GetBuffer(value, &source, BufferFlag.fullReadOnly))
  defer { PyBuffer_Release(&source) }
  let target = try Owned(memory.withHeld { () throws(Raise) in try memory.slice(key) })
  let to = MemoryView(target.pointer).view
  let count = to.pointee.shape![0]
  let step = source.itemsize
  let isSame =
    source.ndim == 1 && step == to.pointee.itemsize
    && strcmp(withoutAt(source.format), withoutAt(to.pointee.format)) == 0
    && (source.shape?[0] ?? source.len / max(step, 1)) == count
  guard isSame else {
    throw Raise(.value, "memoryview assignment: lvalue and rvalue have different structures")
  }
  // Both may be the same memory: copy out first.
  var writer = ByteWriter(capacity: count * step)
  for i in 0..<count {
    var p: UnsafeMutableRawPointer = source.buf + i * (source.strides?[0] ?? step)
    if let suboffsets = source.suboffsets, suboffsets[0] >= 0 {
      p = p.load(as: UnsafeMutableRawPointer.self) + suboffsets[0]
    }
    writer.append(ByteView(raw: p, step))
  }
  for i in 0..<count {
    memcpy(try MemoryView(target.pointer).address(i), writer.start + i * step, step)
  }
}

// MARK: Comparing

@c func suture_memory_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  guard op == Py_EQ || op == Py_NE else { return suture_NotImplemented() }
  return raising { () throws(Raise) in
    guard let equal = try isEqual(MemoryView(a!), b!) else { return suture_NotImplemented() }
    return makeBool(equal == (op == Py_EQ))
  }
}

/// Whether the other object's buffer has the same shape and equal items; nil: it has no buffer.
private func isEqual(_ memory: MemoryView, _ other: ObjectPointer) throws(Raise) -> Bool? {
  if memory.isReleased || (MemoryView.isView(other) && MemoryView(other).isReleased) {
    return memory.object == other
  }
  var left = Py_buffer()
  var right = Py_buffer()
  guard PyObject_GetBuffer(other, &right, BufferFlag.fullReadOnly) == 0 else {
    PyErr_Clear()
    return nil
  }
  defer { PyBuffer_Release(&right) }
  try check(PyObject_GetBuffer(memory.object, &left, BufferFlag.fullReadOnly))
  defer { PyBuffer_Release(&left) }
  return try haveEqualItems(&left, &right)
}

private func haveEqualItems(
  _ a: UnsafePointer<Py_buffer>,
  _ b: UnsafePointer<Py_buffer>
) throws(Raise) -> Bool {
  let n = Int(a.pointee.ndim)
  guard n == Int(b.pointee.ndim) else { return false }
  var count = 1
  for i in 0..<n {
    if a.pointee.shape![i] != b.pointee.shape![i] { return false }
    count *= a.pointee.shape![i]
  }
  let formatA = withoutAt(a.pointee.format)
  let formatB = withoutAt(b.pointee.format)
  let letterA = nativeCharacter(formatA)
  let letterB = nativeCharacter(formatB)
  let isFloat =
    letterA == UInt8(ascii: "d") || letterA == UInt8(ascii: "f") || letterA == UInt8(ascii: "e")
  let isPlain = letterA != nil && letterA == letterB && !isFloat && letterA != UInt8(ascii: "?")
  let indices = IndexCounter(a.pointee.shape ?? emptyShape(), n, isFortran: false)
  while count > 0 {
    let p = n == 0 ? a.pointee.buf! : PyBuffer_GetPointer(a, indices.indices)!
    let q = n == 0 ? b.pointee.buf! : PyBuffer_GetPointer(b, indices.indices)!
    if isPlain {
      if memcmp(p, q, a.pointee.itemsize) != 0 { return false }
    } else {
      guard let x = try unpackStruct(formatA, p, a.pointee.itemsize) else { return false }
      let held = Owned(x)
      guard let y = try unpackStruct(formatB, q, b.pointee.itemsize) else { return false }
      let other = Owned(y)
      if try check(PyObject_RichCompareBool(held.pointer, other.pointer, Py_EQ)) == 0 {
        return false
      }
    }
    indices.advance()
    count -= 1
  }
  return true
}

/// The shape of a view without dimensions.
private func emptyShape() -> UnsafeMutablePointer<Int> { UnsafeMutablePointer(bitPattern: 8)! }

// MARK: Iterator

private func iterator(_ o: ObjectPointer?) -> UnsafeMutablePointer<SutureMemoryIterator> {
  o!.cast(to: SutureMemoryIterator.self)
}

@c func suture_memory_iter(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    let count = try memory.withHeld { () throws(Raise) in
      if memory.dimensions == 0 { throw Raise(.type, "invalid indexing of 0-dim memory") }
      if memory.dimensions != 1 {
        throw Raise(.notImplemented, "multi-dimensional sub-views are not implemented")
      }
      _ = try memory.character()
      return memory.view.pointee.shape![0]
    }
    let o = try newZeroedObject(suture_PyMemoryIter_Type())
    suture_incref_stored(self!)
    iterator(o).pointee.sequence = memory.fields
    iterator(o).pointee.length = count
    gcTrack(o)
    return o
  }
}

private func sequence(_ self: ObjectPointer?) -> ObjectPointer? {
  iterator(self).pointee.sequence.map {
    UnsafeMutableRawPointer($0).assumingMemoryBound(to: PyObject.self)
  }
}

@c func suture_memoryiter_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  if let o = sequence(self) { suture_decref_stored(o) }
  freeInstance(self!)
}

@c func suture_memoryiter_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let o = sequence(self) else { return 0 }
  return visit!(o, argument)
}

@c func suture_memoryiter_next(_ self: ObjectPointer?) -> ObjectPointer? {
  var dropped: ObjectPointer?
  let result: ObjectPointer? = raising { () throws(Raise) in
    try withLock(self!) { () throws(Raise) in
      guard let o = sequence(self) else { return nil }
      let index = iterator(self).pointee.index
      if index >= iterator(self).pointee.length {
        iterator(self).pointee.sequence = nil
        dropped = o
        return nil
      }
      iterator(self).pointee.index = index + 1
      return try MemoryView(o).withHeld { () throws(Raise) in try MemoryView(o).item(index) }
    }
  }
  if let dropped { suture_decref_stored(dropped) }
  return result
}
