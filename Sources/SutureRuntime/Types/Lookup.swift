import CSuture

/// The attribute `name` found in the MRO of `type`: borrowed, nil when there is none. Sets no exception and runs no
/// descriptor.
func lookup(_ type: TypePointer, _ name: ObjectPointer) -> ObjectPointer? { nil }

/// The special method `name` of `o`, bound to it as by descriptors: a new reference, nil when its type has none.
func lookupSpecial(_ o: ObjectPointer, _ name: ObjectPointer) throws(Raise) -> ObjectPointer? { nil }
