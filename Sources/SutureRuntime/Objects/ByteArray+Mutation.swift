import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The methods of bytearray that change it.

// MARK: Slots

@c func suture_bytearray_append(_ self: ObjectPointer?, _ item: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let byte = try byteValue(item!, "byte must be in range(0, 256)")
    try withLock(self!) { () throws(Raise) in try ByteArray.append(self!, byte) }
    return none()
  }
}

@c func suture_bytearray_clear(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try withLock(self!) { () throws(Raise) in try ByteArray.resize(self!, 0) }
    return none()
  }
}

@c func suture_bytearray_copy(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try ByteArray.withExport(self!) { view throws(Raise) in try ByteArray.make(view) }
  }
}

@c func suture_bytearray_extend(_ self: ObjectPointer?, _ iterable: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let source = iterable!
    if PyObject_CheckBuffer(source) != 0 {
      try ByteArray.extend(self!, buffer: source)
      return none()
    }
    if source.isStr { throw Raise(.type, "expected iterable of integers; got: 'str'") }
    var writer = ByteWriter()
    guard try appendInts(source, &writer, "byte must be in range(0, 256)") else {
      throw Raise(.type, "can't extend bytearray with \(source.type.name)")
    }
    try withLock(self!) { () throws(Raise) in
      let count = ByteArray.count(self!)
      try ByteArray.splice(self!, count, count, writer.bytes)
    }
    return none()
  }
}

@c func suture_bytearray_insert(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("insert", n, 2, 2)
    let index = try sizeArgument(args![0]!)
    let byte = try byteValue(args![1]!, "byte must be in range(0, 256)")
    try withLock(self!) { () throws(Raise) in
      let count = ByteArray.count(self!)
      try ByteArray.append(self!, byte)
      var at = index < 0 ? max(index + count, 0) : index
      at = min(at, count)
      let start = ByteArray.start(self!)
      memmove(start + at + 1, start + at, count - at)
      start[at] = byte
    }
    return none()
  }
}

@c func suture_bytearray_pop(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("pop", n, 0, 1)
    let index = n == 1 ? try sizeArgument(args![0]!) : -1
    let byte = try withLock(self!) { () throws(Raise) in
      let count = ByteArray.count(self!)
      if count == 0 { throw Raise(.index, "pop from empty bytearray") }
      let i = try checkedIndex(index, count, "pop index out of range")
      try ByteArray.checkResizable(self!)
      let byte = ByteArray.start(self!)[i]
      try removeByte(self!, i)
      return byte
    }
    return PyLong_FromLong(Int(byte))
  }
}

/// Takes one byte out.
///
/// The caller holds the lock.
private func removeByte(_ self: ObjectPointer, _ i: Int) throws(Raise) {
  let count = ByteArray.count(self)
  try ByteArray.checkResizable(self)
  let start = ByteArray.start(self)
  memmove(start + i, start + i + 1, count - i)
  try ByteArray.resize(self, count - 1)
}

@c func suture_bytearray_remove(_ self: ObjectPointer?, _ value: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let byte = try byteValue(value!, "byte must be in range(0, 256)")
    try withLock(self!) { () throws(Raise) in
      let at = ByteArray.view(self!).firstIndex(of: byte)
      if at < 0 { throw Raise(.value, "value not found in bytearray") }
      try removeByte(self!, at)
    }
    return none()
  }
}

@c func suture_bytearray_reverse(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  withLock(self!) {
    let start = ByteArray.start(self!)
    var low = 0
    var high = ByteArray.count(self!) - 1
    while low < high {
      let byte = start[low]
      start[low] = start[high]
      start[high] = byte
      low += 1
      high -= 1
    }
  }
  return none()
}
