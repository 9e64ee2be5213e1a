import CSuture

// The exception types and what all of them share. Their slots and attribute tables are in CSources/Data/pyerrors.c.

typealias ExceptionPointer = UnsafeMutablePointer<PyBaseExceptionObject>
typealias FieldPointer = UnsafeMutablePointer<ObjectPointer?>

// MARK: Layout

/// The fields of an exception that hold references: dict, args, notes, traceback, context, cause; then those of its
/// first static base.
///
///     PyObject | dict args notes traceback context cause | suppress_context | 0...8 objects
///     0        | 16                                  56  | 64               | 72
enum ExceptionLayout {
  static let ownFields = 72

  /// The index in `suture_exception_table` of the first base of `type` that lies in it.
  static func index(_ type: TypePointer) -> Int {
    let table = suture_exception_table()
    var t = type
    while true {
      let i = t - table
      if i >= 0, i < SUTURE_EXC_COUNT { return i }
      t = t.pointee.tp_base
    }
  }

  /// Calls `body` with each field of `o` that holds a reference.
  @inline(__always)
  static func forEachField(_ o: ObjectPointer, _ body: (FieldPointer) -> Void) {
    let raw = UnsafeMutableRawPointer(o)
    for i in 0..<6 { body((raw + 16 + i * 8).assumingMemoryBound(to: ObjectPointer?.self)) }
    let layout = suture_exception_layout_table()[index(o.type)]
    for i in 0..<Int(layout & 0x7F) {
      body((raw + ownFields + i * 8).assumingMemoryBound(to: ObjectPointer?.self))
    }
    if layout & 0x80 != 0 { body(reason(o)) }
  }

  private static func reason(_ o: ObjectPointer) -> FieldPointer {
    (UnsafeMutableRawPointer(o) + ownFields + 32).assumingMemoryBound(to: ObjectPointer?.self)
  }
}

extension UnsafeMutablePointer where Pointee == PyObject {
  /// The object as an exception.
  @inline(__always)
  var exception: ExceptionPointer { cast(to: PyBaseExceptionObject.self) }

  @inline(__always)
  var isExceptionInstance: Bool { type.has(TypeFlag.baseException) }

  /// True for a class that derives from BaseException.
  @inline(__always)
  var isExceptionClass: Bool {
    type.has(TypeFlag.type) && cast(to: PyTypeObject.self).has(TypeFlag.baseException)
  }
}

// MARK: Operations

/// Makes the exception types ready.
func startErrors() {
  let table = suture_exception_table()
  for i in 0..<SUTURE_EXC_COUNT {
    if PyType_Ready(table + i) < 0 {
      Diagnostics.warn("\((table + i).name) is not ready"); PyErr_Clear()
    }
  }
  startExceptionGroup()
}

/// Puts the exception classes into a namespace under their names, as in builtins.
func addExceptions(to dict: ObjectPointer) throws(Raise) {
  let table = suture_exception_table()
  for i in 0..<SUTURE_EXC_COUNT {
    let type = table + i
    try check(PyDict_SetItemString(dict, type.pointee.tp_name, type.asObject))
  }
  try check(PyDict_SetItemString(dict, "EnvironmentError", suture_PyExc_OSError()))
  try check(PyDict_SetItemString(dict, "IOError", suture_PyExc_OSError()))
  if let group = exceptionGroupType {
    try check(PyDict_SetItemString(dict, "ExceptionGroup", group))
  }
}

/// The field of `o` at `offset`.
@inline(__always)
func exceptionField(_ o: ObjectPointer, _ offset: Int) -> FieldPointer {
  (UnsafeMutableRawPointer(o) + offset).assumingMemoryBound(to: ObjectPointer?.self)
}

/// A new reference to what a field holds.
func readField(_ o: ObjectPointer, _ field: FieldPointer) -> ObjectPointer? {
  withLock(o) {
    guard let value = field.pointee else { return nil }
    suture_incref(value)
    return value
  }
}

/// Stores a borrowed object, or nothing, in a field, and drops what was there.
func writeField(_ o: ObjectPointer, _ field: FieldPointer, _ value: ObjectPointer?) {
  if let value { suture_incref_stored(value) }
  replaceField(o, field, value)
}

/// Stores a reference that is already counted as the container's.
func replaceField(_ o: ObjectPointer, _ field: FieldPointer, _ stored: ObjectPointer?) {
  let old: ObjectPointer? = withLock(o) {
    let old = field.pointee
    field.pointee = stored
    return old
  }
  if let old { suture_decref_stored(old) }
}

/// Fills a field of an exception that no other thread knows yet.
@inline(__always)
func initField(_ field: FieldPointer, _ value: ObjectPointer?) {
  let old = field.pointee
  if let value { suture_incref_stored(value) }
  field.pointee = value
  if let old { suture_decref_stored(old) }
}

/// TypeError when keywords are given.
func refuseKeywords(_ type: TypePointer, _ kwargs: ObjectPointer?) throws(Raise) {
  guard let kwargs, PyDict_Size(kwargs) > 0 else { return }
  throw Raise(.type, "\(type.name)() takes no keyword arguments")
}

/// A new instance with its `args`; the other fields are empty.
func newException(_ type: TypePointer, _ args: ObjectPointer?) throws(Raise) -> ObjectPointer {
  let o: ObjectPointer
  if let allocate = type.pointee.tp_alloc {
    guard let made = allocate(type, 0) else { throw .pending }
    o = made
  } else {
    o = try newZeroedObject(type)
    gcTrack(o)
  }
  if let args {
    suture_incref_stored(args)
    o.exception.pointee.args = args
  } else {
    guard let empty = PyTuple_New(0) else {
      suture_decref(o)
      throw .pending
    }
    suture_into_storage(empty)
    o.exception.pointee.args = empty
  }
  return o
}

/// The name of a type without its module.
func shortName(_ type: TypePointer) -> String {
  let full = type.name
  guard let dot = full.lastIndex(of: ".") else { return full }
  return String(full[full.index(after: dot)...])
}

/// The args of an exception: a new reference to a tuple.
func exceptionArgs(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if let args = readField(o, exceptionField(o, 24)) { return args }
  return try check(PyTuple_New(0))
}

// MARK: Slots

@c func suture_exception_base_new(
  _ type: TypePointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in try newException(type!, args) }
}

@c func suture_exception_base_init(
  _ self: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> Int32 {
  raising { () throws(Raise) in
    try refuseKeywords(self!.type, kwargs)
    if self!.exception.pointee.args != args { writeField(self!, exceptionField(self!, 24), args) }
    return 0
  }
}

@c func suture_exception_dealloc(_ self: ObjectPointer?) {
  let o = self!
  gcUntrack(o)
  ExceptionLayout.forEachField(o) { field in
    if let value = field.pointee {
      field.pointee = nil
      suture_decref_stored(value)
    }
  }
  freeInstance(o)
}

@c func suture_exception_traverse(
  _ self: ObjectPointer?,
  _ visit: visitproc?,
  _ arg: UnsafeMutableRawPointer?
) -> Int32 {
  var result: Int32 = 0
  ExceptionLayout.forEachField(self!) { field in
    if result == 0, let value = field.pointee { result = visit!(value, arg) }
  }
  return result
}

@c func suture_exception_clear(_ self: ObjectPointer?) -> Int32 {
  ExceptionLayout.forEachField(self!) { field in replaceField(self!, field, nil) }
  return 0
}

@c func suture_exception_base_str(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let args = try Owned(exceptionArgs(self!))
    switch tupleCount(args.pointer) {
    case 0: return try makeStr("")
    case 1: return PyObject_Str(tupleItem(args.pointer, 0))
    default: return PyObject_Str(args.pointer)
    }
  }
}

@c func suture_exception_repr(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let args = try Owned(exceptionArgs(self!))
    var writer = StrWriter()
    writer.append(shortName(self!.type))
    if tupleCount(args.pointer) == 1 {
      writer.append(ascii: "(")
      try writer.append(repr: tupleItem(args.pointer, 0))
      writer.append(ascii: ")")
    } else {
      try writer.append(repr: args.pointer)
    }
    return try writer.finish()
  }
}

@c func suture_exception_reduce(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    let args = try Owned(exceptionArgs(self!))
    if let dict = readField(self!, exceptionField(self!, 16)) {
      let dict = Owned(dict)
      return try tupleOf(self!.type.asObject, args.pointer, dict.pointer)
    }
    return try tupleOf(self!.type.asObject, args.pointer)
  }
}

@c func suture_exception_setstate(_ self: ObjectPointer?, _ state: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard state != suture_None() else { return none() }
    guard state!.isInstance(TypeFlag.dict) else { throw Raise(.type, "state is not a dictionary") }
    var position: Py_ssize_t = 0
    var key: ObjectPointer?
    var value: ObjectPointer?
    while PyDict_Next(state, &position, &key, &value) != 0 {
      let name = Owned(borrowed: key!)
      let item = Owned(borrowed: value!)
      try check(PyObject_SetAttr(self, name.pointer, item.pointer))
    }
    return none()
  }
}

@c func suture_exception_with_traceback(_ self: ObjectPointer?, _ tb: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try check(PyException_SetTraceback(self, tb))
    return newReference(self!)
  }
}

@c func suture_exception_add_note(_ self: ObjectPointer?, _ note: ObjectPointer?) -> ObjectPointer?
{
  raising { () throws(Raise) in
    guard note!.isInstance(TypeFlag.unicode) else {
      throw Raise(.type, "note must be a str, not '\(note!.type.name)'")
    }
    try addNote(self!, note!)
    return none()
  }
}

/// Appends to `__notes__`, which is made at need.
func addNote(_ self: ObjectPointer, _ note: ObjectPointer) throws(Raise) {
  var found: ObjectPointer?
  if PyObject_GetOptionalAttr(self, suture_name___notes__(), &found) < 0 { throw .pending }
  if found == nil {
    found = PyList_New(0)
    let made = try Owned(found)
    try check(PyObject_SetAttr(self, suture_name___notes__(), made.pointer))
    try check(PyList_Append(made.pointer, note))
    return
  }
  let notes = Owned(found!)
  guard notes.pointer.isInstance(TypeFlag.list) else {
    throw Raise(.type, "Cannot add note: __notes__ is not a list")
  }
  try check(PyList_Append(notes.pointer, note))
}

// MARK: Attributes

@c func suture_exception_get_field(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  readField(self!, exceptionField(self!, Int(bitPattern: closure))) ?? none()
}

@c func suture_exception_set_field(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  writeField(self!, exceptionField(self!, Int(bitPattern: closure)), value)
  return 0
}

@c func suture_exception_set_readonly(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in throw Raise(.attribute, "readonly attribute") }
}

@c func suture_exception_get_integer(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyLong_FromSsize_t((UnsafeMutableRawPointer(self!) + Int(bitPattern: closure)).load(as: Int.self))
}

@c func suture_exception_set_integer(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else { throw Raise(.type, "can't delete numeric/char attribute") }
    let n = try check(PyLong_AsSsize_t(value))
    (UnsafeMutableRawPointer(self!) + Int(bitPattern: closure)).storeBytes(of: n, as: Int.self)
    return 0
  }
}

@c func suture_exception_get_args(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  readField(self!, exceptionField(self!, 24)) ?? none()
}

@c func suture_exception_set_args(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else { throw Raise(.type, "args may not be deleted") }
    let args = try Owned(PySequence_Tuple(value))
    replaceField(self!, exceptionField(self!, 24), args.store())
    return 0
  }
}

@c func suture_exception_get_traceback(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyException_GetTraceback(self) ?? none()
}

@c func suture_exception_set_traceback(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else { throw Raise(.type, "__traceback__ may not be deleted") }
    return try check(PyException_SetTraceback(self, value))
  }
}

@c func suture_exception_get_context(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyException_GetContext(self) ?? none()
}

@c func suture_exception_set_context(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let linked = try linkedException(value, "__context__", "exception context")
    writeField(self!, exceptionField(self!, 48), linked)
    return 0
  }
}

@c func suture_exception_get_cause(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  PyException_GetCause(self) ?? none()
}

@c func suture_exception_set_cause(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    let linked = try linkedException(value, "__cause__", "exception cause")
    writeField(self!, exceptionField(self!, 56), linked)
    self!.exception.pointee.suppress_context = 1
    return 0
  }
}

private func linkedException(
  _ value: ObjectPointer?,
  _ name: StaticString,
  _ what: StaticString
) throws(Raise) -> ObjectPointer? {
  guard let value else { throw Raise(.type, "\(name) may not be deleted") }
  if value == suture_None() { return nil }
  guard value.isExceptionInstance else {
    throw Raise(.type, "\(what) must be None or derive from BaseException")
  }
  return value
}

@c func suture_exception_get_suppress(_ self: ObjectPointer?, _ closure: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  makeBool(self!.exception.pointee.suppress_context != 0)
}

@c func suture_exception_set_suppress(
  _ self: ObjectPointer?,
  _ value: ObjectPointer?,
  _ closure: UnsafeMutableRawPointer?
) -> Int32 {
  raising { () throws(Raise) in
    guard let value else { throw Raise(.type, "can't delete numeric/char attribute") }
    guard value.type == suture_PyBool_Type() else {
      throw Raise(.type, "attribute value type must be bool")
    }
    self!.exception.pointee.suppress_context = value == suture_True() ? 1 : 0
    return 0
  }
}

// MARK: C API

@c @implementation
public func PyException_SetTraceback(_ self: ObjectPointer?, _ tb: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let tb else { throw Raise(.type, "__traceback__ may not be deleted") }
    guard tb == suture_None() || tb.type == suture_PyTraceBack_Type() else {
      throw Raise(.type, "__traceback__ must be a traceback or None")
    }
    writeField(self!, exceptionField(self!, 40), tb == suture_None() ? nil : tb)
    return 0
  }
}

@c @implementation
public func PyException_GetTraceback(_ self: ObjectPointer?) -> ObjectPointer? {
  readField(self!, exceptionField(self!, 40))
}

@c @implementation
public func PyException_GetCause(_ self: ObjectPointer?) -> ObjectPointer? {
  readField(self!, exceptionField(self!, 56))
}

@c @implementation
public func PyException_SetCause(_ self: ObjectPointer?, _ cause: ObjectPointer?) {
  if let cause { suture_into_storage(cause) }
  replaceField(self!, exceptionField(self!, 56), cause)
  self!.exception.pointee.suppress_context = 1
}

@c @implementation
public func PyException_GetContext(_ self: ObjectPointer?) -> ObjectPointer? {
  readField(self!, exceptionField(self!, 48))
}

@c @implementation
public func PyException_SetContext(_ self: ObjectPointer?, _ context: ObjectPointer?) {
  if let context { suture_into_storage(context) }
  replaceField(self!, exceptionField(self!, 48), context)
}

@c @implementation
public func PyException_GetArgs(_ self: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try exceptionArgs(self!) }
}

@c @implementation
public func PyException_SetArgs(_ self: ObjectPointer?, _ args: ObjectPointer?) {
  writeField(self!, exceptionField(self!, 24), args)
}

@c @implementation
public func PyExceptionClass_Name(_ type: ObjectPointer?) -> UnsafePointer<CChar>? {
  UnsafePointer(type!.asType.pointee.tp_name)
}
