import CSuture

/// Whose code a function pointer is: fixed when the extension hands it over.
///
/// The raw value is the mode that the code runs in; Suture's own and, in GIL mode, everybody's,
/// runs in any.
enum CodeDomain: UInt32 {
  /// A gilectomy or abi3t extension's: runs in free mode.
  case free = 0
  /// A legacy extension's: runs in legacy mode, under the legacy lock.
  case legacy = 1
  /// Suture's own: runs in any mode.
  case runtime = 2

  /// The domain of the code that is running: what it hands over now belongs to it.
  static var current: CodeDomain {
    if isStarting { return .runtime }
    switch suture_thread().pointee.mode {
    case SUTURE_LEGACY: return .legacy
    case SUTURE_GIL: return .runtime
    default: return .free
    }
  }

  /// True while the runtime makes its own types and modules.
  nonisolated(unsafe) static var isStarting = true

  /// Whose code the slots of `type` are.
  @inline(__always)
  static func of(_ type: TypePointer) -> CodeDomain {
    if type.has(TypeFlag.legacyCode) { return .legacy }
    return type.has(TypeFlag.freeCode) ? .free : .runtime
  }

  /// True when the code can be called as it is: no change of the counting mode.
  @inline(__always)
  var isCurrent: Bool { self == .runtime || suture_thread().pointee.mode == rawValue }
}

/// One call into code of another domain: enters its mode (and takes the legacy lock), and on the
/// way back converts what it returns.
///
/// Everything that legacy code will see is exposed first (C5).
///
///     let crossing = Crossing(into: domain)
///     crossing.expose(argument)
///     return crossing.leave(function(argument))
struct Crossing {
  private let domain: CodeDomain
  private let entry: LegacyLock.Entry

  init(into domain: CodeDomain) {
    self.domain = domain
    entry =
      switch domain {
      case .legacy: LegacyLock.enter()
      case .free, .runtime: LegacyLock.enterFree()
      }
  }

  /// Shows an argument to the code.
  @inline(__always)
  func expose(_ o: ObjectPointer?) {
    if domain == .legacy, let o { suture_expose(o) }
  }

  func expose(_ items: Arguments?, _ count: Int) {
    guard domain == .legacy, count > 0 else { return }
    for i in 0..<count {
      if let item = items![i] { suture_expose(item) }
    }
  }

  /// Shows a tuple and what is in it: binaries for one version of CPython read the items without a call.
  func expose(tuple: ObjectPointer) {
    expose(tuple)
    expose(UnsafePointer(tupleItems(tuple)), itemCount(tuple))
  }

  /// Leaves, with a reference that the code gave: now counted as the caller counts.
  func leave(_ result: ObjectPointer?) -> ObjectPointer? {
    if domain == .legacy {
      if LegacyLock.switches(entry), let result { suture_into_storage(result) }
      LegacyLock.leave(entry)
    } else {
      let converts = LegacyLock.switches(entry)
      LegacyLock.leave(entry)
      if converts, let result { suture_out_of_storage(result) }
    }
    return result
  }

  /// Leaves; the code gave no reference.
  func leave() { LegacyLock.leave(entry) }

  func leave<T>(returning value: T) -> T {
    LegacyLock.leave(entry)
    return value
  }
}
