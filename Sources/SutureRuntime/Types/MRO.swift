import CSuture

// The method resolution order: C3.

private func typeRow(_ tuple: ObjectPointer) -> [TypePointer] {
  (0..<tupleCount(tuple)).map { tupleItem(tuple, $0).asType }
}

extension UnsafeMutablePointer where Pointee == PyTypeObject {
  /// The bases, borrowed, in order.
  var bases: [TypePointer] {
    guard let tuple = pointee.tp_bases else { return [] }
    return typeRow(tuple)
  }

  /// The MRO, borrowed.
  var linearization: [TypePointer] {
    guard let tuple = pointee.tp_mro else { return [] }
    return typeRow(tuple)
  }
}

/// The MRO of `type` from its bases.
///
/// - Throws: TypeError, when a base occurs twice or no order is consistent.
func linearize(_ type: TypePointer) throws(Raise) -> [TypePointer] {
  let bases = type.bases
  if bases.count == 1 { return [type] + bases[0].linearization }
  for (i, base) in bases.enumerated() {
    for j in (i + 1)..<max(i + 1, bases.count) where bases[j] == base {
      throw Raise(.type, "duplicate base class \(typeNameForMessage(base))")
    }
  }
  var lists: [[TypePointer]] = bases.map { $0.linearization }
  lists.append(bases)
  var heads = [Int](repeating: 0, count: lists.count)
  var result: [TypePointer] = [type]
  while true {
    var done = true
    var found: TypePointer?
    for k in 0..<lists.count where heads[k] < lists[k].count {
      done = false
      let candidate = lists[k][heads[k]]
      var isInTail = false
      for m in 0..<lists.count where !isInTail {
        var p = heads[m] + 1
        while p < lists[m].count {
          if lists[m][p] == candidate {
            isInTail = true
            break
          }
          p += 1
        }
      }
      if !isInTail {
        found = candidate
        break
      }
    }
    if done { return result }
    guard let found else { throw inconsistent(lists, heads) }
    result.append(found)
    for m in 0..<lists.count where heads[m] < lists[m].count && lists[m][heads[m]] == found {
      heads[m] += 1
    }
  }
}

/// The `__name__` of a type, for a message.
func typeNameForMessage(_ type: TypePointer) -> String { String(cString: type.shortName) }

private func inconsistent(_ lists: [[TypePointer]], _ heads: [Int]) -> Raise {
  var names: [TypePointer] = []
  for k in 0..<lists.count where heads[k] < lists[k].count {
    let head = lists[k][heads[k]]
    if !names.contains(head) { names.append(head) }
  }
  let text = names.map(typeNameForMessage).joined(separator: ", ")
  return Raise(
    .type,
    "Cannot create a consistent method resolution order (MRO) for bases \(text)"
  )
}

/// Computes tp_mro, by the metatype's own `mro` where it has one.
func setMRO(_ type: TypePointer) throws(Raise) {
  let tuple: ObjectPointer
  let metatype = type.asObject.type
  if metatype != suture_PyType_Type(), let method = lookup(metatype, suture_name_mro()),
    method != lookup(suture_PyType_Type(), suture_name_mro())
  {
    let bound = try Owned(try lookupSpecial(type.asObject, suture_name_mro()))
    let result = try Owned(PyObject_CallNoArgs(bound.pointer))
    tuple = try check(PySequence_Tuple(result.pointer))
    try checkCustomMRO(type, tuple)
  } else {
    let order = try linearize(type)
    tuple = try check(PyTuple_New(order.count))
    for i in 0..<order.count {
      suture_incref(order[i].asObject)
      _ = PyTuple_SetItem(tuple, i, order[i].asObject)
    }
  }
  suture_into_storage(tuple)
  let old = type.pointee.tp_mro
  type.pointee.tp_mro = tuple
  if let old {
    suture_out_of_storage(old)
    retire(old)
  }
}

private func checkCustomMRO(_ type: TypePointer, _ tuple: ObjectPointer) throws(Raise) {
  let solid = solidBase(type)
  for i in 0..<tupleCount(tuple) {
    let item = tupleItem(tuple, i)
    if !item.isType {
      let name = item.type.name
      suture_decref(tuple)
      throw Raise(.type, "mro() returned a non-class ('\(name)')")
    }
    if PyType_IsSubtype(solid, solidBase(item.asType)) == 0 {
      let name = item.asType.name
      suture_decref(tuple)
      throw Raise(.type, "mro() returned base with unsuitable layout ('\(name)')")
    }
  }
}

// MARK: Layout compatibility

/// The bytes of an instance that lie in its body, without a dict and a weak list that every subclass may add.
func solidBase(_ type: TypePointer) -> TypePointer {
  let base = type.pointee.tp_base.map(solidBase) ?? suture_PyBaseObject_Type()
  return hasExtraFields(type, base) ? type : base
}

private func hasExtraFields(_ type: TypePointer, _ base: TypePointer) -> Bool {
  var size = type.pointee.tp_basicsize
  let baseSize = base.pointee.tp_basicsize
  if type.pointee.tp_itemsize != 0 || base.pointee.tp_itemsize != 0 {
    return size != baseSize || type.pointee.tp_itemsize != base.pointee.tp_itemsize
  }
  if type.isHeap {
    if type.pointee.tp_weaklistoffset > 0, base.pointee.tp_weaklistoffset == 0,
      type.pointee.tp_weaklistoffset + 8 == size
    {
      size -= 8
    }
    if type.pointee.tp_dictoffset > 0, base.pointee.tp_dictoffset == 0,
      type.pointee.tp_dictoffset + 8 == size
    {
      size -= 8
    }
  }
  return size != baseSize
}

/// The base whose layout the instances of a new type extend.
///
/// - Throws: TypeError, when the bases' layouts exclude each other or a base cannot be one.
func bestBase(_ bases: ObjectPointer) throws(Raise) -> TypePointer {
  var winner: TypePointer?
  var result: TypePointer?
  for i in 0..<tupleCount(bases) {
    let item = tupleItem(bases, i)
    guard item.isType else { throw Raise(.type, "bases must be types") }
    let base = item.asType
    if !base.has(TypeFlag.ready) { try check(PyType_Ready(base)) }
    guard base.has(TypeFlag.base) else {
      throw Raise(.type, "type '\(base.name)' is not an acceptable base type")
    }
    let candidate = solidBase(base)
    guard let current = winner else {
      winner = candidate
      result = base
      continue
    }
    if PyType_IsSubtype(current, candidate) != 0 { continue }
    guard PyType_IsSubtype(candidate, current) != 0 else {
      throw Raise(.type, "multiple bases have instance lay-out conflict")
    }
    winner = candidate
    result = base
  }
  return result!
}
