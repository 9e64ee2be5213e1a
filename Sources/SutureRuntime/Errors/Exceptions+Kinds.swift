import CSuture

// The exceptions that keep something of their own: StopIteration, SystemExit, KeyError, ImportError, NameError,
// AttributeError. OSError, SyntaxError and the UnicodeErrors have their own files.

/// The first offset after what every exception has.
private let first = ExceptionLayout.ownFields

// MARK: Operations

/// Puts keyword arguments, each optional, into the fields at `offsets`.
private func readKeywords(
  _ self: ObjectPointer,
  _ kwargs: ObjectPointer?,
  _ signature: Signature,
  _ offsets: Int...
) throws(Raise) {
  let bound = try signature.bind(tuple: nil, dict: kwargs)
  for i in 0..<offsets.count { writeField(self, exceptionField(self, offsets[i]), bound[i]) }
}

/// A dict of the fields that are set, over a copy of the instance's own dict; nil when there is neither.
private func stateDict(_ self: ObjectPointer, _ names: [(String, Int)]) throws(Raise)
  -> ObjectPointer?
{
  let own = readField(self, exceptionField(self, 16))
  var any = own != nil
  for (_, offset) in names where exceptionField(self, offset).pointee != nil { any = true }
  guard any else { return nil }
  let state: Owned
  if let own {
    let own = Owned(own)
    state = try Owned(PyDict_Copy(own.pointer))
  } else {
    state = try Owned(PyDict_New())
  }
  for (name, offset) in names {
    if let value = readField(self, exceptionField(self, offset)) {
      let value = Owned(value)
      try check(PyDict_SetItemString(state.pointer, name, value.pointer))
    }
  }
  return state.take()
}

// MARK: Slots

@c func suture_exception_stop_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  guard suture_exception_base_init(self, args, kwargs) == 0 else { return -1 }
  writeField(
    self!,
    exceptionField(self!, first),
    tupleCount(args!) > 0 ? tupleItem(args!, 0) : suture_None()
  )
  return 0
}

@c func suture_exception_exit_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  guard suture_exception_base_init(self, args, kwargs) == 0 else { return -1 }
  switch tupleCount(args!) {
  case 0: break
  case 1: writeField(self!, exceptionField(self!, first), tupleItem(args!, 0))
  default: writeField(self!, exceptionField(self!, first), args)
  }
  return 0
}

@c func suture_exception_key_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let args = try Owned(exceptionArgs(self!))
    // Otherwise the message of KeyError('') would be empty.
    if tupleCount(args.pointer) == 1 { return PyObject_Repr(tupleItem(args.pointer, 0)) }
    return suture_exception_base_str(self)
  }
}

private let importSignature = Signature("ImportError", "name", "path", "name_from")

@c func suture_exception_import_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  guard suture_exception_base_init(self, args, nil) == 0 else { return -1 }
  return raising { () throws(Raise) in
    try readKeywords(self!, kwargs, importSignature, first + 8, first + 16, first + 24)
    writeField(
      self!,
      exceptionField(self!, first),
      tupleCount(args!) == 1 ? tupleItem(args!, 0) : nil
    )
    return 0
  }
}

@c func suture_exception_import_str(_ self: ObjectPointer?) -> ObjectPointer? {
  if let message = readField(self!, exceptionField(self!, first)) {
    if message.type == suture_PyUnicode_Type() { return message }
    suture_decref(message)
  }
  return suture_exception_base_str(self)
}

@c func suture_exception_import_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let args = try Owned(exceptionArgs(self!))
    guard
      let state = try stateDict(
        self!,
        [("name", first + 8), ("path", first + 16), ("name_from", first + 24)]
      )
    else { return try tupleOf(self!.type.asObject, args.pointer) }
    let owned = Owned(state)
    return try tupleOf(self!.type.asObject, args.pointer, owned.pointer)
  }
}

private let nameSignature = Signature("NameError", "name")

@c func suture_exception_name_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  guard suture_exception_base_init(self, args, nil) == 0 else { return -1 }
  return raising { () throws(Raise) in
    try readKeywords(self!, kwargs, nameSignature, first)
    return 0
  }
}

private let attributeSignature = Signature("AttributeError", "name", "obj")

@c func suture_exception_attribute_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  guard suture_exception_base_init(self, args, nil) == 0 else { return -1 }
  return raising { () throws(Raise) in
    try readKeywords(self!, kwargs, attributeSignature, first + 8, first)
    return 0
  }
}

@c func suture_exception_attribute_getstate(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  // `obj` is left out: it may not be copied or pickled.
  raising { () throws(Raise) in
    let args = try Owned(exceptionArgs(self!))
    let made = try stateDict(self!, [("name", first + 8)])
    guard let state = made ?? PyDict_New() else { throw .pending }
    let owned = Owned(state)
    if made != nil || tupleCount(args.pointer) > 0 {
      try check(PyDict_SetItemString(owned.pointer, "args", args.pointer))
    }
    return PyDict_Size(owned.pointer) == 0 ? none() : owned.take()
  }
}

@c func suture_exception_attribute_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let args = try Owned(exceptionArgs(self!))
    let state = try Owned(suture_exception_attribute_getstate(self, nil))
    return try tupleOf(self!.type.asObject, args.pointer, state.pointer)
  }
}
