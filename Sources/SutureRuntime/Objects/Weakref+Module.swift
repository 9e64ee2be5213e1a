import CSuture

// The modules _weakref and weakref: the types and functions that are not written in Python.

// MARK: Operations

private func living(_ o: ObjectPointer) -> [ObjectPointer] {
  guard let list = weakList(o) else { return [] }
  return weakReferences(o, list)
}

/// A module with what is in weakref, under this name.
func makeWeakrefModule(_ name: String) throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule(name))
  try check(PyModule_AddFunctions(module.pointer, suture_weakref_functions()))
  try add(module.pointer, "ref", suture__PyWeakref_RefType().asObject)
  try add(module.pointer, "ReferenceType", suture__PyWeakref_RefType().asObject)
  try add(module.pointer, "ProxyType", suture__PyWeakref_ProxyType().asObject)
  try add(module.pointer, "CallableProxyType", suture__PyWeakref_CallableProxyType().asObject)
  return module.take()
}

// MARK: Functions

@c func suture_weakref_getweakrefcount(_ module: ObjectPointer, _ o: ObjectPointer)
  -> ObjectPointer?
{
  let found = living(o)
  for ref in found { suture_decref(ref) }
  return PyLong_FromSsize_t(found.count)
}

@c func suture_weakref_getweakrefs(_ module: ObjectPointer, _ o: ObjectPointer) -> ObjectPointer? {
  let found = living(o)
  defer { for ref in found { suture_decref(ref) } }
  return raising { () throws(Raise) in
    let list = try Owned(PyList_New(0))
    for ref in found { try check(PyList_Append(list.pointer, ref)) }
    return list.take()
  }
}

@c func suture_weakref_proxy(_ module: ObjectPointer, _ arguments: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("proxy", count, 1, 2)
    return try check(PyWeakref_NewProxy(arguments![0], count == 2 ? arguments![1] : nil))
  }
}
