import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// objimpl.h: containers and the cycle collector (Collector.swift, Tracking.swift).

// MARK: Operations

/// Whether a GC header lies before `o`: static types are of a type with the flag, but have none.
private func hasGCHeader(_ o: ObjectPointer) -> Bool {
  guard o.type.has(TypeFlag.haveGC) else { return false }
  return !o.isInstance(TypeFlag.type) || o.cast(to: PyTypeObject.self).has(TypeFlag.heap)
}

/// Whether tp_finalize has run, which it does once.
func isFinalized(_ o: ObjectPointer) -> Bool { hasGCHeader(o) && Collector.isFinalized(o) }

func markFinalized(_ o: ObjectPointer) {
  if hasGCHeader(o) { Collector.markFinalized(o) }
}

// MARK: C API

@c @implementation
public func PyObject_GC_Track(_ p: UnsafeMutableRawPointer?) {
  gcTrack(p!.assumingMemoryBound(to: PyObject.self))
}

@c @implementation
public func PyObject_GC_UnTrack(_ p: UnsafeMutableRawPointer?) {
  let o = p!.assumingMemoryBound(to: PyObject.self)
  if hasGCHeader(o) { gcUntrack(o) }
}

@c @implementation
public func PyObject_GC_IsTracked(_ o: ObjectPointer?) -> Int32 {
  hasGCHeader(o!) && suture_gc_header(o!).pointee.next != 0 ? 1 : 0
}

@c @implementation
public func PyObject_GC_IsFinalized(_ o: ObjectPointer?) -> Int32 { isFinalized(o!) ? 1 : 0 }

@c @implementation
public func PyObject_GC_Del(_ p: UnsafeMutableRawPointer?) {
  let o = p!.assumingMemoryBound(to: PyObject.self)
  freeObject(o, o.type)
}

@c @implementation
public func _PyObject_GC_New(_ type: TypePointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try newObject(type!, size: instanceSize(type!, 0)) }
}

@c @implementation
public func _PyObject_GC_NewVar(_ type: TypePointer?, _ count: Py_ssize_t) -> UnsafeMutablePointer<
  PyVarObject
>? {
  guard count >= 0 else {
    _ = Raise.badInternalCall("Python/gc.c", 1882)
    return nil
  }
  let o: ObjectPointer? = raising { () throws(Raise) in
    try newObject(type!, size: instanceSize(type!, count))
  }
  let sized = o?.cast(to: PyVarObject.self)
  sized?.pointee.ob_size = count
  return sized
}

@c @implementation
public func PyObject_IS_GC(_ o: ObjectPointer?) -> Int32 {
  let type = o!.type
  guard type.has(TypeFlag.haveGC) else { return 0 }
  guard let isGC = type.pointee.tp_is_gc else { return 1 }
  return isGC(o) != 0 ? 1 : 0
}

@c @implementation
public func PyUnstable_Object_GC_NewWithExtraData(_ type: TypePointer?, _ extra: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let size = instanceSize(type!, 0)
    guard extra >= 0, extra <= Int.max - size - 64 else { throw Raise.noMemory }
    let o = try newObject(type!, size: size + extra)
    memset(UnsafeMutableRawPointer(o) + 16, 0, size + extra - 16)
    return o
  }
}

/// The object must be untracked and known to nobody else: it may move.
@c @implementation
public func _PyObject_GC_Resize(
  _ p: UnsafeMutablePointer<PyVarObject>?,
  _ count: Py_ssize_t
) -> UnsafeMutablePointer<PyVarObject>? {
  let o = UnsafeMutableRawPointer(p!).assumingMemoryBound(to: PyObject.self)
  let prefix = prefixSize(o.type)
  guard count >= 0,
    let base = Freelists.resize(
      UnsafeMutableRawPointer(o) - prefix,
      instanceSize(o.type, count) + prefix
    )
  else {
    PyErr_NoMemory()
    return nil
  }
  let moved = (base + prefix).assumingMemoryBound(to: PyVarObject.self)
  moved.pointee.ob_size = count
  return moved
}

@c @implementation
public func PyGC_Enable() -> Int32 {
  defer { Collector.isEnabled = 1 }
  return Collector.isEnabled
}

@c @implementation
public func PyGC_Disable() -> Int32 {
  defer { Collector.isEnabled = 0 }
  return Collector.isEnabled
}

@c @implementation
public func PyGC_IsEnabled() -> Int32 { Collector.isEnabled }

@c @implementation
public func PyGC_Collect() -> Py_ssize_t {
  Collector.isEnabled == 0 ? 0 : Collector.collectAndTrim()
}

@c @implementation
public func PyUnstable_GC_VisitObjects(
  _ callback: gcvisitobjects_t?,
  _ argument: UnsafeMutableRawPointer?
) {
  Collector.visitObjects { callback!($0, argument) != 0 }
}
