import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// A memory view and the export that it shares with other views.
///
///     SutureMemoryView --managed--> SutureManagedBuffer --master.obj--> the exporting object
///
/// Invariants, while the lock of the view is free:
///   M1  managed.exports counts the views of it that are not released
///   M2  the master buffer is held until managed.exports falls to 0; then it is released, once
///   M3  a view with exports > 0 is not released
///   M4  view.shape, .strides and .suboffsets are NULL or point into the view's own row
struct MemoryView {
  let object: ObjectPointer

  @inline(__always)
  init(_ object: ObjectPointer) { self.object = object }

  @inline(__always)
  var fields: UnsafeMutablePointer<SutureMemoryView> { object.cast(to: SutureMemoryView.self) }

  @inline(__always)
  var view: UnsafeMutablePointer<Py_buffer> {
    (UnsafeMutableRawPointer(object) + MemoryLayout<SutureMemoryView>.offset(of: \.view)!)
      .assumingMemoryBound(to: Py_buffer.self)
  }

  @inline(__always) var row: UnsafeMutablePointer<Int> { suture_view_row(fields) }
  @inline(__always) var dimensions: Int { Int(view.pointee.ndim) }

  static func isView(_ o: ObjectPointer) -> Bool { o.type == suture_PyMemoryView_Type() }
}

private typealias Managed = UnsafeMutablePointer<SutureManagedBuffer>

extension UnsafeMutablePointer where Pointee == SutureManagedBuffer {
  @inline(__always)
  var object: ObjectPointer { UnsafeMutableRawPointer(self).assumingMemoryBound(to: PyObject.self) }

  @inline(__always)
  fileprivate var master: UnsafeMutablePointer<Py_buffer> {
    (UnsafeMutableRawPointer(self) + MemoryLayout<SutureManagedBuffer>.offset(of: \.master)!)
      .assumingMemoryBound(to: Py_buffer.self)
  }
}

// MARK: Operations

/// A new shared export whose master is not filled yet.
private func newManaged() throws(Raise) -> Managed {
  let o = try newZeroedObject(suture_PyManagedBuffer_Type())
  gcTrack(o)
  return o.cast(to: SutureManagedBuffer.self)
}

/// Releases the master buffer, unless that is done.
private func releaseMaster(_ managed: Managed) {
  if managed.pointee.flags & SUTURE_BUFFER_RELEASED != 0 { return }
  managed.pointee.flags = managed.pointee.flags | SUTURE_BUFFER_RELEASED
  PyBuffer_Release(managed.master)
}

extension MemoryView {
  /// The export of `o`, as a view of its own; a new reference.
  static func make(of o: ObjectPointer, flags: Int32 = BufferFlag.fullReadOnly) throws(Raise)
    -> ObjectPointer
  {
    if isView(o) {
      let other = MemoryView(o)
      return try withLock(o) { () throws(Raise) in
        try other.checkHeld()
        return try other.derive(other.dimensions)
      }
    }
    guard PyObject_CheckBuffer(o) != 0 else {
      throw Raise(.type, "memoryview: a bytes-like object is required, not '\(o.type.name)'")
    }
    return try make(of: o, by: PyObject_GetBuffer, flags: flags)
  }

  /// What `get` exports of `o`, as a view of its own; a new reference.
  static func make(of o: ObjectPointer, by get: getbufferproc, flags: Int32) throws(Raise)
    -> ObjectPointer
  {
    let managed = try newManaged()
    let owned = Owned(managed.object)
    if get(o, managed.master, flags) < 0 {
      managed.master.pointee.obj = nil
      throw .pending
    }
    return try make(owned.pointer.cast(to: SutureManagedBuffer.self), managed.master)
  }

  /// A view of what `source` describes, in the export `managed`; a new reference.
  fileprivate static func make(
    _ managed: Managed,
    _ source: UnsafePointer<Py_buffer>
  ) throws(Raise) -> ObjectPointer {
    let o = try allocate(Int(source.pointee.ndim))
    let made = MemoryView(o)
    made.fill(from: source)
    made.attach(managed)
    return o
  }

  private static func allocate(_ dimensions: Int) throws(Raise) -> ObjectPointer {
    if dimensions > maximumDimensions {
      throw Raise(.value, "memoryview: number of dimensions must not exceed 64")
    }
    let o = try newZeroedObject(suture_PyMemoryView_Type(), items: 3 * dimensions)
    let made = MemoryView(o)
    made.fields.pointee.ob_base.ob_size = 3 * dimensions
    made.fields.pointee.hash = -1
    made.view.pointee.ndim = Int32(dimensions)
    return o
  }

  private func attach(_ managed: Managed) {
    suture_incref_stored(managed.object)
    fields.pointee.managed = managed
    withLock(managed.object) { managed.pointee.exports = managed.pointee.exports + 1 }
    gcTrack(object)
  }

  /// A view in the same export, with room for `dimensions`; the same values where the dimensions
  /// are as many.
  ///
  /// The caller holds the lock of this one.
  func derive(_ dimensions: Int) throws(Raise) -> ObjectPointer {
    let o = try MemoryView.allocate(dimensions)
    let made = MemoryView(o)
    if dimensions == self.dimensions {
      made.fill(from: view)
    } else {
      made.fillShared(from: view)
      made.view.pointee.ndim = Int32(dimensions)
      made.view.pointee.shape = made.row
      made.view.pointee.strides = made.row + dimensions
    }
    made.attach(fields.pointee.managed!)
    return o
  }

  private func fillShared(from source: UnsafePointer<Py_buffer>) {
    let s = source.pointee
    view.pointee.obj = s.obj
    view.pointee.buf = s.buf
    view.pointee.len = s.len
    view.pointee.itemsize = s.itemsize
    view.pointee.readonly = s.readonly
    view.pointee.format = s.format ?? byteFormat()
    view.pointee.internal = s.internal
  }

  private func fill(from source: UnsafePointer<Py_buffer>) {
    fillShared(from: source)
    let s = source.pointee
    let n = dimensions
    view.pointee.suboffsets = nil
    if n == 0 {
      view.pointee.shape = nil
      view.pointee.strides = nil
    } else {
      view.pointee.shape = row
      view.pointee.strides = row + n
      for i in 0..<n { row[i] = s.shape?[i] ?? (s.itemsize > 0 ? s.len / s.itemsize : s.len) }
      if let strides = s.strides {
        for i in 0..<n { row[n + i] = strides[i] }
      } else {
        setStrides()
      }
      if let suboffsets = s.suboffsets {
        view.pointee.suboffsets = row + 2 * n
        for i in 0..<n { row[2 * n + i] = suboffsets[i] }
      }
    }
    setFlags()
  }

  /// The strides of C order.
  func setStrides() {
    PyBuffer_FillContiguousStrides(
      view.pointee.ndim,
      view.pointee.shape,
      view.pointee.strides,
      Int32(truncatingIfNeeded: view.pointee.itemsize),
      CChar(UInt8(ascii: "C"))
    )
  }

  /// The length in bytes, of the shape.
  func setLength() {
    var length = view.pointee.itemsize
    for i in 0..<dimensions { length *= view.pointee.shape![i] }
    view.pointee.len = length
  }

  /// What follows from shape and strides.
  func setFlags() {
    var flags: Int32 = fields.pointee.flags & SUTURE_VIEW_RELEASED
    if dimensions == 0 { flags |= SUTURE_VIEW_SCALAR }
    if view.pointee.suboffsets != nil {
      flags |= SUTURE_VIEW_PIL
    } else {
      if isContiguous(view, UInt8(ascii: "C")) { flags |= SUTURE_VIEW_C }
      if isContiguous(view, UInt8(ascii: "F")) { flags |= SUTURE_VIEW_F }
    }
    fields.pointee.flags = flags
  }

  fileprivate func markReleased() {
    fields.pointee.flags = fields.pointee.flags | SUTURE_VIEW_RELEASED
  }

  fileprivate func addExports(_ n: Int) { fields.pointee.exports = fields.pointee.exports + n }

  func has(_ flag: Int32) -> Bool { fields.pointee.flags & flag != 0 }

  var isReleased: Bool {
    has(SUTURE_VIEW_RELEASED) || fields.pointee.managed!.pointee.flags & SUTURE_BUFFER_RELEASED != 0
  }

  /// Throws ValueError when the view is released.
  func checkHeld() throws(Raise) {
    if isReleased { throw Raise(.value, "operation forbidden on released memoryview object") }
  }

  /// Runs `body` under the lock, on a view that is not released.
  func withHeld<T>(_ body: () throws(Raise) -> T) throws(Raise) -> T {
    try withLock(object) { () throws(Raise) in
      try checkHeld()
      return try body()
    }
  }

  /// Gives up the view's share of the export.
  func release() throws(Raise) {
    let managed: Managed? = try withLock(object) { () throws(Raise) in
      if has(SUTURE_VIEW_RELEASED) { return nil }
      let exports = fields.pointee.exports
      if exports > 0 {
        throw Raise(.buffer, "memoryview has \(exports) exported buffer\(exports == 1 ? "" : "s")")
      }
      markReleased()
      return fields.pointee.managed
    }
    if let managed { leave(managed) }
  }

  fileprivate func leave(_ managed: Managed) {
    let isLast = withLock(managed.object) {
      managed.pointee.exports = managed.pointee.exports - 1
      return managed.pointee.exports == 0
    }
    if isLast { releaseMaster(managed) }
  }
}

// MARK: C API

@c @implementation
public func PyMemoryView_FromObject(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try MemoryView.make(of: o!) }
}

@c @implementation
public func PyMemoryView_FromMemory(
  _ memory: UnsafeMutablePointer<CChar>?,
  _ size: Py_ssize_t,
  _ flags: Int32
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let managed = try newManaged()
    let owned = Owned(managed.object)
    let readonly: Int32 = flags == BufferFlag.write ? 0 : 1
    _ = PyBuffer_FillInfo(managed.master, nil, memory, size, readonly, BufferFlag.fullReadOnly)
    return try MemoryView.make(owned.pointer.cast(to: SutureManagedBuffer.self), managed.master)
  }
}

@c @implementation
public func PyMemoryView_FromBuffer(_ info: UnsafePointer<Py_buffer>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard info!.pointee.buf != nil else {
      throw Raise(.value, "PyMemoryView_FromBuffer(): info->buf must not be NULL")
    }
    let managed = try newManaged()
    let owned = Owned(managed.object)
    managed.master.pointee = info!.pointee
    managed.master.pointee.obj = nil
    return try MemoryView.make(owned.pointer.cast(to: SutureManagedBuffer.self), managed.master)
  }
}

@c @implementation
public func PyMemoryView_GetContiguous(_ o: ObjectPointer?, _ kind: Int32, _ order: CChar)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let made = try Owned(MemoryView.make(of: o!))
    let view = MemoryView(made.pointer).view
    if kind == BufferFlag.write, view.pointee.readonly != 0 {
      throw Raise(.buffer, "underlying buffer is not writable")
    }
    if isContiguous(view, UInt8(bitPattern: order)) { return made.take() }
    if kind == BufferFlag.write {
      throw Raise(.buffer, "writable contiguous buffer requested for a non-contiguous object.")
    }
    return try contiguousCopy(view, order)
  }
}

/// A view of a bytes object with the same items in order.
private func contiguousCopy(_ source: UnsafePointer<Py_buffer>, _ order: CChar) throws(Raise)
  -> ObjectPointer
{
  let bytes = try Owned(newBytesUnshared(source.pointee.len))
  try check(PyBuffer_ToContiguous(bytes.pointer.bytesStart, source, source.pointee.len, order))
  let whole = try Owned(MemoryView.make(of: bytes.pointer))
  let n = Int(source.pointee.ndim)
  let managed = MemoryView(whole.pointer).fields.pointee.managed!
  var described = source.pointee
  described.obj = managed.pointee.master.obj
  described.buf = managed.pointee.master.buf
  described.readonly = managed.pointee.master.readonly
  described.suboffsets = nil
  return try withUnsafeTemporaryAllocation(of: Int.self, capacity: max(n, 1)) {
    (strides) throws(Raise) in
    described.strides = strides.baseAddress
    PyBuffer_FillContiguousStrides(
      described.ndim,
      described.shape,
      described.strides,
      Int32(truncatingIfNeeded: described.itemsize),
      order
    )
    return try MemoryView.make(managed, &described)
  }
}

// MARK: Slots

@c func suture_managedbuffer_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  releaseMaster(self!.cast(to: SutureManagedBuffer.self))
  freeInstance(self!)
}

@c func suture_managedbuffer_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let o = self!.cast(to: SutureManagedBuffer.self).pointee.master.obj else { return 0 }
  return visit!(o, argument)
}

@c func suture_managedbuffer_clear(_ self: ObjectPointer?) -> Int32 {
  releaseMaster(self!.cast(to: SutureManagedBuffer.self))
  return 0
}

@c func suture_memory_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  if MemoryView(self!).fields.pointee.weakrefs != nil { PyObject_ClearWeakRefs(self) }
  _ = suture_memory_clear(self)
  freeInstance(self!)
}

@c func suture_memory_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let managed = MemoryView(self!).fields.pointee.managed else { return 0 }
  return visit!(managed.object, argument)
}

@c func suture_memory_clear(_ self: ObjectPointer?) -> Int32 {
  let memory = MemoryView(self!)
  guard let managed = memory.fields.pointee.managed else { return 0 }
  if !memory.has(SUTURE_VIEW_RELEASED) {
    memory.markReleased()
    memory.leave(managed)
  }
  memory.fields.pointee.managed = nil
  suture_decref_stored(managed.object)
  return 0
}

@c func suture_memory_getbuffer(
  _ self: ObjectPointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?,
  _ flags: Int32
) -> Int32 {
  raising { () throws(Raise) in
    let memory = MemoryView(self!)
    try memory.withHeld { () throws(Raise) in
      try memory.export(to: view!, flags)
    }
    return 0
  }
}

extension MemoryView {
  /// Gives the view to another user, as far as the flags allow.
  ///
  /// The caller holds the lock.
  fileprivate func export(to target: UnsafeMutablePointer<Py_buffer>, _ flags: Int32) throws(Raise)
  {
    target.pointee = view.pointee
    target.pointee.obj = nil
    if BufferFlag.has(flags, BufferFlag.writable), view.pointee.readonly != 0 {
      throw Raise(.buffer, "memoryview: underlying buffer is not writable")
    }
    if !BufferFlag.has(flags, BufferFlag.format) { target.pointee.format = nil }
    if BufferFlag.has(flags, BufferFlag.cContiguous), !has(SUTURE_VIEW_C) {
      throw Raise(.buffer, "memoryview: underlying buffer is not C-contiguous")
    }
    if BufferFlag.has(flags, BufferFlag.fContiguous), !has(SUTURE_VIEW_F) {
      throw Raise(.buffer, "memoryview: underlying buffer is not Fortran contiguous")
    }
    if BufferFlag.has(flags, BufferFlag.anyContiguous), !has(SUTURE_VIEW_C), !has(SUTURE_VIEW_F) {
      throw Raise(.buffer, "memoryview: underlying buffer is not contiguous")
    }
    if !BufferFlag.has(flags, BufferFlag.indirect), has(SUTURE_VIEW_PIL) {
      throw Raise(.buffer, "memoryview: underlying buffer requires suboffsets")
    }
    if !BufferFlag.has(flags, BufferFlag.strides) {
      if !has(SUTURE_VIEW_C) {
        throw Raise(.buffer, "memoryview: underlying buffer is not C-contiguous")
      }
      target.pointee.strides = nil
    }
    if !BufferFlag.has(flags, BufferFlag.nd) {
      if target.pointee.format != nil {
        throw Raise(
          .buffer,
          "memoryview: cannot cast to unsigned bytes if the format flag is present"
        )
      }
      target.pointee.ndim = 1
      target.pointee.shape = nil
    }
    target.pointee.obj = newReference(object)
    addExports(1)
  }
}

@c func suture_memory_releasebuffer(
  _ self: ObjectPointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?
) {
  withLock(self!) { MemoryView(self!).addExports(-1) }
}
