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
  guard let block = PyMem_Malloc((text.count + 1) * text.width) else {
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

private let signature = Signature("str", "object", "encoding", "errors")

/// `str(*args, **keywords)` for the type str itself; a new reference.
///
/// - Parameter isPlain: called without keywords and not for a subclass: messages differ.
private func makeExactStr(_ args: ObjectPointer, _ keywords: ObjectPointer?, isPlain: Bool)
  throws(Raise) -> ObjectPointer
{
  if isPlain { try checkPositional("str", tupleCount(args), 0, 3) }
  let bound = try signature.bind(tuple: args, dict: keywords)
  if isPlain {
    for (i, name) in [(1, "encoding"), (2, "errors")] where bound[i] == suture_None() {
      throw Raise(.type, "str() argument '\(name)' must be str, not NoneType")
    }
  }
  let encoding = try signature.text(bound, 1)
  let errors = try signature.text(bound, 2)
  guard let object = bound[0] else { return suture_str_empty() }
  if encoding == nil, errors == nil { return try check(PyObject_Str(object)) }
  return try check(PyUnicode_FromEncodedObject(object, encoding, errors))
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
    let exact = try Owned(makeExactStr(args!, keywords, isPlain: isPlain))
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
