import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// pythread.h: locks, thread-specific storage, thread identity. None of these attaches or detaches the thread: a caller
// that may wait detaches first, as under a GIL.

// MARK: Operations

private typealias LockWord = UnsafeMutablePointer<UInt32>

/// Waits for a lock word (states: SutureSync/WordLock.swift) for at most `nanoseconds`; negative: for ever.
private func acquire(_ word: LockWord, nanoseconds: Int64) -> Bool {
  if suture_cas_acquire_u32(word, 0, 1) { return true }
  if nanoseconds == 0 { return false }
  let end = monotonicNanoseconds() + nanoseconds
  while suture_swap_acquire_u32(word, 2) != 0 {
    if nanoseconds < 0 {
      Parker.wait(word, while: 2, nanoseconds: -1)
      continue
    }
    let left = end - monotonicNanoseconds()
    if left <= 0 { return false }
    Parker.wait(word, while: 2, nanoseconds: left)
  }
  return true
}

/// The monotonic clock.
func monotonicNanoseconds() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

nonisolated(unsafe) private var stackSize = 0

// MARK: C API

@c @implementation
public func PyThread_init_thread() {}

@c @implementation
public func PyThread_ReInitTLS() {}

@c @implementation
public func PyThread_allocate_lock() -> UnsafeMutableRawPointer? {
  let word = LockWord.allocate(capacity: 1)
  word.initialize(to: 0)
  return UnsafeMutableRawPointer(word)
}

@c @implementation
public func PyThread_free_lock(_ lock: UnsafeMutableRawPointer?) {
  lock?.assumingMemoryBound(to: UInt32.self).deallocate()
}

@c @implementation
public func PyThread_acquire_lock(_ lock: UnsafeMutableRawPointer?, _ wait: Int32) -> Int32 {
  acquire(lock!.assumingMemoryBound(to: UInt32.self), nanoseconds: wait != 0 ? -1 : 0) ? 1 : 0
}

@c @implementation
public func PyThread_acquire_lock_timed(
  _ lock: UnsafeMutableRawPointer?,
  _ microseconds: Int64,
  _ interruptible: Int32
) -> PyLockStatus {
  let limit = microseconds < 0 ? -1 : microseconds > Int64.max / 1000 ? -1 : microseconds * 1000
  return acquire(lock!.assumingMemoryBound(to: UInt32.self), nanoseconds: limit)
    ? PY_LOCK_ACQUIRED : PY_LOCK_FAILURE
}

@c @implementation
public func PyThread_release_lock(_ lock: UnsafeMutableRawPointer?) {
  WordLock(lock!.assumingMemoryBound(to: UInt32.self)).unlock()
}

@c @implementation
public func PyThread_get_thread_ident() -> UInt { currentThreadIdent() }

@c @implementation
public func PyThread_get_thread_native_id() -> UInt { UInt(suture_native_thread_id()) }

@c @implementation
public func PyThread_exit_thread() -> Never { pthread_exit(nil) }

@c @implementation
public func PyThread_get_stacksize() -> Int { stackSize }

@c @implementation
public func PyThread_set_stacksize(_ size: Int) -> Int32 {
  if size != 0, size < 0x8000 { return -1 }
  stackSize = size
  return 0
}

/// What a new thread runs.
private struct Start {
  var function: @convention(c) (UnsafeMutableRawPointer?) -> Void
  var argument: UnsafeMutableRawPointer?
}

/// - Returns: the thread's ident, or (unsigned long)-1.
@c @implementation
public func PyThread_start_new_thread(
  _ function: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?,
  _ argument: UnsafeMutableRawPointer?
) -> UInt {
  let start = UnsafeMutablePointer<Start>.allocate(capacity: 1)
  start.initialize(to: Start(function: function!, argument: argument))
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  if stackSize != 0 { pthread_attr_setstacksize(&attributes, stackSize) }
  var thread = pthread_t()
  let error = pthread_create(
    &thread,
    &attributes,
    { raw in
      let start = raw!.assumingMemoryBound(to: Start.self)
      let work = start.move()
      start.deallocate()
      work.function(work.argument)
      return nil
    },
    start
  )
  if error != 0 {
    start.deallocate()
    return UInt.max
  }
  return UInt(thread)
}

@c @implementation
public func PyThread_create_key() -> Int32 {
  var key = pthread_key_t()
  return pthread_key_create(&key, nil) == 0 ? Int32(key) : -1
}

@c @implementation
public func PyThread_delete_key(_ key: Int32) { pthread_key_delete(pthread_key_t(key)) }

@c @implementation
public func PyThread_set_key_value(_ key: Int32, _ value: UnsafeMutableRawPointer?) -> Int32 {
  pthread_setspecific(pthread_key_t(key), value) == 0 ? 0 : -1
}

@c @implementation
public func PyThread_get_key_value(_ key: Int32) -> UnsafeMutableRawPointer? {
  pthread_getspecific(pthread_key_t(key))
}

@c @implementation
public func PyThread_delete_key_value(_ key: Int32) { pthread_setspecific(pthread_key_t(key), nil) }

@c @implementation
public func PyThread_tss_alloc() -> UnsafeMutablePointer<Py_tss_t>? {
  PyMem_RawCalloc(1, MemoryLayout<Py_tss_t>.size)?.assumingMemoryBound(to: Py_tss_t.self)
}

@c @implementation
public func PyThread_tss_free(_ key: UnsafeMutablePointer<Py_tss_t>?) {
  guard let key else { return }
  PyThread_tss_delete(key)
  PyMem_RawFree(key)
}

@c @implementation
public func PyThread_tss_is_created(_ key: UnsafeMutablePointer<Py_tss_t>?) -> Int32 {
  key!.pointee._is_initialized
}

private let keyLock = Mutex()

@c @implementation
public func PyThread_tss_create(_ key: UnsafeMutablePointer<Py_tss_t>?) -> Int32 {
  let key = key!
  return keyLock.withLock {
    if key.pointee._is_initialized != 0 { return 0 }
    var native = pthread_key_t()
    guard pthread_key_create(&native, nil) == 0 else { return -1 }
    key.pointee._key = native
    key.pointee._is_initialized = 1
    return 0
  }
}

@c @implementation
public func PyThread_tss_delete(_ key: UnsafeMutablePointer<Py_tss_t>?) {
  let key = key!
  keyLock.withLock {
    guard key.pointee._is_initialized != 0 else { return }
    pthread_key_delete(key.pointee._key)
    key.pointee._is_initialized = 0
  }
}

@c @implementation
public func PyThread_tss_set(
  _ key: UnsafeMutablePointer<Py_tss_t>?,
  _ value: UnsafeMutableRawPointer?
) -> Int32 {
  pthread_setspecific(key!.pointee._key, value) == 0 ? 0 : -1
}

@c @implementation
public func PyThread_tss_get(_ key: UnsafeMutablePointer<Py_tss_t>?) -> UnsafeMutableRawPointer? {
  pthread_getspecific(key!.pointee._key)
}

/// `sys.thread_info`: name, lock and version of the thread library.
@c @implementation
public func PyThread_GetInfo() -> ObjectPointer? {
  raising { () throws(Raise) in
    let type = try threadInfoType()
    let info = try Owned(PyStructSequence_New(type))
    PyStructSequence_SetItem(info.pointer, 0, try makeStr("pthread"))
    PyStructSequence_SetItem(info.pointer, 1, try makeStr("semaphore"))
    PyStructSequence_SetItem(info.pointer, 2, try threadLibraryVersion())
    return info.take()
  }
}

private func threadLibraryVersion() throws(Raise) -> ObjectPointer {
  #if os(Linux)
  var text = [CChar](repeating: 0, count: 128)
  if confstr(Int32(_CS_GNU_LIBPTHREAD_VERSION), &text, text.count) > 0 {
    return try check(PyUnicode_FromString(text))
  }
  #endif
  return newReference(suture_None())
}

nonisolated(unsafe) private var threadInfo: TypePointer?

private func threadInfoType() throws(Raise) -> TypePointer {
  if let threadInfo { return threadInfo }
  let names: [StaticString] = ["name", "lock", "version"]
  let docs: [StaticString] = [
    "name of the thread implementation", "name of the lock implementation",
    "name and version of the thread library",
  ]
  let fields = UnsafeMutablePointer<PyStructSequence_Field>.allocate(capacity: 4)
  for i in 0..<3 {
    fields[i] = PyStructSequence_Field(name: names[i].cString, doc: docs[i].cString)
  }
  fields[3] = PyStructSequence_Field(name: nil, doc: nil)
  let sysName: StaticString = "sys.thread_info"
  let doc: StaticString =
    "sys.thread_info\n\nA named tuple holding information about the thread implementation."
  let description = UnsafeMutablePointer<PyStructSequence_Desc>.allocate(capacity: 1)
  description.initialize(
    to: PyStructSequence_Desc(
      name: sysName.cString,
      doc: doc.cString,
      fields: fields,
      n_in_sequence: 3
    )
  )
  guard let type = PyStructSequence_NewType(description) else { throw .pending }
  makeImmortal(type.asObject)
  threadInfo = type
  return type
}

extension StaticString {
  /// The text as C sees it: static, ends with NUL.
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
