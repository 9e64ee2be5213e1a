import CSuture

// What the registry holds for a standard codec: functions, and classes made when they are first asked for.

// MARK: Layout

/// The four classes of a codec.
enum CodecRole: Int {
  case incrementalEncoder, incrementalDecoder, streamReader, streamWriter

  var base: TypePointer {
    switch self {
    case .incrementalEncoder: suture_PyIncrementalEncoder_Type()
    case .incrementalDecoder: suture_PyIncrementalDecoder_Type()
    case .streamReader: suture_PyStreamReader_Type()
    case .streamWriter: suture_PyStreamWriter_Type()
    }
  }

  var className: String {
    switch self {
    case .incrementalEncoder: "IncrementalEncoder"
    case .incrementalDecoder: "IncrementalDecoder"
    case .streamReader: "StreamReader"
    case .streamWriter: "StreamWriter"
    }
  }
}

/// The classes made so far, by codec and role: immortal.
nonisolated(unsafe) private let classes: UnsafeMutablePointer<ObjectPointer?> = {
  let count = Int(suture_codec_count()) * 4
  let table = UnsafeMutablePointer<ObjectPointer?>.allocate(capacity: count)
  table.initialize(repeating: nil, count: count)
  return table
}()

private typealias CodecObject = UnsafeMutablePointer<SutureCodecObject>

private func at(_ o: ObjectPointer?) -> CodecObject { o!.cast(to: SutureCodecObject.self) }

// MARK: Operations

extension StandardCodec {
  /// codecs.CodecInfo(encode, decode, streamreader, streamwriter): a new reference.
  func makeInfo() throws(Raise) -> ObjectPointer {
    let number = try Owned(PyLong_FromLong(index))
    let encode = try Owned(PyCFunction_New(suture_codec_functions(), number.pointer))
    let decode = try Owned(PyCFunction_New(suture_codec_functions() + 1, number.pointer))
    let fields = try Owned(PyTuple_New(4))
    _ = PyTuple_SetItem(fields.pointer, 0, encode.take())
    _ = PyTuple_SetItem(fields.pointer, 1, decode.take())
    _ = PyTuple_SetItem(fields.pointer, 2, newReference(try makeClass(.streamReader)))
    _ = PyTuple_SetItem(fields.pointer, 3, newReference(try makeClass(.streamWriter)))
    return try check(callOne(suture_PyCodecInfo_Type().asObject, fields.pointer))
  }

  /// One of the codec's classes: borrowed, immortal.
  func makeClass(_ role: CodecRole) throws(Raise) -> ObjectPointer {
    let place = classes + (index * 4 + role.rawValue)
    let slot = UnsafeMutableRawPointer(place).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    if let known = suture_load_acquire_ptr(slot) {
      return known.assumingMemoryBound(to: PyObject.self)
    }
    let made = try newClass(role)
    makeImmortal(made)
    if suture_cas_acq_rel_ptr(slot, nil, UnsafeMutableRawPointer(made)) { return made }
    return suture_load_acquire_ptr(slot)!.assumingMemoryBound(to: PyObject.self)
  }

  private func newClass(_ role: CodecRole) throws(Raise) -> ObjectPointer {
    let base = try Owned(tupleOf(role.base.asObject))
    let namespace = try Owned(PyDict_New())
    let home = try Owned(makeStr("encodings." + module))
    try check(PyDict_SetItemString(namespace.pointer, "__module__", home.pointer))
    let number = try Owned(PyLong_FromLong(index))
    try check(PyDict_SetItemString(namespace.pointer, "_codec", number.pointer))
    let name = try Owned(makeStr(role.className))
    let arguments = try Owned(tupleOf(name.pointer, base.pointer, namespace.pointer))
    return try check(PyObject_CallObject(suture_PyType_Type().asObject, arguments.pointer))
  }
}

/// The number of the codec that an instance's class belongs to.
private func codecNumber(_ self: ObjectPointer) throws(Raise) -> Int32 {
  let number = try Owned(PyObject_GetAttrString(self.type.asObject, "_codec"))
  return Int32(try check(PyLong_AsLong(number.pointer)))
}

/// The error mode of an instance, as UTF-8; valid while `errors` keeps its str.
private func errorsText(_ self: ObjectPointer?) throws(Raise) -> UnsafePointer<CChar>? {
  guard let errors = at(self).pointee.errors else { return nil }
  return try check(text: PyUnicode_AsUTF8AndSize(errors, nil))
}

private func check(text: UnsafePointer<CChar>?) throws(Raise) -> UnsafePointer<CChar> {
  guard let text else { throw .pending }
  return text
}

private func set(_ field: UnsafeMutablePointer<ObjectPointer?>, _ value: ObjectPointer?) {
  let old = field.pointee
  if let value { suture_incref_stored(value) }
  field.pointee = value
  if let old { suture_decref_stored(old) }
}

private func setBuffer(_ self: ObjectPointer?, _ bytes: ObjectPointer?) {
  let old = at(self).pointee.buffer
  if let bytes { suture_into_storage(bytes) }
  at(self).pointee.buffer = bytes
  if let old { suture_decref_stored(old) }
}

// MARK: State of incremental codecs

extension StandardCodec {
  private var hasByteOrder: Bool { kind == SUTURE_CODEC_UTF16 || kind == SUTURE_CODEC_UTF32 }

  /// Whether an incremental decoder keeps what is incomplete.
  fileprivate var isBuffered: Bool {
    switch kind {
    case SUTURE_CODEC_ASCII, SUTURE_CODEC_LATIN1, SUTURE_CODEC_IDENTITY, SUTURE_CODEC_CHARMAP: false
    default: true
    }
  }

  /// What getstate() of an encoder gives.
  fileprivate func encoderState(isFirst: Bool) -> Int {
    if !isFirst { return 0 }
    return hasByteOrder ? 2 : kind == SUTURE_CODEC_UTF8_SIG ? 1 : 0
  }

  /// The number in what getstate() of a decoder gives: the byte order, or whether a mark may still come.
  fileprivate func decoderState(order: Int32) -> Int {
    if hasByteOrder { return order == 0 ? 2 : order < 0 ? 0 : 1 }
    return kind == SUTURE_CODEC_UTF8_SIG && order == 0 ? 1 : 0
  }

  fileprivate func order(decoderState: Int) -> Int32 {
    if hasByteOrder { return decoderState == 0 ? -1 : decoderState == 1 ? 1 : 0 }
    return decoderState == 0 ? 1 : 0
  }

  /// Whether `input` may be the beginning of the mark that a text in UTF-8 can start with.
  fileprivate func waitsForMark(_ input: ByteView, order: Int32) -> Bool {
    guard kind == SUTURE_CODEC_UTF8_SIG, order == 0, input.count < 3 else { return false }
    return (input.count < 1 || input[0] == 0xEF) && (input.count < 2 || input[1] == 0xBB)
  }

  /// Throws UnicodeDecodeError when text was decoded whose byte order no mark gave.
  fileprivate func checkMark(_ input: ObjectPointer, used: Int, order: Int32) throws(Raise) {
    let width = kind == SUTURE_CODEC_UTF16 ? 2 : 4
    if !hasByteOrder || order != 0 || used < width { return }
    let bytes = try Owned(bytesFromBuffer(input))
    let view = bytes.pointer.bytesView
    let fault = UTF8Fault(start: 0, end: width, reason: "Stream does not start with BOM")
    throw utf8DecodeError(view.start, view.count, fault, codec: name)
  }
}

// MARK: Slots

@c func suture_codecinfo_get(_ self: ObjectPointer?, _ field: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let which = Int(bitPattern: field)
    if which >= 1, which <= 4 { return PySequence_GetItem(self, which - 1) }
    let encode = try Owned(PySequence_GetItem(self, 0))
    let codec = StandardCodec(PyLong_AsLong(PyCFunction_GetSelf(encode.pointer)))
    switch which {
    case 0: return try makeStr(codec.name)
    case 5: return newReference(try codec.makeClass(.incrementalEncoder))
    case 6: return newReference(try codec.makeClass(.incrementalDecoder))
    default: return makeBool(codec.isText)
    }
  }
}

@c func suture_codecinfo_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let name = try Owned(suture_codecinfo_get(self, nil))
    let address = String(UInt(bitPattern: self), radix: 16)
    return try makeStr(
      "<codecs.CodecInfo object for encoding \(swiftText(name.pointer)) at 0x\(address)>"
    )
  }
}

/// The second of `n` arguments, the name of an error handler; nil: None, or not given.
private func errorsText(_ args: Arguments, _ n: Int) throws(Raise) -> UnsafePointer<CChar>? {
  guard n > 1, args[1] != suture_None() else { return nil }
  return try check(text: PyUnicode_AsUTF8AndSize(args[1], nil))
}

@c func suture_codec_encode(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("encode", n, 1, 2)
    let errors = try errorsText(args!, n)
    let input = args![0]!
    let result = try Owned(StandardCodec(PyLong_AsLong(self)).encode(input, errors))
    let used = try Owned(PyLong_FromSsize_t(check(PyObject_Size(input))))
    return try tupleOf(result.pointer, used.pointer)
  }
}

@c func suture_codec_decode(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("decode", n, 1, 2)
    let errors = try errorsText(args!, n)
    var order: Int32 = 0
    let (text, count) = try StandardCodec(PyLong_AsLong(self)).decode(
      args![0]!,
      errors,
      order: &order
    )
    let result = Owned(text)
    let used = try Owned(PyLong_FromSsize_t(count))
    return try tupleOf(result.pointer, used.pointer)
  }
}

@c func suture_codec_object_dealloc(_ self: ObjectPointer?) {
  gcUntrack(self!)
  _ = suture_codec_object_clear(self)
  freeInstance(self!)
}

@c func suture_codec_object_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  for field in [at(self).pointee.errors, at(self).pointee.stream, at(self).pointee.buffer] {
    if let field {
      let result = visit!(field, argument)
      if result != 0 { return result }
    }
  }
  return 0
}

@c func suture_codec_object_clear(_ self: ObjectPointer?) -> Int32 {
  set(&at(self).pointee.errors, nil)
  set(&at(self).pointee.stream, nil)
  setBuffer(self, nil)
  return 0
}

private let initSignature = Signature("__init__", "errors")
private let streamSignature = Signature("__init__", "stream", "errors", required: 1)

@c func suture_incremental_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let bound = try initSignature.bind(tuple: args, dict: keywords)
    set(&at(self).pointee.errors, bound[0] ?? suture_name_strict())
    at(self).pointee.codec = try codecNumber(self!)
    return 0
  }
}

@c func suture_stream_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let bound = try streamSignature.bind(tuple: args, dict: keywords)
    set(&at(self).pointee.stream, bound[0]!)
    set(&at(self).pointee.errors, bound[1] ?? suture_name_strict())
    at(self).pointee.codec = try codecNumber(self!)
    return 0
  }
}

private let encodeSignature = Signature("encode", "input", "final", required: 1)
private let decodeSignature = Signature("decode", "input", "final", required: 1)

@c func suture_incremental_encode(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try encodeSignature.bind(args, n, names)
    let codec = StandardCodec(Int(at(self).pointee.codec))
    return try withLock(self!) { () throws(Raise) in
      let isFirst = at(self).pointee.state == 0
      // Of utf-8-sig the start is behind even when this fails.
      if codec.kind == SUTURE_CODEC_UTF8_SIG { at(self).pointee.state = 1 }
      let result = try codec.encode(bound[0]!, errorsText(self), isFirst: isFirst)
      at(self).pointee.state = 1
      return result
    }
  }
}

@c func suture_incremental_decode(
  _ self: ObjectPointer?,
  _ args: FastArguments,
  _ n: Int,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let bound = try decodeSignature.bind(args, n, names)
    let final = try decodeSignature.truth(bound, 1)
    let codec = StandardCodec(Int(at(self).pointee.codec))
    return try withLock(self!) { () throws(Raise) in
      var input = Owned(borrowed: bound[0]!)
      if let pending = at(self).pointee.buffer, pending.bytesView.count > 0 {
        input = try Owned(concatBytes(pending, bound[0]!))
      }
      var order = at(self).pointee.state
      if input.pointer.isBytes, codec.waitsForMark(input.pointer.bytesView, order: order) {
        setBuffer(self, newReference(input.pointer))
        return suture_str_empty()
      }
      if codec.kind == SUTURE_CODEC_UTF8_SIG { at(self).pointee.state = 1 }
      let (text, used) = try codec.decode(
        input.pointer,
        errorsText(self),
        order: &order,
        final: final
      )
      let result = Owned(text)
      try codec.checkMark(input.pointer, used: used, order: order)
      at(self).pointee.state = order
      let all = try Owned(
        PyObject_Size(input.pointer) == used ? emptyBytes() : bytesFromBuffer(input.pointer)
      )
      let rest = all.pointer.bytesView
      setBuffer(
        self,
        used < rest.count ? try makeBytes(rest.from(used, to: rest.count)) : emptyBytes()
      )
      return result.take()
    }
  }
}

@c func suture_incremental_reset(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  withLock(self!) {
    at(self).pointee.state = 0
    setBuffer(self, nil)
  }
  return none()
}

@c func suture_incremental_getstate_encoder(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  let codec = StandardCodec(Int(at(self).pointee.codec))
  return PyLong_FromLong(codec.encoderState(isFirst: at(self).pointee.state == 0))
}

@c func suture_incremental_setstate_encoder(_ self: ObjectPointer?, _ state: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    at(self).pointee.state = try check(PyObject_IsTrue(state)) == 0 ? 1 : 0
    return none()
  }
}

@c func suture_incremental_getstate_decoder(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let buffer = Owned(borrowed: at(self).pointee.buffer ?? emptyBytes())
    let codec = StandardCodec(Int(at(self).pointee.codec))
    let state = try Owned(PyLong_FromLong(codec.decoderState(order: at(self).pointee.state)))
    return try tupleOf(buffer.pointer, state.pointer)
  }
}

@c func suture_incremental_setstate_decoder(_ self: ObjectPointer?, _ state: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let codec = StandardCodec(Int(at(self).pointee.codec))
    if !codec.isBuffered { return none() }
    guard state!.isTuple, PyTuple_Size(state) == 2, let buffer = PyTuple_GetItem(state, 0),
      buffer.isBytes
    else {
      throw Raise(.type, "state must be a tuple (bytes, int)")
    }
    let flag = try check(PyLong_AsLong(PyTuple_GetItem(state, 1)))
    withLock(self!) {
      setBuffer(self, newReference(buffer))
      at(self).pointee.state = codec.order(decoderState: flag)
    }
    return none()
  }
}

/// `stream.<name>(argument)`: a new reference.
private func callStream(_ self: ObjectPointer?, _ name: StaticString, _ argument: ObjectPointer?)
  throws(Raise) -> ObjectPointer
{
  guard let stream = at(self).pointee.stream else { throw Raise(.attribute, "stream") }
  let held = Owned(borrowed: stream)
  let method = try Owned(PyObject_GetAttrString(held.pointer, name.cString))
  guard let argument else { return try check(PyObject_CallNoArgs(method.pointer)) }
  return try check(callOne(method.pointer, argument))
}

@c func suture_stream_read(_ self: ObjectPointer?, _ args: FastArguments, _ n: Int)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let data = try Owned(callStream(self, "read", nil))
    var order: Int32 = 0
    return try StandardCodec(Int(at(self).pointee.codec)).decode(
      data.pointer,
      errorsText(self),
      order: &order
    ).0
  }
}

@c func suture_stream_write(_ self: ObjectPointer?, _ text: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let codec = StandardCodec(Int(at(self).pointee.codec))
    let data = try Owned(
      codec.encode(text!, errorsText(self), isFirst: at(self).pointee.state == 0)
    )
    at(self).pointee.state = 1
    suture_decref(try callStream(self, "write", data.pointer))
    return none()
  }
}
