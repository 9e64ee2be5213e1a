import CSuture

/// One reference that the holder owns, given up when the value goes out of scope.
///
/// `take()` hands it on.
///
/// The reference is counted in the mode of the running thread (include/suture/counts.h); a container that keeps it
/// calls `store()`.
struct Owned: ~Copyable {
  let pointer: ObjectPointer

  /// Takes over a reference that the caller owns.
  @inline(__always)
  init(_ pointer: ObjectPointer) { self.pointer = pointer }

  /// Takes over the result of a C API call, which is NULL when an exception is pending.
  @inline(__always)
  init(_ result: ObjectPointer?) throws(Raise) {
    guard let result else { throw .pending }
    pointer = result
  }

  /// A reference of its own to a borrowed object.
  @inline(__always)
  init(borrowed: ObjectPointer) {
    suture_incref(borrowed)
    pointer = borrowed
  }

  /// The reference, now the caller's.
  @inline(__always)
  consuming func take() -> ObjectPointer {
    let p = pointer
    discard self
    return p
  }

  /// The reference, now counted as a container's.
  @inline(__always)
  consuming func store() -> ObjectPointer {
    let p = pointer
    suture_into_storage(p)
    discard self
    return p
  }

  deinit { suture_decref(pointer) }
}

/// A new reference to a borrowed object, as a function's result.
@inline(__always)
func newReference(_ o: ObjectPointer) -> ObjectPointer {
  suture_incref(o)
  return o
}

/// A new reference to None.
@inline(__always)
func none() -> ObjectPointer { suture_None() }
