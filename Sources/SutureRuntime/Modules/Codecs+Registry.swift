import CSuture

// The registry of codecs and of error handlers.

// MARK: Layout

/// What is registered.
///
/// The three containers have locks of their own and live as long as the process.
enum CodecRegistry {
  /// Functions of a normalised name that return a 4-tuple or None.
  nonisolated(unsafe) fileprivate static var searchers: ObjectPointer!
  /// Normalised name to what a search function returned.
  nonisolated(unsafe) fileprivate static var cache: ObjectPointer!
  /// Name to error handler.
  nonisolated(unsafe) fileprivate static var handlers: ObjectPointer!
}

/// Makes the registry and the standard error handlers.
func startCodecs() {
  do throws(Raise) {
    for type in [
      suture_PyCodecInfo_Type(), suture_PyIncrementalEncoder_Type(),
      suture_PyIncrementalDecoder_Type(),
      suture_PyStreamReader_Type(), suture_PyStreamWriter_Type(), suture_PyManagedBuffer_Type(),
      suture_PyMemoryIter_Type(),
    ] { try check(PyType_Ready(type)) }
    CodecRegistry.searchers = try check(PyList_New(0))
    CodecRegistry.cache = try check(PyDict_New())
    CodecRegistry.handlers = try check(PyDict_New())
    var method = suture_codec_handlers()
    while let text = method.pointee.ml_name {
      let function = try Owned(PyCFunction_New(method, nil))
      let name = String(cString: text)
      try check(
        PyDict_SetItemString(CodecRegistry.handlers, String(name.dropLast(7)), function.pointer)
      )
      method += 1
    }
  } catch { Diagnostics.fatal("the codec registry cannot be made") }
}

// MARK: Operations

extension CodecRegistry {
  /// What is registered for an encoding: a new reference to a tuple of four.
  ///
  /// - Throws: LookupError.
  static func lookup(_ encoding: UnsafePointer<CChar>?) throws(Raise) -> ObjectPointer {
    guard let encoding else { throw Raise.badArgument() }
    let name = CodecName(encoding)
    let key = try Owned(makeStr(name.text))
    var known: ObjectPointer?
    try check(PyDict_GetItemRef(cache, key.pointer, &known))
    if let known { return known }
    if let standard = StandardCodec.find(name) {
      let info = try Owned(standard.makeInfo())
      try check(PyDict_SetItem(cache, key.pointer, info.pointer))
      return info.take()
    }
    if let found = try search(key.pointer) {
      let info = Owned(found)
      try check(PyDict_SetItem(cache, key.pointer, info.pointer))
      return info.take()
    }
    throw Raise(.lookup, "unknown encoding: \(String(cString: encoding))")
  }

  private static func search(_ key: ObjectPointer) throws(Raise) -> ObjectPointer? {
    var i = 0
    while i < PyList_Size(searchers) {
      let function = try Owned(PyList_GetItemRef(searchers, i))
      let result = try Owned(callOne(function.pointer, key))
      if result.pointer != suture_None() {
        guard result.pointer.isTuple, PyTuple_Size(result.pointer) == 4 else {
          throw Raise(.type, "codec search functions must return 4-tuples")
        }
        return result.take()
      }
      i += 1
    }
    return nil
  }

  /// `lookup`, for str methods: only codecs between str and bytes.
  fileprivate static func lookupText(
    _ encoding: UnsafePointer<CChar>,
    _ alternative: StaticString
  ) throws(Raise) -> ObjectPointer {
    let info = try Owned(lookup(encoding))
    if !info.pointer.isExactTuple {
      var flag: ObjectPointer?
      try check(PyObject_GetOptionalAttrString(info.pointer, "_is_text_encoding", &flag))
      if let flag {
        let held = Owned(flag)
        if try check(PyObject_IsTrue(held.pointer)) == 0 {
          let name = String(cString: encoding)
          throw Raise(
            .lookup,
            "'\(name)' is not a text encoding; use \(alternative) to handle arbitrary codecs"
          )
        }
      }
    }
    return info.take()
  }

  /// Calls a codec's function with `o` and the errors, when they are given: the first of the two results.
  fileprivate static func call(
    _ info: ObjectPointer,
    _ field: Int,
    _ o: ObjectPointer,
    _ errors: UnsafePointer<CChar>?,
    _ wrong: StaticString
  ) throws(Raise) -> ObjectPointer {
    let function = try Owned(PySequence_GetItem(info, field))
    let result = try Owned(callCodec(function.pointer, o, errors))
    guard result.pointer.isTuple, PyTuple_Size(result.pointer) == 2 else {
      throw Raise(.type, "\(wrong)")
    }
    return newReference(PyTuple_GetItem(result.pointer, 0)!)
  }
}

/// `callable(o, errors)`, either of which may be missing: a new reference.
func callCodec(
  _ callable: ObjectPointer,
  _ o: ObjectPointer?,
  _ errors: UnsafePointer<CChar>?
) throws(Raise) -> ObjectPointer {
  guard let errors else {
    guard let o else { return try check(PyObject_CallNoArgs(callable)) }
    return try check(callOne(callable, o))
  }
  let mode = try Owned(PyUnicode_FromString(errors))
  guard let o else { return try check(callOne(callable, mode.pointer)) }
  let arguments = try Owned(tupleOf(o, mode.pointer))
  return try check(PyObject_CallObject(callable, arguments.pointer))
}

private let encoderResult: StaticString = "encoder must return a tuple (object, integer)"
private let decoderResult: StaticString = "decoder must return a tuple (object,integer)"

private func item(_ encoding: UnsafePointer<CChar>?, _ field: Int) -> ObjectPointer? {
  raising { () throws(Raise) in
    let info = try Owned(CodecRegistry.lookup(encoding))
    return try check(PySequence_GetItem(info.pointer, field))
  }
}

private func make(
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?,
  _ attribute: StaticString
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let info = try Owned(CodecRegistry.lookup(encoding))
    let factory = try Owned(PyObject_GetAttrString(info.pointer, attribute.cString))
    return try callCodec(factory.pointer, nil, errors)
  }
}

private func makeStream(
  _ encoding: UnsafePointer<CChar>?,
  _ stream: ObjectPointer?,
  _ errors: UnsafePointer<CChar>?,
  _ field: Int
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let info = try Owned(CodecRegistry.lookup(encoding))
    let factory = try Owned(PySequence_GetItem(info.pointer, field))
    return try callCodec(factory.pointer, stream!, errors)
  }
}

/// Decodes a str's encoded form by any codec.
private func decodeText(
  _ input: ByteView,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) throws(Raise) -> ObjectPointer {
  guard let encoding else { return try decodeUTF8(input, errors, nil) }
  switch StandardCodec.common(encoding) {
  case 1: return try decodeUTF8(input, errors, nil)
  case 10: return try decodeLatin1(input)
  case 11: return try decodeASCII(input, errors)
  default: break
  }
  if let standard = StandardCodec.find(CodecName(encoding)), standard.isText {
    var order: Int32 = 0
    return try standard.decode(input, errors, &order, true).0
  }
  let info = try Owned(CodecRegistry.lookupText(encoding, "codecs.decode()"))
  var view = Py_buffer()
  try check(
    PyBuffer_FillInfo(
      &view,
      nil,
      UnsafeMutableRawPointer(mutating: input.raw),
      input.count,
      1,
      BufferFlag.fullReadOnly
    )
  )
  let memory = try Owned(PyMemoryView_FromBuffer(&view))
  let result = try Owned(CodecRegistry.call(info.pointer, 1, memory.pointer, errors, decoderResult))
  return try expectStr(result.take(), encoding, "decode")
}

/// `result`, which a codec's function `verb` gave and which must be a str.
private func expectStr(
  _ result: ObjectPointer,
  _ encoding: UnsafePointer<CChar>,
  _ verb: StaticString
) throws(Raise) -> ObjectPointer {
  let result = Owned(result)
  guard result.pointer.isStr else { throw wrongResult(encoding, verb, result.pointer, "str") }
  return result.take()
}

private func wrongResult(
  _ encoding: UnsafePointer<CChar>,
  _ verb: StaticString,
  _ result: ObjectPointer,
  _ wanted: StaticString
) -> Raise {
  let name = String(cString: encoding)
  let found = "'\(name)' \(verb)r returned '\(result.type.name)' instead of '\(wanted)'"
  return Raise(.type, found + "; use codecs.\(verb)() to \(verb) to arbitrary types")
}

private func encodeText(
  _ text: ObjectPointer,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) throws(Raise) -> ObjectPointer {
  guard let encoding else { return try encodeUTF8(text, errors) }
  switch StandardCodec.common(encoding) {
  case 1: return try encodeUTF8(text, errors)
  case 10: return try encodeSingleByte(text, 256, errors)
  case 11: return try encodeSingleByte(text, 128, errors)
  default: break
  }
  if let standard = StandardCodec.find(CodecName(encoding)), standard.isText {
    return try standard.encode(text, errors)
  }
  let info = try Owned(CodecRegistry.lookupText(encoding, "codecs.encode()"))
  let result = try Owned(CodecRegistry.call(info.pointer, 0, text, errors, encoderResult))
  if result.pointer.isBytes { return result.take() }
  if ByteArray.isByteArray(result.pointer) {
    let name = String(cString: encoding)
    let message =
      "encoder \(name) returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types"
    try check(PyErr_WarnEx(suture_PyExc_RuntimeWarning(), message, 1))
    return try ByteArray.withExport(result.pointer) { view throws(Raise) in try makeBytes(view) }
  }
  throw wrongResult(encoding, "encode", result.pointer, "bytes")
}

// MARK: C API

private let utf8: StaticString = "utf-8"

@c @implementation
public func PyCodec_Register(_ function: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let function else {
      throw Raise.badArgument()
    }
    if PyCallable_Check(function) == 0 { throw Raise(.type, "argument must be callable") }
    return PyList_Append(CodecRegistry.searchers, function)
  }
}

@c @implementation
public func PyCodec_Unregister(_ function: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    var i = 0
    while i < PyList_Size(CodecRegistry.searchers) {
      let entry = try Owned(PyList_GetItemRef(CodecRegistry.searchers, i))
      if entry.pointer == function {
        PyDict_Clear(CodecRegistry.cache)
        return PyList_SetSlice(CodecRegistry.searchers, i, i + 1, nil)
      }
      i += 1
    }
    return 0
  }
}

@c @implementation
public func PyCodec_KnownEncoding(_ encoding: UnsafePointer<CChar>?) -> Int32 {
  do throws(Raise) {
    suture_decref(try CodecRegistry.lookup(encoding))
    return 1
  } catch {
    PyErr_Clear()
    return 0
  }
}

@c @implementation
public func PyCodec_Encoder(_ encoding: UnsafePointer<CChar>?) -> ObjectPointer? {
  item(encoding, 0)
}

@c @implementation
public func PyCodec_Decoder(_ encoding: UnsafePointer<CChar>?) -> ObjectPointer? {
  item(encoding, 1)
}

@c @implementation
public func PyCodec_IncrementalEncoder(
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? { make(encoding, errors, "incrementalencoder") }

@c @implementation
public func PyCodec_IncrementalDecoder(
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? { make(encoding, errors, "incrementaldecoder") }

@c @implementation
public func PyCodec_StreamReader(
  _ encoding: UnsafePointer<CChar>?,
  _ stream: ObjectPointer?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? { makeStream(encoding, stream, errors, 2) }

@c @implementation
public func PyCodec_StreamWriter(
  _ encoding: UnsafePointer<CChar>?,
  _ stream: ObjectPointer?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? { makeStream(encoding, stream, errors, 3) }

@c @implementation
public func PyCodec_Encode(
  _ o: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let info = try Owned(CodecRegistry.lookup(encoding))
    return try CodecRegistry.call(info.pointer, 0, o!, errors, encoderResult)
  }
}

@c @implementation
public func PyCodec_Decode(
  _ o: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let info = try Owned(CodecRegistry.lookup(encoding))
    return try CodecRegistry.call(info.pointer, 1, o!, errors, decoderResult)
  }
}

@c @implementation
public func PyCodec_RegisterError(_ name: UnsafePointer<CChar>?, _ handler: ObjectPointer?) -> Int32
{
  raising { () throws(Raise) in
    if PyCallable_Check(handler) == 0 { throw Raise(.type, "handler must be callable") }
    return PyDict_SetItemString(CodecRegistry.handlers, name, handler)
  }
}

@c @implementation
public func PyCodec_LookupError(_ name: UnsafePointer<CChar>?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let strict: StaticString = "strict"
    let name = name ?? strict.cString
    var handler: ObjectPointer?
    try check(PyDict_GetItemStringRef(CodecRegistry.handlers, name, &handler))
    guard let handler else {
      throw Raise(.lookup, "unknown error handler name '\(String(cString: name))'")
    }
    return handler
  }
}

@c @implementation
public func PyUnicode_Decode(
  _ text: UnsafePointer<CChar>?,
  _ size: Py_ssize_t,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try decodeText(ByteView(text, checked: size), encoding, errors) }
}

@c @implementation
public func PyUnicode_FromEncodedObject(
  _ o: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let o else { throw .badInternalCall("Objects/unicodeobject.c", 3334) }
    if o.isBytes {
      if o.bytesView.count == 0 { return suture_str_empty() }
      return try decodeText(o.bytesView, encoding, errors)
    }
    if o.isStr { throw Raise(.type, "decoding str is not supported") }
    guard PyObject_CheckBuffer(o) != 0 else {
      throw Raise(.type, "decoding to str: need a bytes-like object, \(o.type.name) found")
    }
    let held = try HeldBuffer(o)
    if held.bytes.count == 0 { return suture_str_empty() }
    return try decodeText(held.bytes, encoding, errors)
  }
}

@c @implementation
public func PyUnicode_AsEncodedString(
  _ text: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in try encodeText(checkStr(text), encoding, errors) }
}

@c @implementation
public func PyUnicode_AsDecodedObject(
  _ text: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    PyCodec_Decode(try checkStr(text), encoding ?? utf8.cString, errors)
  }
}

@c @implementation
public func PyUnicode_AsEncodedObject(
  _ text: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    PyCodec_Encode(try checkStr(text), encoding ?? utf8.cString, errors)
  }
}

@c @implementation
public func PyUnicode_AsDecodedUnicode(
  _ text: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let result = try check(PyUnicode_AsDecodedObject(text, encoding, errors))
    return try expectStr(result, encoding ?? utf8.cString, "decode")
  }
}

@c @implementation
public func PyUnicode_AsEncodedUnicode(
  _ text: ObjectPointer?,
  _ encoding: UnsafePointer<CChar>?,
  _ errors: UnsafePointer<CChar>?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let result = try check(PyUnicode_AsEncodedObject(text, encoding, errors))
    return try expectStr(result, encoding ?? utf8.cString, "encode")
  }
}
