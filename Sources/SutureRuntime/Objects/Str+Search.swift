import CSuture

@c @implementation
public func PyUnicode_Contains(_ container: ObjectPointer?, _ element: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in throw Raise(.notImplemented, "str.__contains__") }
}
