import CSuture

// MARK: Slots

@c func suture_dict_dealloc(_ self: ObjectPointer?) {
  let o = self!
  gcUntrack(o)
  Dict(o).table?.drop()
  freeInstance(o)
}

@c func suture_dict_traverse(
  _ self: ObjectPointer?, _ visit: visitproc?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  var position = 0
  while let entry = Dict(self!).next(&position) {
    var result = visit!(entry.pointee.key, argument)
    if result == 0 { result = visit!(entry.pointee.value, argument) }
    if result != 0 { return result }
  }
  return 0
}

@c func suture_dict_clear(_ self: ObjectPointer?) -> Int32 {
  dictClear(self!)
  return 0
}
