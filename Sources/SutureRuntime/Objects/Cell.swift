import CSuture

// Cells: boxes that closures share.

// MARK: Operations

private func fields(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureCell> {
  o.cast(to: SutureCell.self)
}

/// A cell with this object, borrowed, in it; nil: empty.
func makeCell(_ contents: ObjectPointer?) throws(Raise) -> ObjectPointer {
  let cell = try newObject(suture_PyCell_Type(), size: MemoryLayout<SutureCell>.size)
  if let contents { suture_incref_stored(contents) }
  fields(cell).pointee.contents = contents
  gcTrack(cell)
  return cell
}

/// What is in a cell, a new reference.
///
/// Takes the cell's lock.
func cellContents(_ cell: ObjectPointer) -> ObjectPointer? {
  withLock(cell) {
    guard let contents = fields(cell).pointee.contents else { return nil }
    return newReference(contents)
  }
}

/// Puts a borrowed object, or nothing, into a cell.
///
/// Takes the cell's lock.
func setCellContents(_ cell: ObjectPointer, _ contents: ObjectPointer?) {
  if let contents { suture_incref_stored(contents) }
  let old = withLock(cell) {
    let old = fields(cell).pointee.contents
    fields(cell).pointee.contents = contents
    return old
  }
  if let old { suture_decref_stored(old) }
}

// MARK: Slots

@c func suture_cell_new(
  _ type: TypePointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkNoKeywords("cell", keywords)
    let count = arguments.map { PyTuple_Size($0) } ?? 0
    try checkPositional("cell", count, 0, 1)
    return try makeCell(count == 0 ? nil : check(PyTuple_GetItem(arguments, 0)))
  }
}

@c func suture_cell_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  if let contents = fields(self).pointee.contents { suture_decref_stored(contents) }
  freeInstance(self)
}

@c func suture_cell_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let contents = fields(self).pointee.contents else { return 0 }
  return visit(contents, argument)
}

@c func suture_cell_clear(_ self: ObjectPointer) -> Int32 {
  setCellContents(self, nil)
  return 0
}

@c func suture_cell_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let address = String(UInt(bitPattern: self), radix: 16)
    guard let found = cellContents(self) else {
      return try makeStr("<cell at 0x\(address): empty>")
    }
    let contents = Owned(found)
    let inner = String(UInt(bitPattern: contents.pointer), radix: 16)
    return try makeStr("<cell at 0x\(address): \(contents.pointer.type.name) object at 0x\(inner)>")
  }
}

/// By what is in the cells; an empty one is less than any other.
@c func suture_cell_compare(_ self: ObjectPointer, _ other: ObjectPointer, _ operation: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard self.type == suture_PyCell_Type(), other.type == suture_PyCell_Type() else {
      return suture_NotImplemented()
    }
    let a = cellContents(self)
    let b = cellContents(other)
    defer {
      if let a { suture_decref(a) }
      if let b { suture_decref(b) }
    }
    if let a, let b { return try check(PyObject_RichCompare(a, b, operation)) }
    return compareSizes(a == nil ? 0 : 1, b == nil ? 0 : 1, operation)
  }
}

@c func suture_cell_get(_ self: ObjectPointer, _ unused: UnsafeMutableRawPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard let contents = cellContents(self) else { throw Raise(.value, "Cell is empty") }
    return contents
  }
}

@c func suture_cell_set(
  _ self: ObjectPointer,
  _ value: ObjectPointer?,
  _ unused: UnsafeMutableRawPointer?
) -> Int32 {
  setCellContents(self, value)
  return 0
}
