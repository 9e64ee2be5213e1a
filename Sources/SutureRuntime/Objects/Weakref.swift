import CSuture
import SutureSync

// MARK: Layout

/// How many mutexes guard the weak references.
///
/// Weak references to one object form a list whose head lies in the object, at tp_weaklistoffset:
///
///     object.weaklist -> [plain ref] -> [plain proxy] -> [newest other] -> ... -> [oldest other]
///
/// plain: no callback, and of exactly the type ref or proxy. There is at most one of each, used again for each request.
///
/// Locks: a list and the wr_object of its references are guarded by one of 64 mutexes, chosen by the object's address
/// (the object's own lock would be suspended). Under it no code of an extension runs, and nothing is allocated.
///
///   R1  wr_object is the object, while it is in the list; None afterwards, for ever
///   R2  an object's memory is freed only after its list was emptied under the mutex: who holds the mutex and sees
///       wr_object == object may touch the object's header
///   R3  a reference is upgraded by increfUnlessDead under the mutex (C16): never of an object that is dying
///   R4  wr_callback is a stored reference; whoever clears the list takes it out under the mutex
private let mutexCount: UInt = 64
nonisolated(unsafe) private let mutexes: UnsafeMutablePointer<UInt32> = {
  // One cache line for each.
  let words = UnsafeMutablePointer<UInt32>.allocate(capacity: Int(mutexCount) * 16)
  words.initialize(repeating: 0, count: Int(mutexCount) * 16)
  return words
}()

@inline(__always)
private func withMutex<T, E: Error>(of o: ObjectPointer, _ body: () throws(E) -> T) throws(E) -> T {
  if suture_is_gil_mode() { return try body() }
  let slot = (UInt(bitPattern: o) >> 5) % mutexCount
  let lock = WordLock(mutexes + Int(slot) * 16)
  lock.lock()
  HeldMutexes.count(1)
  defer {
    HeldMutexes.count(-1)
    lock.unlock()
  }
  return try body()
}

typealias WeakReference = UnsafeMutablePointer<PyWeakReference>

@inline(__always)
func weakFields(_ o: ObjectPointer) -> WeakReference { o.cast(to: PyWeakReference.self) }

extension UnsafeMutablePointer where Pointee == PyWeakReference {
  @inline(__always)
  fileprivate var asObject: ObjectPointer {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: PyObject.self)
  }

  /// wr_object, which another thread may be setting to None.
  @inline(__always)
  fileprivate var referent: ObjectPointer {
    let field = UnsafeMutableRawPointer(self) + 16
    return suture_load_acquire_ptr(field.assumingMemoryBound(to: UnsafeMutableRawPointer?.self))!
      .assumingMemoryBound(to: PyObject.self)
  }

  @inline(__always)
  fileprivate func forget() {
    let field = UnsafeMutableRawPointer(self) + 16
    suture_store_release_ptr(
      field.assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
      UnsafeMutableRawPointer(suture_None())
    )
  }

  fileprivate var isPlain: Bool { pointee.wr_callback == nil }
  fileprivate var isPlainRef: Bool { isPlain && asObject.type == suture__PyWeakref_RefType() }
  fileprivate var isPlainProxy: Bool { isPlain && isWeakProxy(asObject) }
}

// MARK: Operations

/// Where the head of an object's list lies; nil: its type has no weak references.
func weakList(_ o: ObjectPointer) -> UnsafeMutablePointer<WeakReference?>? {
  let type = o.type
  if type.has(TypeFlag.managedWeakref) {
    return (UnsafeMutableRawPointer(o) - prefixSize(type) + 8).assumingMemoryBound(
      to: WeakReference?.self
    )
  }
  let offset = type.pointee.tp_weaklistoffset
  return offset > 0
    ? (UnsafeMutableRawPointer(o) + offset).assumingMemoryBound(to: WeakReference?.self) : nil
}

func isWeakRef(_ o: ObjectPointer) -> Bool {
  o.type == suture__PyWeakref_RefType()
    || PyType_IsSubtype(o.type, suture__PyWeakref_RefType()) != 0
}

func isWeakProxy(_ o: ObjectPointer) -> Bool {
  o.type == suture__PyWeakref_ProxyType() || o.type == suture__PyWeakref_CallableProxyType()
}

/// The object that a weak reference or proxy stands for, a new reference; nil: it is dead or dying.
func upgrade(_ weak: ObjectPointer) -> ObjectPointer? {
  let ref = weakFields(weak)
  let o = ref.referent
  if o == suture_None() { return nil }
  return withMutex(of: o) {
    guard ref.referent == o, increfUnlessDead(o) else { return nil }  // R2, R3
    return o
  }
}

/// The plain ref or proxy of a list, which there may be no other of; nil: none, or one that is dying.
private func reusable(_ list: UnsafeMutablePointer<WeakReference?>, isProxy: Bool) -> ObjectPointer?
{
  var ref = list.pointee
  if isProxy, let first = ref, first.isPlainRef { ref = first.pointee.wr_next }
  guard let ref, isProxy ? ref.isPlainProxy : ref.isPlainRef, increfUnlessDead(ref.asObject) else {
    return nil
  }
  return ref.asObject
}

/// The references in a list, in its order: new references.
///
/// Those that are dying are left out.
func weakReferences(_ o: ObjectPointer, _ list: UnsafeMutablePointer<WeakReference?>)
  -> [ObjectPointer]
{
  var found: [ObjectPointer] = []
  withMutex(of: o) {
    var next = list.pointee
    while let ref = next {
      if increfUnlessDead(ref.asObject) { found.append(ref.asObject) }
      next = ref.pointee.wr_next
    }
  }
  return found
}

/// Puts a new reference into its place in the list (see Layout).
private func insert(_ ref: WeakReference, _ list: UnsafeMutablePointer<WeakReference?>) {
  var previous: WeakReference?
  var next = list.pointee
  if !ref.isPlainRef {
    if let first = next, first.isPlainRef { (previous, next) = (first, first.pointee.wr_next) }
    if !ref.isPlainProxy, let second = next, second.isPlainProxy {
      (previous, next) = (second, second.pointee.wr_next)
    }
  }
  ref.pointee.wr_prev = previous
  ref.pointee.wr_next = next
  if let next { next.pointee.wr_prev = ref }
  if let previous { previous.pointee.wr_next = ref } else { list.pointee = ref }
}

/// Takes a reference out of its list.
///
/// The head is written last: an object whose head is NULL is not looked at again.
private func unlink(_ ref: WeakReference, _ o: ObjectPointer) {
  let next = ref.pointee.wr_next
  let previous = ref.pointee.wr_prev
  ref.pointee.wr_next = nil
  ref.pointee.wr_prev = nil
  ref.forget()
  if let next { next.pointee.wr_prev = previous }
  if let previous { previous.pointee.wr_next = next } else { weakList(o)!.pointee = next }
}

/// A weak reference of `type` to `o`; a plain one is shared.
///
/// `callback` is borrowed.
///
/// - Throws: TypeError when the object's type has no weak references.
func makeWeakReference(
  _ type: TypePointer,
  _ o: ObjectPointer,
  _ callback: ObjectPointer?
) throws(Raise) -> ObjectPointer {
  guard let list = weakList(o) else {
    throw Raise(.type, "cannot create weak reference to '\(o.type.name)' object")
  }
  let callback = callback == suture_None() ? nil : callback
  let isRef = type == suture__PyWeakref_RefType()
  let isProxy =
    type == suture__PyWeakref_ProxyType() || type == suture__PyWeakref_CallableProxyType()
  let isShared = callback == nil && (isRef || isProxy)
  if isShared, let old = withMutex(of: o, { reusable(list, isProxy: isProxy) }) { return old }
  let made: Owned
  if isRef || isProxy {
    made = try Owned(newZeroedObject(type))
    gcTrack(made.pointer)
  } else {
    made = try Owned(type.pointee.tp_alloc(type, 0))
  }
  disown(made.pointer)  // other threads find it in the list
  let ref = weakFields(made.pointer)
  ref.pointee.hash = -1
  ref.pointee.vectorcall = suture_weakref_vectorcall
  ref.pointee.wr_object = suture_None()
  if let callback { suture_incref_stored(callback) }
  ref.pointee.wr_callback = callback
  let old: ObjectPointer? = withMutex(of: o) {
    if isShared, let old = reusable(list, isProxy: isProxy) { return old }
    ref.pointee.wr_object = o
    insert(ref, list)
    return nil
  }
  if let old { return old }
  return made.take()
}

/// Forgets the object of a reference that is not wanted any more.
func detachWeakReference(_ weak: ObjectPointer) {
  let ref = weakFields(weak)
  let o = ref.referent
  if o == suture_None() { return }
  withMutex(of: o) {
    if ref.referent == o { unlink(ref, o) }
  }
}

/// Forgets the object of a reference and its callback.
func clearWeakReference(_ weak: ObjectPointer) {
  let ref = weakFields(weak)
  detachWeakReference(weak)
  let callback = ref.pointee.wr_callback
  ref.pointee.wr_callback = nil
  if let callback { suture_decref_stored(callback) }
}

/// Empties the list of an object without a call of the callbacks, which the references keep.
private func forgetWeakReferences(_ o: ObjectPointer) {
  guard let list = weakList(o), list.pointee != nil else { return }
  withMutex(of: o) { while let ref = list.pointee { unlink(ref, o) } }
}

/// Weak references whose callbacks are to be called, linked through wr_next.
///
/// Each is held by a reference.
struct WeakCallbacks {
  private var first: WeakReference?
  private var last: WeakReference?

  /// Empties the list of `o`, and takes its references that have a callback, the newest first.
  ///
  /// Those that die themselves and those that `isDropped` names are forgotten. Nothing is called or
  /// freed.
  mutating func take(from o: ObjectPointer, isDropped: (ObjectPointer) -> Bool) {
    guard let list = weakList(o), list.pointee != nil else { return }
    withMutex(of: o) {
      while let ref = list.pointee {
        unlink(ref, o)
        guard ref.pointee.wr_callback != nil, !isDropped(ref.asObject),
          increfUnlessDead(ref.asObject)
        else { continue }
        if let last { last.pointee.wr_next = ref } else { first = ref }
        last = ref
      }
    }
  }

  /// Calls them; what they raise is unraisable.
  mutating func call() {
    if first == nil { return }
    let saved = PyErr_GetRaisedException()
    while let ref = first {
      first = ref.pointee.wr_next
      ref.pointee.wr_next = nil
      let callback = ref.pointee.wr_callback!
      ref.pointee.wr_callback = nil
      if let result = callOne(callback, ref.asObject) {
        suture_decref(result)
      } else {
        PyErr_WriteUnraisable(callback)
      }
      suture_decref_stored(callback)
      suture_decref(ref.asObject)
    }
    last = nil
    PyErr_SetRaisedException(saved)
  }
}

/// Empties the list of a dying object, and calls the callbacks, the newest reference's first.
func clearWeakReferences(_ o: ObjectPointer) {
  var callbacks = WeakCallbacks()
  callbacks.take(from: o) { _ in false }
  callbacks.call()
}

// MARK: C API

@c @implementation
public func PyWeakref_NewRef(_ ob: ObjectPointer?, _ callback: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeWeakReference(suture__PyWeakref_RefType(), ob!, callback) }
}

@c @implementation
public func PyWeakref_NewProxy(_ ob: ObjectPointer?, _ callback: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let isCallable = PyCallable_Check(ob) != 0
    let type = isCallable ? suture__PyWeakref_CallableProxyType() : suture__PyWeakref_ProxyType()
    return try makeWeakReference(type, ob!, callback)
  }
}

@c @implementation
public func PyWeakref_GetRef(_ ref: ObjectPointer?, _ pobj: UnsafeMutablePointer<ObjectPointer?>?)
  -> Int32
{
  pobj!.pointee = nil
  return raising { () throws(Raise) in
    guard let ref else { throw .badInternalCall("Objects/weakrefobject.c", 936) }
    guard isWeakRef(ref) || isWeakProxy(ref) else { throw Raise(.type, "expected a weakref") }
    pobj!.pointee = upgrade(ref)
    return pobj!.pointee == nil ? 0 : 1
  }
}

@c @implementation
public func PyWeakref_GetObject(_ ref: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let ref, isWeakRef(ref) || isWeakProxy(ref) else {
      throw .badInternalCall("Objects/weakrefobject.c", 953)
    }
    guard let o = upgrade(ref) else { return suture_None() }
    suture_expose(o)
    suture_decref(o)
    return o
  }
}

@c @implementation
public func PyObject_ClearWeakRefs(_ o: ObjectPointer?) {
  guard let o, weakList(o) != nil else {
    _ = Raise.badInternalCall("Objects/weakrefobject.c", 993)
    return
  }
  clearWeakReferences(o)
}

@c @implementation
public func _PyWeakref_IsDead(_ ref: ObjectPointer?) -> Int32 {
  guard let o = upgrade(ref!) else { return 1 }
  suture_decref(o)
  return 0
}

@c @implementation
public func PyUnstable_Object_ClearWeakRefsNoCallbacks(_ o: ObjectPointer?) {
  forgetWeakReferences(o!)
}

// MARK: Slots

@c func suture_weakref_new(
  _ type: TypePointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let count = arguments.map { PyTuple_Size($0) } ?? 0
    try checkPositional("__new__", count, 1, 2)
    let o = try check(PyTuple_GetItem(arguments, 0))
    return try makeWeakReference(type, o, count == 2 ? check(PyTuple_GetItem(arguments, 1)) : nil)
  }
}

@c func suture_weakref_init(
  _ self: ObjectPointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try checkNoKeywords("ref", keywords)
    try checkPositional("__init__", arguments.map { PyTuple_Size($0) } ?? 0, 1, 2)
    return 0
  }
}

@c func suture_weakref_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  clearWeakReference(self)
  freeInstance(self)
}

@c func suture_weakref_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let callback = weakFields(self).pointee.wr_callback else { return 0 }
  return visit(callback, argument)
}

@c func suture_weakref_clear(_ self: ObjectPointer) -> Int32 {
  clearWeakReference(self)
  return 0
}

@c func suture_weakref_vectorcall(
  _ self: ObjectPointer?,
  _ arguments: Arguments?,
  _ nargsf: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkNoNames("weakref", names)
    try checkPositional("weakref", PyVectorcall_NARGS(nargsf), 0, 0)
    return upgrade(self!) ?? suture_None()
  }
}

@c func suture_weakref_hash(_ self: ObjectPointer) -> Py_hash_t {
  raising { () throws(Raise) in
    let known = weakFields(self).pointee.hash
    if known != -1 { return known }
    guard let o = upgrade(self) else { throw Raise(.type, "weak object has gone away") }
    let referent = Owned(o)
    let hash = try check(PyObject_Hash(referent.pointer))
    weakFields(self).pointee.hash = hash
    return hash
  }
}

/// Of two living references what their objects say; else they are equal when they are the same reference.
@c func suture_weakref_compare(_ self: ObjectPointer, _ other: ObjectPointer, _ operation: Int32)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard operation == Py_EQ || operation == Py_NE, isWeakRef(self), isWeakRef(other) else {
      return suture_NotImplemented()
    }
    let a = upgrade(self)
    let b = upgrade(other)
    defer {
      if let a { suture_decref(a) }
      if let b { suture_decref(b) }
    }
    guard let a, let b else {
      return makeBool((self == other) == (operation == Py_EQ))
    }
    return try check(PyObject_RichCompare(a, b, operation))
  }
}

@c func suture_weakref_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let here = String(UInt(bitPattern: self), radix: 16)
    guard let o = upgrade(self) else { return try makeStr("<weakref at 0x\(here); dead>") }
    let referent = Owned(o)
    let there = String(UInt(bitPattern: referent.pointer), radix: 16)
    var name = ""
    if let found = try lookupSpecial(referent.pointer, suture_name___name__()) {
      if found.isInstance(TypeFlag.unicode) { name = " (\(swiftText(found)))" }
      suture_decref(found)
    }
    return try makeStr(
      "<weakref at 0x\(here); to '\(referent.pointer.type.name)' at 0x\(there)\(name)>"
    )
  }
}

@c func suture_weakref_callback(_ self: ObjectPointer, _ unused: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  let ref = weakFields(self)
  let o = ref.referent
  if o == suture_None() { return suture_None() }
  return withMutex(of: o) {
    guard let callback = ref.pointee.wr_callback else { return suture_None() }
    return newReference(callback)
  }
}
