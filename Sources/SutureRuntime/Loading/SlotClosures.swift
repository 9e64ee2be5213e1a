import CSuture

/// Replaces the slots that an extension's type defines by closures that enter the mode of the extension's code, and
/// marks the type with its domain (TypeFlag.legacyCode, freeCode). Called by PyType_Ready and PyType_From... for each
/// type that an extension makes, after the slots are filled and before they are inherited.
func wrapExtensionSlots(_ type: TypePointer) {}

/// The function behind a closure of `wrapExtensionSlots`; any other pointer is its own original.
func originalSlot(_ pointer: UnsafeRawPointer?) -> UnsafeRawPointer? { pointer }
