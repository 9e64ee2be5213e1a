import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Operations

/// A tuple of `count` ints; a new reference.
///
/// Of no row: the empty tuple.
private func tuple(_ row: UnsafePointer<Int>?, _ count: Int) throws(Raise) -> ObjectPointer {
  guard let row else { return try check(PyTuple_New(0)) }
  let result = try Owned(PyTuple_New(count))
  for i in 0..<count {
    _ = PyTuple_SetItem(result.pointer, i, try check(PyLong_FromSsize_t(row[i])))
  }
  return result.take()
}

/// The items of one dimension and those below it, as nested lists.
private func list(
  _ memory: MemoryView,
  _ start: UnsafeMutableRawPointer,
  _ dimension: Int,
  _ letter: UInt8
) throws(Raise) -> ObjectPointer {
  let view = memory.view.pointee
  let result = try Owned(PyList_New(0))
  for i in 0..<view.shape![dimension] {
    var p = start + i * view.strides![dimension]
    if let suboffsets = view.suboffsets, suboffsets[dimension] >= 0 {
      p = p.load(as: UnsafeMutableRawPointer.self) + suboffsets[dimension]
    }
    let item: ObjectPointer
    if dimension == memory.dimensions - 1 {
      item = try unpackItem(p, letter)
    } else {
      item = try list(memory, p, dimension + 1, letter)
    }
    let held = Owned(item)
    try check(PyList_Append(result.pointer, held.pointer))
  }
  return result.take()
}

/// The formats that `cast` gives, as text that stays: one for each character, alone and after `@`.
nonisolated(unsafe) private let castFormats: UnsafeMutablePointer<CChar> = {
  let table = UnsafeMutablePointer<CChar>.allocate(capacity: 128 * 3)
  table.initialize(repeating: 0, count: 128 * 3)
  for i in 0..<128 {
    table[i * 3] = CChar(UInt8(ascii: "@"))
    table[i * 3 + 1] = CChar(i)
  }
  return table
}()

/// Makes a view one-dimensional with items of another format.
///
/// Nobody else sees it yet.
private func castFlat(_ memory: MemoryView, _ format: ObjectPointer) throws(Raise) {
  suture_decref(try encodeSingleByte(checkStr(format), 128, nil))
  let text = strText(format)
  let hasAt = text.count == 2 && text[0] == 64
  let letter = text.count == 1 ? text[0] : hasAt ? text[1] : 0
  guard letter < 128, let size = nativeSize(UInt8(letter)) else {
    throw Raise(
      .value,
      "memoryview: destination format must be a native single character format prefixed with an optional '@'"
    )
  }
  guard let source = nativeCharacter(memory.view.pointee.format),
    isByteFormat(source) || isByteFormat(UInt8(letter))
  else { throw Raise(.type, "memoryview: cannot cast between two non-byte formats") }
  let length = memory.view.pointee.len
  if length % size != 0 { throw Raise(.type, "memoryview: length is not a multiple of itemsize") }
  memory.view.pointee.format = castFormats + (Int(letter) * 3 + (hasAt ? 0 : 1))
  memory.view.pointee.itemsize = size
  memory.view.pointee.ndim = 1
  memory.view.pointee.shape = memory.row
  memory.view.pointee.strides = memory.row + 1
  memory.view.pointee.suboffsets = nil
  memory.row[0] = length / size
  memory.row[1] = size
  memory.setFlags()
}

/// Gives a flat view a shape.
private func castShape(_ memory: MemoryView, _ shape: ObjectPointer, _ count: Int) throws(Raise) {
  var product = 1
  let sizes = UnsafeMutablePointer<Int>.allocate(capacity: max(count, 1))
  defer { sizes.deallocate() }
  for i in 0..<count {
    let item = try Owned(PySequence_GetItem(shape, i))
    guard item.pointer.isInstance(TypeFlag.long) else {
      throw Raise(.type, "memoryview.cast(): elements of shape must be integers")
    }
    let size = try check(PyLong_AsSsize_t(item.pointer))
    if size <= 0 {
      throw Raise(.value, "memoryview.cast(): elements of shape must be integers > 0")
    }
    let (next, overflow) = product.multipliedReportingOverflow(by: size)
    if overflow { throw Raise(.value, "memoryview.cast(): product(shape) > SSIZE_MAX") }
    product = next
    sizes[i] = size
  }
  let (length, overflow) = product.multipliedReportingOverflow(by: memory.view.pointee.itemsize)
  if overflow || length != memory.view.pointee.len {
    throw Raise(.type, "memoryview: product(shape) * itemsize != buffer size")
  }
  memory.view.pointee.ndim = Int32(count)
  memory.view.pointee.shape = count == 0 ? nil : memory.row
  memory.view.pointee.strides = count == 0 ? nil : memory.row + count
  for i in 0..<count { memory.row[i] = sizes[i] }
  if count > 0 { memory.setStrides() }
  memory.setFlags()
}

// MARK: Slots

private let castSignature = Signature("cast", "format", "shape", required: 1)

@c func suture_memory_cast(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try castSignature.bind(args, n, names)
    let format = bound[0]!
    guard format.isStr else {
      throw Raise(.type, "cast() argument 'format' must be str, not \(format.type.name)")
    }
    let memory = MemoryView(self!)
    let shape: ObjectPointer? = bound[1]
    return try memory.withHeld { () throws(Raise) in
      if !memory.has(SUTURE_VIEW_C) {
        throw Raise(.type, "memoryview: casts are restricted to C-contiguous views")
      }
      var count = 1
      if shape != nil || memory.dimensions != 1 {
        for i in 0..<memory.dimensions where memory.view.pointee.shape![i] == 0 {
          throw Raise(.type, "memoryview: cannot cast view with zeros in shape or strides")
        }
      }
      if let shape {
        guard shape.isTuple || shape.isList else {
          throw Raise(.type, "shape must be a list or a tuple")
        }
        count = PySequence_Size(shape)
        if count > maximumDimensions {
          throw Raise(.value, "memoryview: number of dimensions must not exceed 64")
        }
        if memory.dimensions != 1, count != 1 {
          throw Raise(.type, "memoryview: cast must be 1D -> ND or ND -> 1D")
        }
      }
      // Two words of the row are used before the shape is known.
      let made = try Owned(
        memory.derive(max(count, 1) == memory.dimensions ? memory.dimensions : max(count, 1))
      )
      try castFlat(MemoryView(made.pointer), format)
      if let shape { try castShape(MemoryView(made.pointer), shape, count) }
      return made.take()
    }
  }
}

@c func suture_memory_release(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try MemoryView(self!).release()
    return none()
  }
}

@c func suture_memory_enter(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try MemoryView(self!).checkHeld()
    return newReference(self!)
  }
}

@c func suture_memory_exit(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  suture_memory_release(self, nil)
}

private let tobytesSignature = Signature("tobytes", "order")

@c func suture_memory_tobytes(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try tobytesSignature.bind(args, n, names)
    var order = UInt8(ascii: "C")
    if let given = bound[0], given != suture_None() {
      guard given.isStr else {
        throw Raise(.type, "tobytes() argument 'order' must be str or None, not \(given.type.name)")
      }
      let text = strText(given)
      let letter = text.count == 1 ? text[0] : 0
      guard letter == 67 || letter == 70 || letter == 65 else {
        throw Raise(.value, "order must be 'C', 'F' or 'A'")
      }
      order = UInt8(letter)
    }
    let memory = MemoryView(self!)
    return try memory.withHeld { () throws(Raise) in try memory.bytes(order) }
  }
}

@c func suture_memory_hex(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try hexSignature.bind(args, n, names)
    let memory = MemoryView(self!)
    let content = try Owned(memory.withHeld { () throws(Raise) in try memory.bytes() })
    return try hexText(content.pointer.bytesView, bound)
  }
}

@c func suture_memory_tolist(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    return try memory.withHeld { () throws(Raise) in
      let letter = try memory.character()
      if memory.dimensions == 0 { return try unpackItem(memory.view.pointee.buf, letter) }
      return try list(memory, memory.view.pointee.buf, 0, letter)
    }
  }
}

@c func suture_memory_toreadonly(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let made = try Owned(MemoryView.make(of: self!))
    MemoryView(made.pointer).view.pointee.readonly = 1
    return made.take()
  }
}

private let fromFlagsSignature = Signature("_from_flags", "object", "flags", required: 2)

@c func suture_memory_from_flags(
  _ type: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try fromFlagsSignature.bind(args, n, names)
    return try MemoryView.make(of: bound[0]!, flags: Int32(intArgument(bound[1]!)))
  }
}

@c func suture_memory_get(_ self: ObjectPointer?, _ field: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    return try memory.withHeld { () throws(Raise) in
      let view = memory.view.pointee
      switch Int(bitPattern: field) {
      case 0: return newReference(view.obj ?? suture_None())
      case 1: return try check(PyLong_FromSsize_t(view.len))
      case 2: return makeBool(view.readonly != 0)
      case 3: return try check(PyLong_FromSsize_t(view.itemsize))
      case 4: return try check(PyUnicode_FromString(view.format))
      case 5: return try check(PyLong_FromLong(Int(view.ndim)))
      case 6: return try tuple(view.shape, memory.dimensions)
      case 7: return try tuple(view.strides, memory.dimensions)
      case 8: return try tuple(view.suboffsets, memory.dimensions)
      case 9: return makeBool(memory.has(SUTURE_VIEW_C))
      case 10: return makeBool(memory.has(SUTURE_VIEW_F))
      default: return makeBool(memory.has(SUTURE_VIEW_C) || memory.has(SUTURE_VIEW_F))
      }
    }
  }
}
