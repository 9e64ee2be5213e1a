import CSuture

/// What a name of the API that is not written yet does (CSources/Export/pending.c).
@c @implementation
func suture_pending(_ name: UnsafePointer<CChar>) {
  _ = Raise(.notImplemented, "\(String(cString: name)) is not implemented")
}
