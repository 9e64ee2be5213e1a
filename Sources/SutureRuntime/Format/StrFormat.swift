import CSuture

@c func suture_str_format(
  _ self: ObjectPointer?, _ args: ObjectPointer?, _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in throw Raise(.notImplemented, "str.format") }
}

@c func suture_str_format_map(_ self: ObjectPointer?, _ mapping: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in throw Raise(.notImplemented, "str.format_map") }
}
