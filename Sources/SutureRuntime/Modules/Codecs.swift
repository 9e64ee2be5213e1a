import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

extension StrText {
  /// The bytes of a text of width 1: its Latin-1 encoding.
  var latin1: ByteView { ByteView(raw: base, count) }
}

/// Code points that grow, for decoders: the memory is malloc's and is given up at the end of scope.
struct PointWriter: ~Copyable {
  private var start: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    start = malloc(self.capacity * 4)!.assumingMemoryBound(to: UInt32.self)
  }

  @inline(never)
  private mutating func grow(_ needed: Int) {
    capacity = max(needed, capacity + capacity / 2)
    start = realloc(start, capacity * 4)!.assumingMemoryBound(to: UInt32.self)
  }

  @inline(__always)
  mutating func append(_ point: UInt32) {
    if count == capacity { grow(count + 1) }
    start[count] = point
    count += 1
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) { append(UInt32(byte)) }

  /// Appends the code points of a str object, borrowed.
  mutating func append(str: ObjectPointer) {
    let view = strText(str)
    if count + view.count > capacity { grow(count + view.count) }
    for i in 0..<view.count { start[count + i] = view[i] }
    count += view.count
  }

  mutating func append(_ text: ByteView) {
    if count + text.count > capacity { grow(count + text.count) }
    for i in 0..<text.count { start[count + i] = UInt32(text[i]) }
    count += text.count
  }

  /// Forgets what was written from `length` on.
  mutating func truncate(_ length: Int) { count = length }

  subscript(_ i: Int) -> UInt32 {
    get { start[i] }
    set { start[i] = newValue }
  }

  /// A str of what was written; a new reference.
  consuming func finish() throws(Raise) -> ObjectPointer {
    try makeStr(UnsafeBufferPointer(start: start, count: count))
  }

  deinit { free(start) }
}

/// The error handlers that codecs know without asking the registry.
enum ErrorMode {
  case strict, ignore, replace, surrogateEscape, surrogatePass, backslashReplace, xmlCharRefReplace,
    other

  init(_ name: UnsafePointer<CChar>?) {
    guard let name else {
      self = .strict
      return
    }
    self = .other
    for (text, mode) in ErrorMode.names
    where text.withUTF8Buffer({
      strcmp(name, UnsafeRawPointer($0.baseAddress!).assumingMemoryBound(to: CChar.self)) == 0
    }) {
      self = mode
      return
    }
  }

  private static let names: [(StaticString, ErrorMode)] = [
    ("strict", .strict), ("ignore", .ignore), ("replace", .replace),
    ("surrogateescape", .surrogateEscape),
    ("surrogatepass", .surrogatePass), ("backslashreplace", .backslashReplace),
    ("xmlcharrefreplace", .xmlCharRefReplace),
  ]
}

/// One decoding's dealings with its error handler: the exception object is made at the first error and reused.
struct DecodeErrors: ~Copyable {
  let encoding: StaticString
  private let errors: UnsafePointer<CChar>?
  let mode: ErrorMode
  /// What is decoded: a handler may replace it.
  private(set) var input: ByteView
  private var exception: ObjectPointer?
  private var handler: ObjectPointer?
  private var inputObject: ObjectPointer?

  init(_ encoding: StaticString, _ errors: UnsafePointer<CChar>?, _ input: ByteView) {
    self.encoding = encoding
    self.errors = errors
    self.input = input
    mode = ErrorMode(errors)
  }

  /// Deals with input[start ..< end], which cannot be decoded.
  ///
  /// - Returns: where decoding goes on.
  mutating func handle(
    _ start: Int,
    _ end: Int,
    _ reason: StaticString,
    _ writer: inout PointWriter
  ) throws(Raise) -> Int {
    switch mode {
    case .ignore: return end
    case .replace:
      writer.append(UInt32(0xFFFD))
      return end
    default: return try call(start, end, reason, &writer)
    }
  }

  @inline(never)
  private mutating func call(
    _ start: Int,
    _ end: Int,
    _ reason: StaticString,
    _ writer: inout PointWriter
  ) throws(Raise) -> Int {
    let exc = try describe(start, end, reason)
    if mode == .strict {
      PyErr_SetObject(exc.type.asObject, exc)
      throw .pending
    }
    if handler == nil { handler = try check(PyCodec_LookupError(errors)) }
    let result = try Owned(callOne(handler!, exc))
    let wanted: StaticString = "decoding error handler must return (str, int) tuple"
    guard result.pointer.isInstance(TypeFlag.tuple), PyTuple_Size(result.pointer) == 2 else {
      throw Raise(.type, "\(wanted)")
    }
    guard let text = PyTuple_GetItem(result.pointer, 0), text.isStr else {
      throw Raise(.type, "\(wanted)")
    }
    var position = try handlerPosition(PyTuple_GetItem(result.pointer, 1), wanted)
    // The handler may have put other input into the exception.
    let object = try Owned(PyUnicodeDecodeError_GetObject(exc))
    guard object.pointer.isBytes else {
      throw Raise(.type, "exception attribute object must be bytes")
    }
    input = object.pointer.bytesView
    let old = inputObject
    inputObject = object.take()
    if let old { suture_decref(old) }
    if position < 0 { position += input.count }
    if position < 0 || position > input.count {
      throw Raise(.index, "position \(position) from error handler out of bounds")
    }
    writer.append(str: text)
    return position
  }

  /// The exception for input[start ..< end], borrowed from self.
  private mutating func describe(_ start: Int, _ end: Int, _ reason: StaticString) throws(Raise)
    -> ObjectPointer
  {
    if let exception {
      try check(PyUnicodeDecodeError_SetStart(exception, start))
      try check(PyUnicodeDecodeError_SetEnd(exception, end))
      try check(PyUnicodeDecodeError_SetReason(exception, reason.cString))
      return exception
    }
    let text = UnsafeRawPointer(input.start).assumingMemoryBound(to: CChar.self)
    let made = try check(
      PyUnicodeDecodeError_Create(encoding.cString, text, input.count, start, end, reason.cString)
    )
    exception = made
    return made
  }

  deinit {
    if let exception { suture_decref(exception) }
    if let handler { suture_decref(handler) }
    if let inputObject { suture_decref(inputObject) }
  }
}

/// `callable(argument)`: a new reference, or nil with an exception pending.
func callOne(_ callable: ObjectPointer, _ argument: ObjectPointer) -> ObjectPointer? {
  var arguments: (ObjectPointer?, ObjectPointer?) = (nil, argument)
  return withUnsafePointer(to: &arguments.1) { PyObject_Vectorcall(callable, $0, 1, nil) }
}

/// The position that an error handler returned.
private func handlerPosition(_ o: ObjectPointer?, _ wanted: StaticString) throws(Raise) -> Int {
  guard let o else { throw .pending }
  let index = try Owned(PyNumber_Index(o))
  let n = PyLong_AsSsize_t(index.pointer)
  if n == -1, isExceptionPending { throw .pending }
  return n
}

/// What an error handler of an encoder returned in place of the characters.
struct EncodeReplacement: ~Copyable {
  /// A str or a bytes object.
  let object: Owned
  let next: Int
  var isBytes: Bool { object.pointer.isBytes }
}

/// One encoding's dealings with its error handler.
struct EncodeErrors: ~Copyable {
  let encoding: StaticString
  let mode: ErrorMode
  private let errors: UnsafePointer<CChar>?
  private let text: ObjectPointer
  private var exception: ObjectPointer?
  private var handler: ObjectPointer?

  /// - Parameter text: the str that is encoded; the caller keeps it alive.
  init(_ encoding: StaticString, _ errors: UnsafePointer<CChar>?, _ text: ObjectPointer) {
    self.encoding = encoding
    self.errors = errors
    self.text = text
    mode = ErrorMode(errors)
  }

  /// Raises UnicodeEncodeError for text[start ..< end].
  mutating func fail(_ start: Int, _ end: Int, _ reason: StaticString) -> Raise {
    do throws(Raise) {
      let exc = try describe(start, end, reason)
      PyErr_SetObject(exc.type.asObject, exc)
    } catch {}
    return .pending
  }

  /// Asks the handler about text[start ..< end]; in strict mode it raises.
  mutating func call(_ start: Int, _ end: Int, _ reason: StaticString) throws(Raise)
    -> EncodeReplacement
  {
    if mode == .strict { throw fail(start, end, reason) }
    if handler == nil { handler = try check(PyCodec_LookupError(errors)) }
    let exc = try describe(start, end, reason)
    let result = try Owned(callOne(handler!, exc))
    let wanted: StaticString = "encoding error handler must return (str/bytes, int) tuple"
    guard result.pointer.isInstance(TypeFlag.tuple), PyTuple_Size(result.pointer) == 2,
      let replacement = PyTuple_GetItem(result.pointer, 0), replacement.isStr || replacement.isBytes
    else { throw Raise(.type, "\(wanted)") }
    var position = try handlerPosition(PyTuple_GetItem(result.pointer, 1), wanted)
    let size = PyUnicode_GetLength(text)
    if position < 0 { position += size }
    if position < 0 || position > size {
      throw Raise(.index, "position \(position) from error handler out of bounds")
    }
    return EncodeReplacement(object: Owned(borrowed: replacement), next: position)
  }

  /// Deals with view[start ..< end], of which an encoding of the code points below `limit` has none.
  ///
  /// - Returns: where encoding goes on.
  @inline(never)
  mutating func handle(
    _ view: StrText,
    _ start: Int,
    _ end: Int,
    _ reason: StaticString,
    limit: UInt32,
    _ writer: inout ByteWriter
  ) throws(Raise) -> Int {
    switch mode {
    case .replace: writer.append(repeating: UInt8(ascii: "?"), end - start)
    case .ignore: break
    case .backslashReplace: for i in start..<end { writer.append(backslash: view[i]) }
    case .xmlCharRefReplace: for i in start..<end { writer.append(characterReference: view[i]) }
    case .surrogateEscape where view[start] >= 0xDC80 && view[start] <= 0xDCFF:
      writer.append(UInt8(view[start] - 0xDC00))
      return start + 1
    default:
      let replacement = try call(start, end, reason)
      if replacement.isBytes {
        writer.append(replacement.object.pointer.bytesView)
      } else {
        let other = strText(replacement.object.pointer)
        for i in 0..<other.count {
          if other[i] >= limit { throw fail(start, end, reason) }
          writer.append(UInt8(other[i]))
        }
      }
      return replacement.next
    }
    return end
  }

  private mutating func describe(_ start: Int, _ end: Int, _ reason: StaticString) throws(Raise)
    -> ObjectPointer
  {
    if let exception {
      try check(PyUnicodeEncodeError_SetStart(exception, start))
      try check(PyUnicodeEncodeError_SetEnd(exception, end))
      try check(PyUnicodeEncodeError_SetReason(exception, reason.cString))
      return exception
    }
    let arguments = try Owned(PyTuple_New(5))
    let encodingText = try check(PyUnicode_FromString(encoding.cString))
    _ = PyTuple_SetItem(arguments.pointer, 0, encodingText)
    _ = PyTuple_SetItem(arguments.pointer, 1, newReference(text))
    _ = PyTuple_SetItem(arguments.pointer, 2, try check(PyLong_FromSsize_t(start)))
    _ = PyTuple_SetItem(arguments.pointer, 3, try check(PyLong_FromSsize_t(end)))
    _ = PyTuple_SetItem(arguments.pointer, 4, try check(PyUnicode_FromString(reason.cString)))
    let made = try check(PyObject_CallObject(suture_PyExc_UnicodeEncodeError(), arguments.pointer))
    exception = made
    return made
  }

  deinit {
    if let exception { suture_decref(exception) }
    if let handler { suture_decref(handler) }
  }
}
