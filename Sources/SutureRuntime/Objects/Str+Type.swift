import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Making a str by calling the type, and the sequence slots.

// MARK: Operations

/// An instance of a subclass with the text of `str`: its text lies in a block of its own.
///
/// A new reference.
func strOfSubclass(_ type: TypePointer, _ str: ObjectPointer) throws(Raise) -> ObjectPointer {
  let text = strText(str)
  let o = try check(type.pointee.tp_alloc(type, 0))
  let fields = o.cast(to: PyUnicodeObject.self)
  fields.pointee._base.utf8 = nil
  fields.pointee._base.utf8_length = 0
  fields.pointee.data.any = nil
  strState(o).pointee = StrLayout.state(width: text.width, ascii: text.isASCII, compact: false)
  fields.pointee._base._base.length = text.count
  fields.pointee._base._base.hash = -1
  guard let block = malloc((text.count + 1) * text.width) else {
    suture_decref(o)
    throw Raise.noMemory
  }
  memcpy(block, text.base, (text.count + 1) * text.width)
  fields.pointee.data.any = block
  if text.isASCII {
    fields.pointee._base.utf8 = block.assumingMemoryBound(to: CChar.self)
    fields.pointee._base.utf8_length = text.count
  }
  suture_store_relaxed_i64(
    (UnsafeMutableRawPointer(o) + 24).assumingMemoryBound(to: Int64.self),
    Int64(strHash(str))
  )
  return o
}

/// `str(object, encoding, errors)` for the type str itself; a new reference.
///
/// - Parameter isPlain: called without keywords and not for a subclass: messages differ.
private func makeExactStr(_ p: Parameters, isPlain: Bool) throws(Raise) -> ObjectPointer {
  let args = MethodArguments(name: "str", base: nil, count: 0)
  if isPlain {
    for (o, name) in [(p.second, "encoding"), (p.third, "errors")] where o == suture_None() {
      throw Raise(.type, "str() argument '\(name)' must be str, not NoneType")
    }
  }
  let encoding = try p.second.map { (o) throws(Raise) in try args.cString(o, "encoding") }
  let errors = try p.third.map { (o) throws(Raise) in try args.cString(o, "errors") }
  guard let object = p.first else { return suture_str_empty() }
  if encoding == nil, errors == nil { return try check(PyObject_Str(object)) }
  return try check(PyUnicode_FromEncodedObject(object, encoding, errors))
}

/// The parameters of `type(*args, **keywords)`; borrowed from the tuple and the dict.
private func typeParameters(
  _ args: ObjectPointer,
  _ keywords: ObjectPointer?,
  isPlain: Bool
) throws(Raise) -> Parameters {
  let n = args.cast(to: PyVarObject.self).pointee.ob_size
  let positional = MethodArguments(name: "str", base: UnsafePointer(tupleItems(args)), count: n)
  guard let keywords, PyDict_Size(keywords) > 0 else {
    if isPlain { try positional.positional(0, 3) }
    return try Parameters(positional, nil, ("object", "encoding", "errors"), total: 3)
  }
  let given = PyDict_Size(keywords)
  let names = try Owned(PyTuple_New(given))
  let all = UnsafeMutablePointer<ObjectPointer?>.allocate(capacity: n + given)
  defer { all.deallocate() }
  for i in 0..<n { all[i] = positional[i] }
  var at: Py_ssize_t = 0
  var key: ObjectPointer?
  var value: ObjectPointer?
  var i = 0
  while i < given, PyDict_Next(keywords, &at, &key, &value) != 0 {
    PyTuple_SetItem(names.pointer, i, newReference(key!))
    all[n + i] = value
    i += 1
  }
  let everything = MethodArguments(name: "str", base: UnsafePointer(all), count: n)
  return try Parameters(everything, names.pointer, ("object", "encoding", "errors"), total: 3)
}

// MARK: Slots

@c func suture_str_new(_ type: TypePointer?, _ args: ObjectPointer?, _ keywords: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let isStr = type! == suture_PyUnicode_Type()
    let isPlain = isStr && (keywords == nil || PyDict_Size(keywords) == 0)
    if isPlain, args!.cast(to: PyVarObject.self).pointee.ob_size == 1 {
      return PyObject_Str(tupleItems(args!)[0])
    }
    let exact = try Owned(
      makeExactStr(typeParameters(args!, keywords, isPlain: isPlain), isPlain: isPlain)
    )
    if isStr { return exact.take() }
    return try strOfSubclass(type!, exact.pointer)
  }
}

/// The code point at `index`, or IndexError.
///
/// A new reference to its str.
@c func suture_str_item(_ self: ObjectPointer?, _ index: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = strText(self!)
    if index < 0 || index >= text.count { throw Raise(.index, "string index out of range") }
    return try makeStr(point: text[index])
  }
}

@c func suture_str_subscript(_ self: ObjectPointer?, _ key: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let (str, key) = (self!, key!)
    let text = strText(str)
    if key.type == suture_PySlice_Type() {
      var (start, stop, step) = (0, 0, 0)
      try check(PySlice_Unpack(key, &start, &stop, &step))
      let n = PySlice_AdjustIndices(text.count, &start, &stop, step)
      if n <= 0 { return suture_str_empty() }
      if step == 1 {
        return start == 0 && n == text.count ? try exactStr(str) : try makeStr(text.slice(start, n))
      }
      var w = StrWriter(capacity: n)
      for i in 0..<n { w.append(text[start + i * step]) }
      return try w.finish()
    }
    if PyIndex_Check(key) == 0 {
      throw Raise(.type, "string indices must be integers, not '\(key.type.name)'")
    }
    let index = try check(PyNumber_AsSsize_t(key, suture_PyExc_IndexError()))
    return suture_str_item(str, index < 0 ? index + text.count : index)
  }
}

@c func suture_str_repeat(_ self: ObjectPointer?, _ n: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    let text = strText(self!)
    if n < 1 || text.count == 0 { return suture_str_empty() }
    if n == 1 { return try exactStr(self!) }
    let (size, overflow) = text.count.multipliedReportingOverflow(by: n)
    if overflow { throw Raise(.overflow, "repeated string is too long") }
    let o = try newStr(size, maximum: text.bound)
    let base = strBuffer(o)
    let bytes = text.count * text.width
    memcpy(base, text.base, bytes)
    var done = bytes
    let all = bytes * n
    while done < all {
      let next = min(done, all - done)
      memcpy(base + done, base, next)
      done += next
    }
    return o
  }
}

@c func suture_str_mod(_ left: ObjectPointer?, _ right: ObjectPointer?) -> ObjectPointer? {
  left!.isStr ? PyUnicode_Format(left, right) : suture_NotImplemented()
}

// MARK: Iterator

// A str iterator: [ PyObject ][ index ][ str, stored ]. The index is one relaxed word: threads that share an iterator
// may see a character twice, as in CPython's free-threaded build. Exhausted, it has the index -1, and maybe no str.

private func indexField(_ o: ObjectPointer) -> UnsafeMutablePointer<Int64> {
  (UnsafeMutableRawPointer(o) + 16).assumingMemoryBound(to: Int64.self)
}

private func strField(_ o: ObjectPointer) -> UnsafeMutablePointer<ObjectPointer?> {
  (UnsafeMutableRawPointer(o) + 24).assumingMemoryBound(to: ObjectPointer?.self)
}

/// The index and the str of an iterator; nil: exhausted.
@inline(__always)
private func iteration(_ o: ObjectPointer) -> (index: Int, str: ObjectPointer)? {
  enterIterator(o)
  let index = Int(suture_load_relaxed_i64(indexField(o)))
  return index < 0 ? nil : (index, strField(o).pointee.unsafelyUnwrapped)
}

@c func suture_str_iter(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let str = self!
    let type = strText(str).isASCII ? suture_PyUnicodeASCIIIter_Type() : suture_PyUnicodeIter_Type()
    let o = try newObject(type, size: 32)
    suture_store_relaxed_i64(indexField(o), 0)
    suture_incref_stored(str)
    strField(o).initialize(to: str)
    gcTrack(o)
    return o
  }
}

@c func suture_str_iter_next(_ self: ObjectPointer?) -> ObjectPointer? {
  guard let (index, str) = iteration(self!) else { return nil }
  let text = strText(str)
  if index >= text.count {
    suture_store_relaxed_i64(indexField(self!), -1)
    letGo(strField(self!), of: self!)
    return nil
  }
  suture_store_relaxed_i64(indexField(self!), Int64(index + 1))
  return raising { () throws(Raise) in try makeStr(point: text[index]) }
}

@c func suture_str_iter_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  if let str = strField(self!).pointee { suture_decref_stored(str) }
  freeInstance(self!)
}

@c func suture_str_iter_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let str = strField(self!).pointee else { return 0 }
  return visit!(str, context)
}

@c func suture_str_iter_length_hint(_ self: ObjectPointer?, _ none: ObjectPointer?)
  -> ObjectPointer?
{
  PyLong_FromSsize_t(iteration(self!).map { strCount($0.str) - $0.index } ?? 0)
}

@c func suture_str_iter_setstate(_ self: ObjectPointer?, _ state: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let index = try check(PyLong_AsSsize_t(state))
    if let (_, str) = iteration(self!) {
      suture_store_relaxed_i64(indexField(self!), Int64(min(max(index, 0), strCount(str))))
    }
    return suture_None()
  }
}

@c func suture_str_iter_reduce(_ self: ObjectPointer?, _ none: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let (index, str) = iteration(self!) else {
      return try makeReduction("iter", suture_str_empty())
    }
    return try makeReduction("iter", newReference(str), index)
  }
}
