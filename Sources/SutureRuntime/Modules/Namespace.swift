import CSuture

// types.SimpleNamespace: attributes in a dict, and nothing else.

// MARK: Layout

extension UnsafeMutablePointer where Pointee == PyObject {
  fileprivate var namespaceDict: ObjectPointer? {
    get { cast(to: SutureNamespace.self).pointee.dict }
    nonmutating set { cast(to: SutureNamespace.self).pointee.dict = newValue }
  }
}

// MARK: Operations

/// The types of Modules/ that no header of the API names.
enum ModuleTypes {
  static var namespace: TypePointer { suture_module_type(0)! }
  static var spec: TypePointer { suture_module_type(1)! }
  static var extensionLoader: TypePointer { suture_module_type(2)! }
  static var abcMeta: TypePointer { suture_module_type(3)! }
}

/// A new, empty namespace of the given type.
func makeNamespace(_ type: TypePointer = ModuleTypes.namespace) throws(Raise) -> ObjectPointer {
  try check(suture_namespace_new(type, nil, nil))
}

/// Sets an attribute; takes the reference over.
func setAttribute(_ o: ObjectPointer, _ name: String, _ value: ObjectPointer?) throws(Raise) {
  let value = try Owned(value)
  try check(PyObject_SetAttrString(o, name, value.pointer))
}

// MARK: C API

@c @implementation
public func _PyNamespace_New(_ attributes: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = Owned(try makeNamespace())
    if let attributes { try check(PyDict_Update(o.pointer.namespaceDict, attributes)) }
    return o.take()
  }
}

// MARK: Slots

@c func suture_namespace_new(
  _ type: TypePointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let allocate = type!.pointee.tp_alloc
    let o = try allocate == nil ? newZeroedObject(type!) : check(allocate!(type!, 0))
    guard let dict = PyDict_New() else {
      suture_decref(o)
      throw .pending
    }
    suture_into_storage(dict)
    o.namespaceDict = dict
    if allocate == nil { gcTrack(o) }
    return o
  }
}

@c func suture_namespace_init(_ o: ObjectPointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    let count = itemCount(args)
    if count > 1 {
      let name = lastDotted(o!.type.name)
      throw Raise(.type, "\(name) expected at most 1 positional argument, got \(count)")
    }
    guard let dict = o!.namespaceDict else { return 0 }
    if count == 1 {
      let update = try Owned(PyObject_GetAttr(dict, suture_name_update()))
      var argument = tupleItems(args!)[0]
      let result = try Owned(call(update.pointer, &argument, 1, nil))
      _ = result.pointer
    }
    if let kwargs { try check(PyDict_Update(dict, kwargs)) }
    return 0
  }
}

@c func suture_namespace_dealloc(_ o: ObjectPointer?) {
  gcUntrack(o!)
  let dict = o!.namespaceDict
  o!.namespaceDict = nil
  if let dict { suture_decref_stored(dict) }
  freeInstance(o!)
}

@c func suture_namespace_traverse(
  _ o: ObjectPointer?,
  _ visit: visitproc?,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  o!.namespaceDict.map { visit!($0, arg) } ?? 0
}

@c func suture_namespace_clear(_ o: ObjectPointer?) -> Int32 {
  let dict = o!.namespaceDict
  o!.namespaceDict = nil
  if let dict { suture_decref_stored(dict) }
  return 0
}

func lastDotted(_ name: String) -> String {
  name.split(separator: ".").last.map(String.init) ?? name
}

@c func suture_namespace_repr(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let isExact = o!.type == ModuleTypes.namespace
    let name = isExact ? "namespace" : lastDotted(o!.type.name)
    let entered = Py_ReprEnter(o)
    if entered != 0 {
      if entered < 0 { throw .pending }
      return try makeStr(name + "(...)")
    }
    defer { Py_ReprLeave(o) }
    var writer = StrWriter()
    writer.append(name)
    writer.append(ascii: "(")
    let items = try Owned(PyDict_Items(o!.namespaceDict))
    let count = PyList_Size(items.pointer)
    var isFirst = true
    for i in 0..<count {
      let pair = try check(PyList_GetItem(items.pointer, i))
      guard let key = PyTuple_GetItem(pair, 0), let value = PyTuple_GetItem(pair, 1) else {
        throw .pending
      }
      guard key.isInstance(TypeFlag.unicode), PyUnicode_GetLength(key) > 0 else { continue }
      if !isFirst { writer.append(ascii: ", ") }
      isFirst = false
      try writer.append(str: key)
      writer.append(ascii: "=")
      try writer.append(repr: value)
    }
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

@c func suture_namespace_richcompare(_ a: ObjectPointer?, _ b: ObjectPointer?, _ op: Int32)
  -> ObjectPointer?
{
  guard PyType_IsSubtype(a!.type, ModuleTypes.namespace) != 0,
    PyType_IsSubtype(b!.type, ModuleTypes.namespace) != 0
  else { return newReference(suture_NotImplemented()) }
  return PyObject_RichCompare(a!.namespaceDict, b!.namespaceDict, op)
}

@c func suture_namespace_get_dict(_ o: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(o!.namespaceDict ?? suture_None())
}

@c func suture_namespace_reduce(_ o: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let empty = try Owned(PyTuple_New(0))
    let parts: [ObjectPointer?] = [o!.type.asObject, empty.pointer, o!.namespaceDict]
    return try parts.withUnsafeBufferPointer { (p) throws(Raise) in try makeTuple(p.baseAddress, 3)
    }
  }
}

/// What importlib's ExtensionFileLoader prints: the plain form of object.
@c func suture_spec_repr(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    var writer = StrWriter()
    writer.append(ascii: "ModuleSpec(name=")
    for (name, isAlways) in [
      ("name", true), ("loader", true), ("origin", false), ("submodule_search_locations", false),
    ] {
      let value = try Owned(PyObject_GetAttrString(o, name))
      if !isAlways, value.pointer == suture_None() { continue }
      if name != "name" { writer.append(", \(name)=") }
      try writer.append(repr: value.pointer)
    }
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

@c func suture_loader_repr(_ o: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let address = String(UInt(bitPattern: o!), radix: 16)
    return try makeStr("<_frozen_importlib_external.ExtensionFileLoader object at 0x\(address)>")
  }
}
