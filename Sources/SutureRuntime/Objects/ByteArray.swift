import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// A bytearray: a fixed head and a separately allocated row of bytes, of which the front may be unused.
///
///     PyByteArrayObject                        ob_bytes
///     +------+---------+----------+-------+    +--------+----+----+-----+------+
///     | head | ob_size | ob_alloc | start ---->| unused | b0 | b1 | NUL | junk |
///     +------+---------+----------+-------+    +--------+----+----+-----+------+
///
/// Invariants, while the lock is free:
///   A1  ob_bytes == nil  =>  ob_alloc == 0 and ob_size == 0
///   A2  ob_bytes <= ob_start, and ob_start + ob_size + 1 <= ob_bytes + ob_alloc
///   A3  a NUL follows the last byte
///   A4  while ob_exports > 0 neither ob_start nor ob_size changes
enum ByteArray {
  typealias Pointer = UnsafeMutablePointer<PyByteArrayObject>

  @inline(__always)
  static func at(_ o: ObjectPointer) -> Pointer { o.cast(to: PyByteArrayObject.self) }

  @inline(__always)
  static func isByteArray(_ o: ObjectPointer) -> Bool {
    o.type == suture_PyByteArray_Type() || PyType_IsSubtype(o.type, suture_PyByteArray_Type()) != 0
  }

  /// The byte that every bytearray without memory shows: a NUL.
  @inline(__always)
  static func nothing() -> UnsafeMutablePointer<UInt8> { suture_empty_bytearray().asBytes }

  /// The bytes; the caller holds the lock or an export.
  @inline(__always)
  static func start(_ o: ObjectPointer) -> UnsafeMutablePointer<UInt8> {
    guard let p = at(o).pointee.ob_start else { return nothing() }
    return p.asBytes
  }

  @inline(__always)
  static func count(_ o: ObjectPointer) -> Int { at(o).pointee.ob_base.ob_size }

  /// Notes that views of the bytes have come or gone.
  @inline(__always)
  static func addExports(_ o: ObjectPointer, _ n: Int) {
    at(o).pointee.ob_exports = at(o).pointee.ob_exports + n
  }

  @inline(__always)
  static func view(_ o: ObjectPointer) -> ByteView {
    ByteView(UnsafePointer<UInt8>(start(o)), count(o))
  }
}

extension UnsafeMutablePointer where Pointee == CChar {
  @inline(__always)
  var asBytes: UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt8.self)
  }
}

// MARK: Operations

extension ByteArray {
  /// A new bytearray with a copy of `view`.
  static func make(_ view: ByteView) throws(Raise) -> ObjectPointer {
    let o = try newZeroedObject(suture_PyByteArray_Type())
    if view.count > 0 {
      let owned = Owned(o)
      try resize(o, view.count)
      memcpy(start(o), view.start, view.count)
      return owned.take()
    }
    return o
  }

  /// Runs `body` under the lock, with an export held: the bytes stay where they are.
  static func withExport<T>(_ o: ObjectPointer, _ body: (ByteView) throws(Raise) -> T) throws(Raise)
    -> T
  {
    try withLock(o) { () throws(Raise) in
      addExports(o, 1)
      defer { addExports(o, -1) }
      return try body(view(o))
    }
  }

  /// The byte at `index`, -1: past the end.
  ///
  /// Takes the lock.
  static func byte(_ o: ObjectPointer, _ index: Int) -> Int {
    withLock(o) { index < count(o) ? Int(start(o)[index]) : -1 }
  }

  /// Throws BufferError while somebody holds a view of the bytes.
  static func checkResizable(_ o: ObjectPointer) throws(Raise) {
    if at(o).pointee.ob_exports > 0 {
      throw Raise(.buffer, "Existing exports of data: object cannot be re-sized")
    }
  }

  /// Makes the size `size`; new bytes are unset.
  ///
  /// The caller holds the lock.
  static func resize(_ o: ObjectPointer, _ size: Int) throws(Raise) {
    let a = at(o)
    if size == a.pointee.ob_base.ob_size { return }
    try checkResizable(o)
    let front = a.pointee.ob_start.map { $0 - a.pointee.ob_bytes! } ?? 0
    let allocated = a.pointee.ob_alloc
    if size > Int.max - 64 { throw Raise.noMemory }
    if front + size + 1 <= allocated, size >= allocated / 2 {
      setSize(a, size)
      return
    }
    let capacity: Int
    if size < allocated / 2 {
      capacity = size + 1
    } else if size + 1 <= allocated {
      // The front that was cut off makes room enough.
      memmove(a.pointee.ob_bytes!, a.pointee.ob_start!, a.pointee.ob_base.ob_size)
      a.pointee.ob_start = a.pointee.ob_bytes
      setSize(a, size)
      return
    } else if Double(size) <= Double(allocated) * 1.125 {
      capacity = size + (size >> 3) + (size < 9 ? 3 : 6)
    } else {
      capacity = size + 1
    }
    if front > 0 {
      guard let fresh = PyMem_Malloc(capacity) else { throw Raise.noMemory }
      memcpy(fresh, a.pointee.ob_start!, min(size, a.pointee.ob_base.ob_size))
      PyMem_Free(a.pointee.ob_bytes)
      a.pointee.ob_bytes = fresh.assumingMemoryBound(to: CChar.self)
    } else {
      guard let fresh = PyMem_Realloc(a.pointee.ob_bytes, capacity) else { throw Raise.noMemory }
      a.pointee.ob_bytes = fresh.assumingMemoryBound(to: CChar.self)
    }
    a.pointee.ob_start = a.pointee.ob_bytes
    a.pointee.ob_alloc = capacity
    setSize(a, size)
  }

  @inline(__always)
  private static func setSize(_ a: Pointer, _ size: Int) {
    a.pointee.ob_base.ob_size = size
    a.pointee.ob_start![size] = 0
  }

  /// Puts `new` in the place of the bytes low ..< high.
  ///
  /// The caller holds the lock; `new` is not of this object.
  static func splice(_ o: ObjectPointer, _ low: Int, _ high: Int, _ new: ByteView) throws(Raise) {
    let a = at(o)
    let growth = new.count - (high - low)
    let size = count(o)
    if growth != 0 { try checkResizable(o) }
    if growth < 0 {
      if low == 0 {
        // The front becomes unused.
        a.pointee.ob_start! -= growth
        a.pointee.ob_base.ob_size = size + growth
      } else {
        memmove(start(o) + low + new.count, start(o) + high, size - high)
        a.pointee.ob_base.ob_size = size + growth
      }
      a.pointee.ob_start![size + growth] = 0
      if size + growth + 1 < a.pointee.ob_alloc / 2 { try compact(o) }
    } else if growth > 0 {
      if size > Int.max - 64 - growth { throw Raise.noMemory }
      try resize(o, size + growth)
      memmove(start(o) + low + new.count, start(o) + high, size - high)
    }
    if new.count > 0 { memcpy(start(o) + low, new.start, new.count) }
  }

  /// Gives memory back that is not used.
  private static func compact(_ o: ObjectPointer) throws(Raise) {
    let a = at(o)
    let size = a.pointee.ob_base.ob_size
    guard let fresh = PyMem_Malloc(size + 1) else { return }
    memcpy(fresh, a.pointee.ob_start!, size + 1)
    PyMem_Free(a.pointee.ob_bytes)
    a.pointee.ob_bytes = fresh.assumingMemoryBound(to: CChar.self)
    a.pointee.ob_start = a.pointee.ob_bytes
    a.pointee.ob_alloc = size + 1
  }

  /// Appends one byte.
  ///
  /// The caller holds the lock.
  static func append(_ o: ObjectPointer, _ byte: UInt8) throws(Raise) {
    let size = count(o)
    if size == Int.max { throw Raise(.overflow, "cannot add more objects to bytearray") }
    try resize(o, size + 1)
    start(o)[size] = byte
  }

  /// `o += other`, from any object with the buffer interface.
  static func extend(_ o: ObjectPointer, buffer other: ObjectPointer) throws(Raise) {
    guard PyObject_CheckBuffer(other) != 0 else {
      throw Raise(.type, "can't concat \(other.type.name) to \(o.type.name)")
    }
    if other == o {
      var copy = ByteWriter()
      try withExport(o) { view throws(Raise) in copy.append(view) }
      try withLock(o) { () throws(Raise) in try splice(o, count(o), count(o), copy.bytes) }
      return
    }
    let held = try HeldBuffer(other)
    try withLock(o) { () throws(Raise) in try splice(o, count(o), count(o), held.bytes) }
  }
}

// MARK: C API

@c @implementation
public func PyByteArray_FromStringAndSize(_ text: UnsafePointer<CChar>?, _ size: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if size < 0 { throw Raise(.system, "Negative size passed to PyByteArray_FromStringAndSize") }
    if size > Int.max - 64 { throw Raise.noMemory }
    if let text { return try ByteArray.make(ByteView(raw: UnsafeRawPointer(text), size)) }
    let o = try Owned(newZeroedObject(suture_PyByteArray_Type()))
    try ByteArray.resize(o.pointer, size)
    return o.take()
  }
}

@c @implementation
public func PyByteArray_FromObject(_ o: ObjectPointer?) -> ObjectPointer? {
  callOne(suture_PyByteArray_Type().asObject, o!)
}

@c @implementation
public func PyByteArray_Concat(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard PyObject_CheckBuffer(a) != 0, PyObject_CheckBuffer(b) != 0 else {
      throw Raise(.type, "can't concat \(b!.type.name) to \(a!.type.name)")
    }
    let left = try HeldBuffer(a!)
    let right = try HeldBuffer(b!)
    let (total, overflow) = left.bytes.count.addingReportingOverflow(right.bytes.count)
    if overflow { throw Raise.noMemory }
    let o = try Owned(newZeroedObject(suture_PyByteArray_Type()))
    try ByteArray.resize(o.pointer, total)
    memcpy(ByteArray.start(o.pointer), left.bytes.start, left.bytes.count)
    memcpy(ByteArray.start(o.pointer) + left.bytes.count, right.bytes.start, right.bytes.count)
    return o.take()
  }
}

@c @implementation
public func PyByteArray_Size(_ o: ObjectPointer?) -> Py_ssize_t { ByteArray.count(o!) }

@c @implementation
public func PyByteArray_AsString(_ o: ObjectPointer?) -> UnsafeMutablePointer<CChar>? {
  UnsafeMutableRawPointer(ByteArray.start(o!)).assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func PyByteArray_Resize(_ o: ObjectPointer?, _ size: Py_ssize_t) -> Int32 {
  raising { () throws(Raise) in
    if size < 0 { throw Raise(.system, "Negative size passed to PyByteArray_Resize") }
    try withLock(o!) { () throws(Raise) in try ByteArray.resize(o!, size) }
    return 0
  }
}
