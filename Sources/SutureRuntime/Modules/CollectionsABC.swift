import CSuture

// collections.abc: abstract classes with `register`, enough for isinstance and issubclass. Their mixin methods are
// Python code in CPython and are not here.

// MARK: Layout

/// One abstract class: its bases, the methods that make any class a subclass of it, and the types registered with it.
private struct ABC {
  let name: String
  let bases: [String]
  let methods: [String]
  init(_ name: String, _ bases: [String] = [], methods: [String] = []) {
    self.name = name
    self.bases = bases
    self.methods = methods
  }
}

private let abstractClasses: [ABC] = [
  ABC("Hashable", methods: ["__hash__"]),
  ABC("Awaitable", methods: ["__await__"]),
  ABC("Coroutine", ["Awaitable"], methods: ["__await__", "send", "throw", "close"]),
  ABC("AsyncIterable", methods: ["__aiter__"]),
  ABC("AsyncIterator", ["AsyncIterable"], methods: ["__anext__", "__aiter__"]),
  ABC(
    "AsyncGenerator",
    ["AsyncIterator"],
    methods: ["__aiter__", "__anext__", "asend", "athrow", "aclose"]
  ),
  ABC("Iterable", methods: ["__iter__"]),
  ABC("Iterator", ["Iterable"], methods: ["__iter__", "__next__"]),
  ABC("Generator", ["Iterator"], methods: ["__iter__", "__next__", "send", "throw", "close"]),
  ABC("Reversible", ["Iterable"], methods: ["__reversed__", "__iter__"]),
  ABC("Sized", methods: ["__len__"]),
  ABC("Container", methods: ["__contains__"]),
  ABC(
    "Collection",
    ["Sized", "Iterable", "Container"],
    methods: ["__len__", "__iter__", "__contains__"]
  ),
  ABC("Callable", methods: ["__call__"]),
  ABC("Buffer", methods: ["__buffer__"]),
  ABC("Set", ["Collection"]),
  ABC("MutableSet", ["Set"]),
  ABC("Mapping", ["Collection"]),
  ABC("MappingView", ["Sized"]),
  ABC("KeysView", ["MappingView", "Set"]),
  ABC("ItemsView", ["MappingView", "Set"]),
  ABC("ValuesView", ["MappingView", "Collection"]),
  ABC("MutableMapping", ["Mapping"]),
  ABC("Sequence", ["Reversible", "Collection"]),
  ABC("ByteString", ["Sequence"]),
  ABC("MutableSequence", ["Sequence"]),
]

private var registered: [(String, TypePointer)] {
  [
    ("Sequence", suture_PyTuple_Type()), ("Sequence", suture_PyUnicode_Type()),
    ("Sequence", suture_PyRange_Type()),
    ("Sequence", suture_PyMemoryView_Type()), ("Sequence", suture_PyBytes_Type()),
    ("ByteString", suture_PyBytes_Type()), ("ByteString", suture_PyByteArray_Type()),
    ("MutableSequence", suture_PyList_Type()), ("MutableSequence", suture_PyByteArray_Type()),
    ("Set", suture_PyFrozenSet_Type()), ("MutableSet", suture_PySet_Type()),
    ("Mapping", suture_PyDictProxy_Type()), ("MutableMapping", suture_PyDict_Type()),
    ("KeysView", suture_PyDictKeys_Type()), ("ItemsView", suture_PyDictItems_Type()),
    ("ValuesView", suture_PyDictValues_Type()),
  ]
}

// MARK: Operations

/// The module collections.abc.
func makeCollectionsABC() throws(Raise) -> ObjectPointer {
  let module = Owned(try makeModule("collections.abc"))
  for definition in abstractClasses {
    let bases = Owned(try baseTuple(definition.bases, module.pointer))
    let type = Owned(try makeClass(definition.name, bases.pointer, module: "collections.abc"))
    let registry = try Owned(PyList_New(0))
    try check(PyObject_SetAttrString(type.pointer, "_abc_registry", registry.pointer))
    if !definition.methods.isEmpty {
      let names = try Owned(PyList_New(0))
      for method in definition.methods {
        let text = Owned(try makeStr(method))
        try check(PyList_Append(names.pointer, text.pointer))
      }
      let tuple = try Owned(PyList_AsTuple(names.pointer))
      try check(PyObject_SetAttrString(type.pointer, "_abc_methods", tuple.pointer))
    }
    try check(PyModule_AddObjectRef(module.pointer, definition.name, type.pointer))
  }
  for (name, type) in registered {
    let abstract = try Owned(PyObject_GetAttrString(module.pointer, name))
    try register(abstract.pointer, type.asObject)
  }
  return module.take()
}

private func baseTuple(_ names: [String], _ module: ObjectPointer) throws(Raise) -> ObjectPointer {
  let list = try Owned(PyList_New(0))
  for name in names {
    let base = try Owned(PyObject_GetAttrString(module, name))
    try check(PyList_Append(list.pointer, base.pointer))
  }
  if names.isEmpty { try check(PyList_Append(list.pointer, suture_PyBaseObject_Type().asObject)) }
  return try check(PyList_AsTuple(list.pointer))
}

/// `ABCMeta(name, bases, {"__module__": module})`.
private func makeClass(_ name: String, _ bases: ObjectPointer, module: String) throws(Raise)
  -> ObjectPointer
{
  let dict = try Owned(PyDict_New())
  let moduleText = Owned(try makeStr(module))
  try check(PyDict_SetItem(dict.pointer, suture_name___module__(), moduleText.pointer))
  let slots = try Owned(PyTuple_New(0))
  try check(PyDict_SetItem(dict.pointer, suture_name___slots__(), slots.pointer))
  let text = Owned(try makeStr(name))
  var row: (ObjectPointer?, ObjectPointer?, ObjectPointer?) = (text.pointer, bases, dict.pointer)
  let result = withUnsafePointer(to: &row) { p in
    call(
      ModuleTypes.abcMeta.asObject,
      UnsafeRawPointer(p).assumingMemoryBound(to: ObjectPointer?.self),
      3,
      nil
    )
  }
  return try check(result)
}

private func register(_ cls: ObjectPointer, _ subclass: ObjectPointer) throws(Raise) {
  guard subclass.isInstance(TypeFlag.type) else { throw Raise(.type, "Can only register classes") }
  let known = try check(PyObject_IsSubclass(subclass, cls))
  if known != 0 { return }
  let circle = try check(PyObject_IsSubclass(cls, subclass))
  if circle != 0 { throw Raise(.runtime, "Refusing to create an inheritance cycle") }
  guard let registry = try ownAttribute(cls, "_abc_registry") else {
    let list = try Owned(PyList_New(0))
    try check(PyList_Append(list.pointer, subclass))
    try check(PyObject_SetAttrString(cls, "_abc_registry", list.pointer))
    return
  }
  try check(PyList_Append(registry, subclass))
}

/// An attribute in the class's own dict, borrowed.
private func ownAttribute(_ cls: ObjectPointer, _ name: String) throws(Raise) -> ObjectPointer? {
  guard let dict = cls.cast(to: PyTypeObject.self).pointee.tp_dict else { return nil }
  let found = PyDict_GetItemString(dict, name)
  return found
}

/// Whether every method is found in the MRO of `type`, and none is None.
private func hasMethods(_ type: TypePointer, _ names: ObjectPointer) -> Bool {
  for i in 0..<itemCount(names) {
    guard let found = lookup(type, tupleItems(names)[i]!), found != suture_None() else {
      return false
    }
  }
  return true
}

private func isABCSubclass(_ cls: ObjectPointer, _ subclass: ObjectPointer) throws(Raise) -> Bool {
  guard subclass.isInstance(TypeFlag.type) else {
    throw Raise(.type, "issubclass() arg 1 must be a class")
  }
  try checkRecursion(" in __subclasscheck__")
  let type = subclass.cast(to: PyTypeObject.self)
  if let names = try ownAttribute(cls, "_abc_methods"), hasMethods(type, names) { return true }
  if PyType_IsSubtype(type, cls.cast(to: PyTypeObject.self)) != 0 { return true }
  if let registry = try ownAttribute(cls, "_abc_registry") {
    var i = 0
    while i < PyList_Size(registry) {
      let entry = try Owned(PyList_GetItemRef(registry, i))
      if try check(PyObject_IsSubclass(subclass, entry.pointer)) != 0 { return true }
      i += 1
    }
  }
  let method = try Owned(PyObject_GetAttrString(suture_PyType_Type().asObject, "__subclasses__"))
  var argument: ObjectPointer? = cls
  let children = try Owned(call(method.pointer, &argument, 1, nil))
  for i in 0..<PyList_Size(children.pointer) {
    let child = try check(PyList_GetItem(children.pointer, i))
    if try check(PyObject_IsSubclass(subclass, child)) != 0 { return true }
  }
  return false
}

// MARK: Slots

@c func suture_abc_register(_ cls: ObjectPointer?, _ subclass: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    try register(cls!, subclass!)
    return newReference(subclass!)
  }
}

@c func suture_abc_subclasscheck(_ cls: ObjectPointer?, _ subclass: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    makeBool(try isABCSubclass(cls!, subclass!))
  }
}

@c func suture_abc_instancecheck(_ cls: ObjectPointer?, _ instance: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    makeBool(try isABCSubclass(cls!, instance!.type.asObject))
  }
}
