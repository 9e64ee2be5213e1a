import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Every allocator that an extension may use for an object leaves room for the header before what it returns (C13):
//
//     PyObject_Malloc, PyMem_Malloc   [ header 16 ][ bytes ... ]
//     GC objects                      [ GC header 16 ][ header 16 ][ bytes ... ]
//
// PyMem_RawMalloc is plain malloc. The header of a block that is no object yet carries a mark, so that PyObject_Init knows
// a block of libc's malloc, which has no header: such an object (cffi makes some) becomes immortal, for its counts would
// lie in malloc's own record of the block before.

// MARK: Layout

let headerSize = 16
let gcHeaderSize = 16
/// Before the GC header of a type with Py_TPFLAGS_MANAGED_DICT or _WEAKREF: the dict, then the weak list.
let managedSize = 16

/// The bytes that lie before an instance of `type`.
@inline(__always)
func prefixSize(_ type: TypePointer) -> Int {
  var size = headerSize
  if type.has(TypeFlag.haveGC) { size += gcHeaderSize }
  if type.has(TypeFlag.managedDict | TypeFlag.managedWeakref) { size += managedSize }
  return size
}

/// The size of an instance with `count` items: rounded up to 8, as CPython does.
@inline(__always)
func instanceSize(_ type: TypePointer, _ count: Int) -> Int {
  (type.pointee.tp_basicsize + count * type.pointee.tp_itemsize + 7) & ~7
}

// MARK: Operations

/// A block of `size` bytes with `prefix` bytes before it, which are zero; nil: no memory (no exception is set).
@inline(__always)
func allocateBlock(_ size: Int, prefix: Int) -> UnsafeMutableRawPointer? {
  guard size >= 0, size <= Int.max - 64, let base = Freelists.allocate(size + prefix) else {
    return nil
  }
  // Not a loop: that would be a call of memset.
  let words = base.assumingMemoryBound(to: UInt64.self)
  words[0] = 0
  words[1] = 0
  if prefix > headerSize {
    words[2] = 0
    words[3] = 0
    if prefix > headerSize + gcHeaderSize {
      words[4] = 0
      words[5] = 0
    }
  }
  return base + prefix
}

/// A new object of `type`: counts initialised, one reference, the body not.
///
/// The type gains a reference when it is a heap type.
///
/// - Throws: MemoryError.
@inline(__always)
func newObject(_ type: TypePointer, size: Int) throws(Raise) -> ObjectPointer {
  guard let block = allocateBlock(size, prefix: prefixSize(type)) else { throw Raise.noMemory }
  let o = block.assumingMemoryBound(to: PyObject.self)
  o.pointee.ob_type = type
  suture_init_counts(o)
  HeldMutexes.assertNone()
  if suture_is_pending(suture_thread()) { Thread.stopIfAsked(suture_thread()) }
  if type.has(TypeFlag.heap) { suture_incref_stored(type.asObject) }
  return o
}

/// `newObject` of a static type that is Suture's own, so that the compiler knows what lies before the instance.
///
/// - Parameter isTracked: whether the type has Py_TPFLAGS_HAVE_GC. It has no other flag that asks for a prefix.
/// - Throws: MemoryError.
@inline(__always)
func newBuiltin(_ type: TypePointer, size: Int, isTracked: Bool) throws(Raise) -> ObjectPointer {
  let prefix = isTracked ? headerSize + gcHeaderSize : headerSize
  guard let base = Freelists.allocate(size + prefix) else { throw Raise.noMemory }
  let o = (base + prefix).assumingMemoryBound(to: PyObject.self)
  o.pointee.ob_type = type
  suture_init_counts(o)
  if isTracked { suture_gc_header(o).initialize(to: SutureGCHeader()) }
  HeldMutexes.assertNone()
  if suture_is_pending(suture_thread()) { Thread.stopIfAsked(suture_thread()) }
  return o
}

/// Frees the memory of a dead object of `newBuiltin` that has room for `size` bytes.
///
/// For instances of exactly the type only: an extension chooses the allocator of a subclass.
@inline(__always)
func freeBuiltin(_ o: ObjectPointer, size: Int, isTracked: Bool) {
  let prefix = isTracked ? headerSize + gcHeaderSize : headerSize
  Freelists.release(UnsafeMutableRawPointer(o) - prefix, size: size + prefix)
}

/// `newObject` with the type's own size and everything after the head zeroed.
func newZeroedObject(_ type: TypePointer, items: Int = 0) throws(Raise) -> ObjectPointer {
  let size = instanceSize(type, items)
  let o = try newObject(type, size: size)
  memset(UnsafeMutableRawPointer(o) + 16, 0, size - 16)
  return o
}

/// Frees the memory of a dead object.
///
/// Its type's reference is given up by the caller.
@inline(__always)
func freeObject(_ o: ObjectPointer, _ type: TypePointer) {
  Freelists.release(UnsafeMutableRawPointer(o) - prefixSize(type))
}

/// The end of a static type's tp_dealloc: frees the memory.
///
/// The instance may be of a heap type below it. Its reference to that is given up by the heap type's own tp_dealloc, which
/// has called the static type's: `suture_subtype_dealloc`, or an extension's.
func freeInstance(_ o: ObjectPointer) {
  let type = o.type
  if let release = type.pointee.tp_free { release(o) } else { freeObject(o, type) }
}

/// The mark of a block without an object in it: no size that malloc records has such an upper half.
private let blockMark: UInt32 = 0xC0DE_B10C

private func mark(_ base: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
  base.assumingMemoryBound(to: SutureHeader.self).pointee.lock = blockMark
  return base + headerSize
}

/// Gives an object of known type one reference, the caller's, in memory that the caller got from one of the allocators or
/// kept when an object died there.
///
/// No block of malloc's records the size that a dead object's count reads as: beyond 128 KiB it has a flag in it.
private func initCounts(_ o: ObjectPointer) {
  if o.type.has(TypeFlag.haveGC) || suture_word_before(o) == blockMark
    || suture_word_before(UnsafeRawPointer(o) - 4) == UInt32(bitPattern: Int32.min)
  {
    suture_init_counts(o)
  } else {
    makeImmortal(o)
  }
}

/// Makes the head of an object in memory that the caller got from one of the allocators.
private func initHead(_ o: ObjectPointer, _ type: TypePointer) {
  o.pointee.ob_type = type
  initCounts(o)
  if type.has(TypeFlag.heap) { suture_incref_stored(type.asObject) }
}

private func sized(_ count: Int, _ size: Int) -> Int? {
  let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
  return overflow || bytes < 0 ? nil : bytes
}

// MARK: C API

@c @implementation
public func PyMem_Malloc(_ size: Int) -> UnsafeMutableRawPointer? {
  allocateBlock(size == 0 ? 1 : size, prefix: headerSize).map { mark($0 - headerSize) }
}

@c @implementation
public func PyMem_Calloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  guard let bytes = sized(count, size), bytes < Int.max - 64,
    let base = calloc(max(bytes, 1) + headerSize, 1)
  else { return nil }
  return mark(base)
}

@c @implementation
public func PyMem_Realloc(_ p: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
  guard let p else { return PyMem_Malloc(size) }
  guard size >= 0, size <= Int.max - 64,
    let base = Freelists.resize(p - headerSize, max(size, 1) + headerSize)
  else { return nil }
  return base + headerSize
}

@c @implementation
public func PyMem_Free(_ p: UnsafeMutableRawPointer?) {
  if let p { Freelists.release(p - headerSize) }
}

@c @implementation
public func _PyMem_Strdup(_ text: UnsafePointer<CChar>?) -> UnsafeMutablePointer<CChar>? {
  let size = strlen(text!) + 1
  guard let copy = PyMem_Malloc(size) else { return nil }
  memcpy(copy, text!, size)
  return copy.assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func PyMem_RawMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
  size < 0 ? nil : malloc(max(size, 1))
}

@c @implementation
public func PyMem_RawCalloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  guard let bytes = sized(count, size) else { return nil }
  return calloc(max(bytes, 1), 1)
}

@c @implementation
public func PyMem_RawRealloc(_ p: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer?
{
  size < 0 ? nil : realloc(p, max(size, 1))
}

@c @implementation
public func PyMem_RawFree(_ p: UnsafeMutableRawPointer?) { free(p) }

@c @implementation
public func PyObject_Malloc(_ size: Int) -> UnsafeMutableRawPointer? { PyMem_Malloc(size) }

@c @implementation
public func PyObject_Calloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  PyMem_Calloc(count, size)
}

@c @implementation
public func PyObject_Realloc(_ p: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer?
{
  PyMem_Realloc(p, size)
}

@c @implementation
public func PyObject_Free(_ p: UnsafeMutableRawPointer?) { PyMem_Free(p) }

@c @implementation
public func PyObject_Init(_ o: ObjectPointer?, _ type: TypePointer?) -> ObjectPointer? {
  guard let o, let type else { return PyErr_NoMemory() }
  initHead(o, type)
  return o
}

@c @implementation
public func _Py_NewReference(_ o: ObjectPointer?) { initCounts(o!) }

@c @implementation
public func PyObject_InitVar(
  _ o: UnsafeMutablePointer<PyVarObject>?,
  _ type: TypePointer?,
  _ size: Py_ssize_t
) -> UnsafeMutablePointer<PyVarObject>? {
  guard let o else { return PyErr_NoMemory().map { $0.cast(to: PyVarObject.self) } }
  o.pointee.ob_size = size
  let head = UnsafeMutableRawPointer(o).assumingMemoryBound(to: PyObject.self)
  return PyObject_Init(head, type) == nil ? nil : o
}

@c @implementation
public func _PyObject_New(_ type: TypePointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try newObject(type!, size: instanceSize(type!, 0)) }
}

@c @implementation
public func _PyObject_NewVar(_ type: TypePointer?, _ count: Py_ssize_t) -> UnsafeMutablePointer<
  PyVarObject
>? {
  let o: ObjectPointer? = raising { () throws(Raise) in
    try newObject(type!, size: instanceSize(type!, count))
  }
  guard let o else { return nil }
  let sized = o.cast(to: PyVarObject.self)
  sized.pointee.ob_size = count
  return sized
}
