import CSuture

/// Dead objects that wait for a shallower stack: of each thread a list that runs through their headers.
///
/// `deallocate` puts what dies at a depth of 50 here, and the outermost one empties it. The macros Py_TRASHCAN_BEGIN and
/// _END of CPython 3.13, which old binaries have inline, look at the thread's state for the same reason: they count
/// `c_recursion_remaining` down, put an object here where that is below 51, and call for the chain where it is above 100.
/// As no tp_dealloc is nested deeper than 50, the counter never comes near.
enum Trashcan {
  /// What `c_recursion_remaining` begins at.
  static let headroom: Int32 = 10_000

  @inline(__always)
  static func put(_ o: ObjectPointer, _ t: ThreadPointer) {
    setNext(o, t.pointee.deferred)
    t.pointee.deferred = o
  }

  /// Runs each tp_dealloc, and those of what is put here meanwhile.
  @inline(never)
  static func empty(_ t: ThreadPointer) {
    // A tp_dealloc with the macros puts its object back where the counter is low.
    let remaining = t.pointee.c_recursion_remaining
    t.pointee.c_recursion_remaining = headroom
    while let o = t.pointee.deferred {
      t.pointee.deferred = next(o)
      suture_store_relaxed_u32(&o.header.pointee.owner, 0)
      o.type.pointee.tp_dealloc(o)
    }
    t.pointee.c_recursion_remaining = remaining
  }

  /// No thread's id has this bit: a link that lies where the owner was names none, for `increfUnlessDead` looks there.
  private static let linkBit: UInt = 1 << 63

  private static func setNext(_ o: ObjectPointer, _ next: ObjectPointer?) {
    let link = UInt(bitPattern: next) | linkBit
    UnsafeMutableRawPointer(o.header).storeBytes(of: link, as: UInt.self)
  }

  private static func next(_ o: ObjectPointer) -> ObjectPointer? {
    let link = UnsafeMutableRawPointer(o.header).load(as: UInt.self)
    return ObjectPointer(bitPattern: link & ~linkBit)
  }
}

// MARK: C API

@c @implementation
public func _PyTrash_thread_deposit_object(_ t: ThreadPointer?, _ o: ObjectPointer?) {
  Trashcan.put(o!, t!)
}

@c @implementation
public func _PyTrash_thread_destroy_chain(_ t: ThreadPointer?) {
  let t = t!
  guard t.pointee.dealloc_depth == 0 else { return }
  t.pointee.dealloc_depth = 1
  Trashcan.empty(t)
  t.pointee.dealloc_depth = 0
}
