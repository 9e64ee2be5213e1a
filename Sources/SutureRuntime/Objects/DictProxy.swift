import CSuture

// mappingproxy: a view of a mapping that cannot be changed through it. Every operation is the mapping's own.

// MARK: Operations

private func mapping(_ proxy: ObjectPointer) -> ObjectPointer {
  proxy.cast(to: SutureMappingProxy.self).pointee.mapping
}

private func isProxy(_ o: ObjectPointer) -> Bool {
  o.type == suture_PyDictProxy_Type() || PyType_IsSubtype(o.type, suture_PyDictProxy_Type()) != 0
}

/// - Throws: TypeError unless `target` is a mapping. Lists and tuples have a subscript, but are none.
private func makeProxy(_ target: ObjectPointer) throws(Raise) -> ObjectPointer {
  if PyMapping_Check(target) == 0 || target.isInstance(TypeFlag.list)
    || target.isInstance(TypeFlag.tuple)
  {
    throw Raise(.type, "mappingproxy() argument must be a mapping, not \(target.type.name)")
  }
  let proxy = try newObject(suture_PyDictProxy_Type(), size: MemoryLayout<SutureMappingProxy>.size)
  suture_incref_stored(target)
  proxy.cast(to: SutureMappingProxy.self).pointee.mapping = target
  gcTrack(proxy)
  return proxy
}

// MARK: C API

@c @implementation
public func PyDictProxy_New(_ target: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeProxy(target!) }
}

// MARK: Slots

private let signature = Signature("mappingproxy", "mapping", required: 1)

@c func suture_dictproxy_new(
  _ type: TypePointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    try makeProxy(signature.bind(tuple: arguments, dict: keywords)[0]!)
  }
}

@c func suture_dictproxy_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  suture_decref_stored(mapping(self))
  freeInstance(self)
}

@c func suture_dictproxy_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 { visit(mapping(self), argument) }

@c func suture_dictproxy_length(_ self: ObjectPointer) -> Py_ssize_t {
  PyObject_Size(mapping(self))
}

@c func suture_dictproxy_subscript(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  PyObject_GetItem(mapping(self), key)
}

@c func suture_dictproxy_contains(_ self: ObjectPointer, _ key: ObjectPointer) -> Int32 {
  let target = mapping(self)
  return target.type == suture_PyDict_Type()
    ? PyDict_Contains(target, key) : PySequence_Contains(target, key)
}

@c func suture_dictproxy_iter(_ self: ObjectPointer) -> ObjectPointer? {
  PyObject_GetIter(mapping(self))
}

@c func suture_dictproxy_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    var writer = StrWriter()
    writer.append(ascii: "mappingproxy(")
    try writer.append(repr: mapping(self))
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

@c func suture_dictproxy_str(_ self: ObjectPointer) -> ObjectPointer? {
  PyObject_Str(mapping(self))
}

@c func suture_dictproxy_hash(_ self: ObjectPointer) -> Py_hash_t { PyObject_Hash(mapping(self)) }

@c func suture_dictproxy_compare(
  _ self: ObjectPointer,
  _ other: ObjectPointer,
  _ operation: Int32
) -> ObjectPointer? { PyObject_RichCompare(mapping(self), other, operation) }

@c func suture_dictproxy_or(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  PyNumber_Or(isProxy(a) ? mapping(a) : a, isProxy(b) ? mapping(b) : b)
}

@c func suture_dictproxy_inplace_or(_ self: ObjectPointer, _ other: ObjectPointer) -> ObjectPointer?
{
  raising { () throws(Raise) in
    throw Raise(.type, "'|=' is not supported by \(self.type.name); use '|' instead")
  }
}

// MARK: Methods

@c func suture_dictproxy_get(_ self: ObjectPointer, _ arguments: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("get", count, 1, 2)
    var row: (ObjectPointer?, ObjectPointer?, ObjectPointer?) = (
      mapping(self), arguments![0], count == 2 ? arguments![1] : suture_None()
    )
    return withUnsafeMutablePointer(to: &row) { row in
      let first = UnsafeMutableRawPointer(row).assumingMemoryBound(to: ObjectPointer?.self)
      return PyObject_VectorcallMethod(suture_name_get(), first, 3, nil)
    }
  }
}

@c func suture_dictproxy_keys(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  callMethod(mapping(self), suture_name_keys())
}

@c func suture_dictproxy_values(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  callMethod(mapping(self), suture_name_values())
}

@c func suture_dictproxy_items(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  callMethod(mapping(self), suture_name_items())
}

@c func suture_dictproxy_copy(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  callMethod(mapping(self), suture_name_copy())
}

@c func suture_dictproxy_reversed(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer?
{
  callMethod(mapping(self), suture_name___reversed__())
}
