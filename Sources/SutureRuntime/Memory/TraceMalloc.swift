import CSuture

// MARK: C API

private let disabled: Int32 = -2

@c @implementation
public func PyTraceMalloc_Track(_ domain: UInt32, _ address: UInt, _ size: Int) -> Int32 {
  disabled
}

@c @implementation
public func PyTraceMalloc_Untrack(_ domain: UInt32, _ address: UInt) -> Int32 { disabled }
