import CSuture

// Members and get-set pairs of classes in C: what their descriptors do.

// MARK: Slots

@c func suture_member_get(_ self: ObjectPointer?, _ o: ObjectPointer?, _ type: ObjectPointer?)
  -> ObjectPointer?
{
  guard let o else { return newReference(self!) }
  return raising { () throws(Raise) in
    try checkReceiver(self!, o)
    let d = self!.cast(to: PyMemberDescrObject.self)
    return try readMember(o, d.pointee.d_common.d_type, d.pointee.d_member)
  }
}

@c func suture_member_set(_ self: ObjectPointer?, _ o: ObjectPointer?, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    try checkReceiver(self!, o!)
    let d = self!.cast(to: PyMemberDescrObject.self)
    try writeMember(o!, d.pointee.d_common.d_type, d.pointee.d_member, value)
    return 0
  }
}

@c func suture_getset_get(_ self: ObjectPointer?, _ o: ObjectPointer?, _ type: ObjectPointer?)
  -> ObjectPointer?
{
  guard let o else { return newReference(self!) }
  return raising { () throws(Raise) in
    try checkReceiver(self!, o)
    let d = self!.cast(to: PyGetSetDescrObject.self)
    guard let get = d.pointee.d_getset.pointee.get else {
      throw Raise(
        .attribute,
        "attribute '\(swiftText(descriptorName(self!)))' of '\(d.pointee.d_common.d_type.name)' objects is not readable"
      )
    }
    let closure = d.pointee.d_getset.pointee.closure
    let domain = codeDomain(d.pointee.domain)
    if domain.isCurrent { return get(o, closure) }
    let crossing = Crossing(into: domain)
    crossing.expose(o)
    return crossing.leave(get(o, closure))
  }
}

@c func suture_getset_set(_ self: ObjectPointer?, _ o: ObjectPointer?, _ value: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    try checkReceiver(self!, o!)
    let d = self!.cast(to: PyGetSetDescrObject.self)
    guard let set = d.pointee.d_getset.pointee.set else {
      throw Raise(
        .attribute,
        "attribute '\(swiftText(descriptorName(self!)))' of '\(d.pointee.d_common.d_type.name)' objects is not writable"
      )
    }
    let closure = d.pointee.d_getset.pointee.closure
    let domain = codeDomain(d.pointee.domain)
    if domain.isCurrent { return set(o, value, closure) }
    let crossing = Crossing(into: domain)
    crossing.expose(o)
    crossing.expose(value)
    let result = set(o, value, closure)
    _ = crossing.leave(nil)
    return result
  }
}
