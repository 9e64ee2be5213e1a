import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

// A struct sequence is a tuple of `n_sequence_fields` items with hidden ones behind them, `n_fields` in all:
//
//     | head | ob_size = n_sequence_fields | visible items ... | hidden items ... |
//
// The two numbers are attributes of the type, as in CPython. Named fields are get-set descriptors whose closure is the
// position of the item.

nonisolated(unsafe) private var countNames:
  (sequence: ObjectPointer, all: ObjectPointer, unnamed: ObjectPointer)?

/// The interned names of the three counts.
private func names() throws(Raise) -> (
  sequence: ObjectPointer, all: ObjectPointer, unnamed: ObjectPointer
) {
  if let countNames { return countNames }
  let sequence = try check(PyUnicode_InternFromString("n_sequence_fields"))
  let all = try check(PyUnicode_InternFromString("n_fields"))
  let unnamed = try check(PyUnicode_InternFromString("n_unnamed_fields"))
  for name in [sequence, all, unnamed] { makeImmortal(name) }
  countNames = (sequence, all, unnamed)
  return (sequence, all, unnamed)
}

/// One of the counts of a struct sequence type.
private func count(_ type: TypePointer, _ name: ObjectPointer) throws(Raise) -> Int {
  guard let value = lookup(type, name) else {
    throw Raise(.type, "Missed attribute '\(swiftText(name))' of type \(type.name)")
  }
  return try check(PyLong_AsSsize_t(value))
}

/// The type that defines the fields: the struct sequence type itself, or the base that is one.
private func fields(_ type: TypePointer) -> UnsafeMutablePointer<PyGetSetDef>? {
  var type: TypePointer? = type
  while let t = type {
    if let getset = t.pointee.tp_getset { return getset }
    type = t.pointee.tp_base
  }
  return nil
}

// MARK: Operations

/// A new instance with `n_fields` items, all NULL.
private func makeStructSequence(_ type: TypePointer) throws(Raise) -> ObjectPointer {
  let all = try count(type, names().all)
  let visible = try count(type, names().sequence)
  let o = try newObject(type, size: 24 + all * 8)
  o.cast(to: PyVarObject.self).pointee.ob_size = visible
  Tuple(o).items.initialize(repeating: nil, count: all)
  gcTrack(o)
  return o
}

/// The get-set table of the named fields, which lives as long as the process.
///
/// The entry that ends it has the number of all fields: the collector asks for it while the world
/// is stopped, when nobody may look into a dict.
private func makeFields(_ desc: PyStructSequence_Desc, _ count: Int) -> UnsafeMutablePointer<
  PyGetSetDef
> {
  let table = UnsafeMutablePointer<PyGetSetDef>.allocate(capacity: count + 1)
  table.initialize(repeating: PyGetSetDef(), count: count + 1)
  var named = 0
  for i in 0..<count {
    let field = desc.fields[i]
    if field.name == suture_unnamed_field() { continue }
    table[named].name = UnsafePointer(strdup(field.name))
    table[named].doc = field.doc.map { UnsafePointer(strdup($0)) }
    table[named].get = suture_structseq_get
    table[named].set = suture_readonly_set
    table[named].closure = UnsafeMutableRawPointer(bitPattern: i + 1)
    named += 1
  }
  table[named].closure = UnsafeMutableRawPointer(bitPattern: count)
  return table
}

/// The entries of the type's method table.
private func makeMethods() -> UnsafeMutablePointer<PyMethodDef> {
  let replace: PyCFunctionWithKeywords = suture_structseq_replace
  let table = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: 3)
  table.initialize(repeating: PyMethodDef(), count: 3)
  table[0].ml_name = UnsafePointer(strdup("__reduce__"))
  table[0].ml_meth = suture_structseq_reduce
  table[0].ml_flags = METH_NOARGS
  table[1].ml_name = UnsafePointer(strdup("__replace__"))
  table[1].ml_meth = unsafeBitCast(replace, to: PyCFunction.self)
  table[1].ml_flags = METH_VARARGS | METH_KEYWORDS
  return table
}

/// Describes the type to PyType_FromSpecWithBases and sets its counts.
private func makeStructSequenceType(_ desc: PyStructSequence_Desc) throws(Raise) -> TypePointer {
  let (total, unnamed) = countFields(desc)
  func slot<T>(_ number: Int32, _ function: T) -> PyType_Slot {
    PyType_Slot(slot: number, pfunc: unsafeBitCast(function, to: UnsafeMutableRawPointer?.self))
  }
  let dealloc: destructor = suture_structseq_dealloc
  let repr: reprfunc = suture_structseq_repr
  let new: newfunc = suture_structseq_new
  let traverse: traverseproc = suture_structseq_traverse
  var slots: [PyType_Slot] = [
    slot(Py_tp_dealloc, dealloc), slot(Py_tp_repr, repr), slot(Py_tp_new, new),
    slot(Py_tp_traverse, traverse),
    slot(Py_tp_getset, makeFields(desc, total)), slot(Py_tp_methods, makeMethods()),
  ]
  if let doc = desc.doc { slots.append(slot(Py_tp_doc, doc)) }
  slots.append(PyType_Slot())
  let type: ObjectPointer? = slots.withUnsafeMutableBufferPointer { slots in
    var spec = PyType_Spec()
    spec.name = desc.name
    spec.basicsize = 24
    spec.itemsize = 8
    spec.flags = UInt32(Py_TPFLAGS_DEFAULT | TypeFlag.haveGC)
    spec.slots = slots.baseAddress
    return PyType_FromSpecWithBases(&spec, suture_PyTuple_Type().asObject)
  }
  let made = try Owned(type)
  let result = UnsafeMutableRawPointer(made.pointer).assumingMemoryBound(to: PyTypeObject.self)
  try setCounts(result, desc, total, unnamed)
  return UnsafeMutableRawPointer(made.take()).assumingMemoryBound(to: PyTypeObject.self)
}

/// Sets the counts and the names of the fields in the type's dict.
private func setCounts(
  _ type: TypePointer,
  _ desc: PyStructSequence_Desc,
  _ total: Int,
  _ unnamed: Int
) throws(Raise) {
  let names = try names()
  func set(_ name: ObjectPointer, _ value: Int) throws(Raise) {
    let number = try Owned(PyLong_FromSsize_t(value))
    try check(PyDict_SetItem(type.pointee.tp_dict, name, number.pointer))
  }
  try set(names.sequence, Int(desc.n_in_sequence))
  try set(names.all, total)
  try set(names.unnamed, unnamed)
  let matched = try Owned(makeMatchArguments(desc))
  try check(PyDict_SetItemString(type.pointee.tp_dict, "__match_args__", matched.pointer))
  PyType_Modified(type)
}

/// Fills a static type of the caller's.
private func fillStructSequenceType(_ type: TypePointer, _ desc: PyStructSequence_Desc)
  throws(Raise)
{
  if type.has(TypeFlag.ready) { throw .badInternalCall("Objects/structseq.c", 693) }
  let (total, unnamed) = countFields(desc)
  type.asObject.pointee = PyObject(ob_refcnt: 0xC000_0000, ob_type: suture_PyType_Type())
  type.pointee.tp_name = desc.name
  type.pointee.tp_doc = desc.doc
  type.pointee.tp_basicsize = 24
  type.pointee.tp_itemsize = 8
  type.pointee.tp_flags = UInt(Py_TPFLAGS_DEFAULT) | TypeFlag.haveGC
  type.pointee.tp_base = suture_PyTuple_Type()
  type.pointee.tp_dealloc = suture_structseq_dealloc
  type.pointee.tp_repr = suture_structseq_repr
  type.pointee.tp_new = suture_structseq_new
  type.pointee.tp_traverse = suture_structseq_traverse
  type.pointee.tp_getset = makeFields(desc, total)
  type.pointee.tp_methods = makeMethods()
  try check(PyType_Ready(type))
  try setCounts(type, desc, total, unnamed)
}

/// The number of fields, and of those without a name.
private func countFields(_ desc: PyStructSequence_Desc) -> (total: Int, unnamed: Int) {
  var total = 0
  var unnamed = 0
  while let name = desc.fields[total].name {
    if name == suture_unnamed_field() { unnamed += 1 }
    total += 1
  }
  return (total, unnamed)
}

/// The names of the visible fields that have one, as a tuple.
private func makeMatchArguments(_ desc: PyStructSequence_Desc) throws(Raise) -> ObjectPointer {
  let list = try Owned(List.make(0))
  for i in 0..<Int(desc.n_in_sequence) where desc.fields[i].name != suture_unnamed_field() {
    let name = try Owned(PyUnicode_FromString(desc.fields[i].name))
    try check(PyList_Append(list.pointer, name.pointer))
  }
  return try check(PyList_AsTuple(list.pointer))
}

// MARK: C API

@c @implementation
public func PyStructSequence_NewType(_ desc: UnsafeMutablePointer<PyStructSequence_Desc>?)
  -> TypePointer?
{
  do throws(Raise) { return try makeStructSequenceType(desc!.pointee) } catch { return nil }
}

@c @implementation
public func PyStructSequence_InitType2(
  _ type: TypePointer?,
  _ desc: UnsafeMutablePointer<PyStructSequence_Desc>?
) -> Int32 {
  raising { () throws(Raise) in
    try fillStructSequenceType(type!, desc!.pointee)
    return 0
  }
}

@c @implementation
public func PyStructSequence_InitType(
  _ type: TypePointer?,
  _ desc: UnsafeMutablePointer<PyStructSequence_Desc>?
) {
  _ = PyStructSequence_InitType2(type, desc)
}

@c @implementation
public func PyStructSequence_New(_ type: TypePointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try makeStructSequence(type!) }
}

@c @implementation
public func PyStructSequence_SetItem(
  _ o: ObjectPointer?,
  _ index: Py_ssize_t,
  _ item: ObjectPointer?
) {
  if let item { suture_into_storage(item) }
  let slot = Tuple(o!).items + index
  let old = slot.pointee
  slot.pointee = item
  if let old { suture_decref_stored(old) }
}

@c @implementation
public func PyStructSequence_GetItem(_ o: ObjectPointer?, _ index: Py_ssize_t) -> ObjectPointer? {
  let item = Tuple(o!).items[index]
  if let item { suture_expose(item) }
  return item
}

// MARK: Slots

/// How many items an instance really has.
///
/// Never throws: a type without the count has only the visible ones.
private func realCount(_ o: ObjectPointer) -> Int {
  guard var field = fields(o.type) else { return Tuple(o).count }
  while field.pointee.name != nil { field += 1 }
  return max(Int(bitPattern: field.pointee.closure), Tuple(o).count)
}

@c func suture_structseq_dealloc(_ object: ObjectPointer?) {
  let o = object!
  gcUntrack(o)
  let items = Tuple(o).items
  for i in 0..<realCount(o) {
    if let item = items[i] { suture_decref_stored(item) }
  }
  let type = o.type
  freeInstance(o)
  if type.isHeap { suture_decref_stored(type.asObject) }
}

@c func suture_structseq_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  let o = self!
  for i in 0..<realCount(o) {
    if let item = Tuple(o).items[i] {
      let result = visit!(item, arg)
      if result != 0 { return result }
    }
  }
  return visit!(o.type.asObject, arg)
}

@c func suture_structseq_get(_ self: ObjectPointer?, _ position: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(Tuple(self!).items[Int(bitPattern: position) - 1] ?? suture_None())
}

@c func suture_structseq_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = self!
    let tuple = Tuple(o)
    let named = fields(o.type)!
    var writer = StrWriter()
    writer.append(o.type.name)
    writer.append(ascii: "(")
    for i in 0..<tuple.count {
      if i > 0 { writer.append(ascii: ", ") }
      guard let name = named[i].name else {
        let type = o.type.name
        throw Raise(.system, "In structseq_repr(), member \(i) name is NULL for type \(type)")
      }
      writer.append(String(cString: name))
      writer.append(ascii: "=")
      try writer.append(repr: tuple.items[i] ?? suture_None())
    }
    writer.append(ascii: ")")
    return try writer.finish()
  }
}

private let signature = Signature("structseq", "sequence", "dict", required: 1)

@c func suture_structseq_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let type = type!
    let given = try signature.bind(tuple: args, dict: kwargs)
    let visible = try count(type, names().sequence)
    let all = try count(type, names().all)
    let unnamed = try count(type, names().unnamed)
    let dict = given[1]
    if let dict, !dict.isInstance(TypeFlag.dict) {
      throw Raise(.type, "\(type.name)() takes a dict as second arg, if any")
    }
    let items = try Owned(PySequence_Fast(given[0], "constructor requires a sequence"))
    let row = try ItemRow(of: items.pointer)
    let n = row.count
    if visible != all {
      if n < visible {
        throw Raise(
          .type,
          "\(type.name)() takes an at least \(visible)-sequence (\(n)-sequence given)"
        )
      }
      if n > all {
        throw Raise(.type, "\(type.name)() takes an at most \(all)-sequence (\(n)-sequence given)")
      }
    } else if n != visible {
      throw Raise(.type, "\(type.name)() takes a \(visible)-sequence (\(n)-sequence given)")
    }
    let result = try Owned(makeStructSequence(type))
    let target = Tuple(result.pointer).items
    for i in 0..<n {
      suture_incref_stored(row.items![i]!)
      target[i] = row.items![i]
    }
    let named = fields(type)!
    var used = 0
    for i in n..<max(all, n) {
      var value: ObjectPointer?
      if let dict, let name = named[i - unnamed].name {
        let key = try Owned(PyUnicode_FromString(name))
        try check(PyDict_GetItemRef(dict, key.pointer, &value))
      }
      if let value {
        suture_into_storage(value)
        used += 1
      }
      target[i] = value ?? suture_None()
    }
    if let dict, PyDict_Size(dict) > used {
      throw Raise(.type, "\(type.name)() got duplicate or unexpected field name(s)")
    }
    return result.take()
  }
}

/// `(type, (visible items, {name: hidden item}))`.
@c func suture_structseq_reduce(_ self: ObjectPointer?, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = self!
    let tuple = Tuple(o)
    let all = realCount(o)
    let unnamed = try count(o.type, names().unnamed)
    let visible = try Owned(Tuple.make(copying: tuple.items, tuple.count))
    let hidden = try Owned(PyDict_New())
    let named = fields(o.type)!
    for i in tuple.count..<max(all, tuple.count) {
      guard let name = named[i - unnamed].name else { continue }
      try check(PyDict_SetItemString(hidden.pointer, name, tuple.items[i] ?? suture_None()))
    }
    let parts = try Tuple.make(taking: visible.take(), hidden.take())
    return try Tuple.make(taking: newReference(o.type.asObject), parts)
  }
}

/// A copy in which the keyword arguments stand for the fields that they name.
@c func suture_structseq_replace(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let o = self!
    let type = o.type
    if tupleCount(args!) > 0 {
      throw Raise(.type, "__replace__() takes no positional arguments")
    }
    if try count(type, names().unnamed) > 0 {
      throw Raise(
        .type,
        "__replace__() is not supported for \(type.name) because it has unnamed field(s)"
      )
    }
    let result = try Owned(makeStructSequence(type))
    let (source, target) = (Tuple(o).items, Tuple(result.pointer).items)
    let left = try Owned(kwargs.map { PyDict_Copy($0) } ?? PyDict_New())
    let named = fields(type)!
    for i in 0..<realCount(o) {
      let key = try Owned(PyUnicode_FromString(named[i].name))
      var value: ObjectPointer?
      if try check(PyDict_Pop(left.pointer, key.pointer, &value)) == 1 {
        suture_into_storage(value!)
      } else if let old = source[i] {
        suture_incref_stored(old)
        value = old
      }
      target[i] = value
    }
    if PyDict_Size(left.pointer) > 0 {
      let unknown = try Owned(PyDict_Keys(left.pointer))
      throw Raise(.type, "Got unexpected field name(s): \(describe(unknown.pointer))")
    }
    return result.take()
  }
}
