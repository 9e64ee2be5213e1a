import CSuture

// contextvars: variables, the contexts that hold their values, and the tokens that remember old ones.
//
// K1  Only the thread that is in a context changes it, so what that thread reads stays. Others read it under its lock.
// K2  A dict that several contexts share is never changed: a change copies it first. One that is not shared is touched
//     only under its context's lock, so its own is never waited for and the atomicity holds.

// MARK: Layout

private func fields(_ context: ObjectPointer) -> UnsafeMutablePointer<SutureContext> {
  context.cast(to: SutureContext.self)
}

private func variable(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureContextVar> {
  o.cast(to: SutureContextVar.self)
}

private func token(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureContextToken> {
  o.cast(to: SutureContextToken.self)
}

private func isContext(_ o: ObjectPointer) -> Bool { o.type == suture_PyContext_Type() }
private func isVariable(_ o: ObjectPointer) -> Bool { o.type == suture_PyContextVar_Type() }
private func isToken(_ o: ObjectPointer) -> Bool { o.type == suture_PyContextToken_Type() }

private func store(_ o: ObjectPointer?) -> ObjectPointer? {
  if let o { suture_incref_stored(o) }
  return o
}

private func drop(_ o: ObjectPointer?) {
  if let o { suture_decref_stored(o) }
}

// MARK: Operations

/// A context with these values, a dict that others may share; nil: empty.
private func makeContext(_ values: consuming Owned?) throws(Raise) -> ObjectPointer {
  let o = try newZeroedObject(suture_PyContext_Type())
  if let values {
    fields(o).pointee.values = values.store()
    fields(o).pointee.is_shared = 1
  }
  gcTrack(o)
  return o
}

private func copy(_ context: ObjectPointer) throws(Raise) -> ObjectPointer {
  let values: ObjectPointer? = withLock(context) {
    guard let values = fields(context).pointee.values else { return nil }
    fields(context).pointee.is_shared = 1
    return newReference(values)
  }
  guard let values else { return try makeContext(nil) }
  return try makeContext(Owned(values))
}

/// The thread's current context, which it holds: borrowed.
private func currentContext() throws(Raise) -> ObjectPointer {
  let t = suture_thread()
  if let context = t.pointee.context { return context }
  let context = Owned(try makeContext(nil)).store()
  t.pointee.context = context
  return context
}

/// The value of a variable in a context: a new reference, or nil.
private func value(of key: ObjectPointer, in context: ObjectPointer) throws(Raise)
  -> ObjectPointer?
{
  try withLock(context) { () throws(Raise) in
    guard let values = fields(context).pointee.values else { return nil }
    var found: ObjectPointer?
    try check(PyDict_GetItemRef(values, key, &found))
    return found
  }
}

private func change(_ values: ObjectPointer, _ key: ObjectPointer, to value: ObjectPointer?)
  throws(Raise)
{
  try check(value == nil ? PyDict_DelItem(values, key) : PyDict_SetItem(values, key, value))
}

/// Changes the value of a variable in the current context; nil: takes it out.
///
/// The caller holds the value that it had, which so does not die under the lock.
private func change(_ key: ObjectPointer, in context: ObjectPointer, to value: ObjectPointer?)
  throws(Raise)
{
  let isDone = try withLock(context) { () throws(Raise) in
    guard let values = fields(context).pointee.values, fields(context).pointee.is_shared == 0
    else { return false }
    try change(values, key, to: value)
    return true
  }
  if isDone { return }
  // K1: no other thread puts another dict there meanwhile.
  let old: ObjectPointer? = fields(context).pointee.values
  let new = try Owned(old == nil ? PyDict_New() : PyDict_Copy(old))
  try change(new.pointer, key, to: value)
  let values = new.store()
  withLock(context) {
    fields(context).pointee.values = values
    fields(context).pointee.is_shared = 0
  }
  drop(old)
}

private func set(_ key: ObjectPointer, to value: ObjectPointer) throws(Raise) -> ObjectPointer {
  let context = try currentContext()
  let made = Owned(try newZeroedObject(suture_PyContextToken_Type()))
  let fields = token(made.pointer)
  fields.pointee.context = store(context)
  fields.pointee.variable = store(key)
  if let old = try SutureRuntime.value(of: key, in: context) {
    fields.pointee.old_value = Owned(old).store()
  }
  gcTrack(made.pointer)
  try change(key, in: context, to: value)
  return made.take()
}

private func reset(_ key: ObjectPointer, by token: ObjectPointer) throws(Raise) {
  let fields = SutureRuntime.token(token)
  if suture_load_acquire_i32(&fields.pointee.is_used) != 0 {
    throw Raise(.runtime, "\(try text(token)) has already been used once")
  }
  if fields.pointee.variable != key {
    throw Raise(.value, "\(try text(token)) was created by a different ContextVar")
  }
  let context = try currentContext()
  if fields.pointee.context != context {
    throw Raise(.value, "\(try text(token)) was created in a different Context")
  }
  suture_store_release_i32(&fields.pointee.is_used, 1)
  guard let current = try value(of: key, in: context) else { throw Raise(.lookup, value: key) }
  defer { suture_decref(current) }
  try change(key, in: context, to: fields.pointee.old_value)
}

private func enter(_ context: ObjectPointer) throws(Raise) {
  let isFree = withLock(context) {
    guard fields(context).pointee.is_entered == 0 else { return false }
    fields(context).pointee.is_entered = 1
    return true
  }
  guard isFree else {
    throw Raise(.runtime, "cannot enter context: \(try text(context)) is already entered")
  }
  let t = suture_thread()
  fields(context).pointee.previous = t.pointee.context
  t.pointee.context = store(context)
}

private func exit(_ context: ObjectPointer) throws(Raise) {
  if withLock(context, { fields(context).pointee.is_entered }) == 0 {
    throw Raise(.runtime, "cannot exit context: \(try text(context)) has not been entered")
  }
  let t = suture_thread()
  if t.pointee.context != context {
    throw Raise(
      .runtime,
      "cannot exit context: thread state references a different context object"
    )
  }
  t.pointee.context = fields(context).pointee.previous
  fields(context).pointee.previous = nil
  withLock(context) { fields(context).pointee.is_entered = 0 }
  suture_decref_stored(context)
}

private func makeVariable(_ name: ObjectPointer, _ fallback: ObjectPointer?) throws(Raise)
  -> ObjectPointer
{
  guard name.isStr else { throw Raise(.type, "context variable name must be a str") }
  let o = try newZeroedObject(suture_PyContextVar_Type())
  variable(o).pointee.name = store(name)
  variable(o).pointee.fallback = store(fallback)
  gcTrack(o)
  return o
}

/// repr(o).
private func text(_ o: ObjectPointer) throws(Raise) -> String {
  let repr = try Owned(PyObject_Repr(o))
  return swiftText(repr.pointer)
}

private func checkKey(_ key: ObjectPointer) throws(Raise) {
  if !isVariable(key) { throw Raise(.type, "a ContextVar key was expected, got \(try text(key))") }
}

private func checkContext(_ o: ObjectPointer?) throws(Raise) -> ObjectPointer {
  guard let o, isContext(o) else { throw Raise(.type, "an instance of Context was expected") }
  return o
}

private func checkVariable(_ o: ObjectPointer?) throws(Raise) -> ObjectPointer {
  guard let o, isVariable(o) else { throw Raise(.type, "an instance of ContextVar was expected") }
  return o
}

/// Its value in the current context, else `fallback`, else its own default: a new reference, or nil.
private func get(_ key: ObjectPointer, _ fallback: ObjectPointer?) throws(Raise) -> ObjectPointer? {
  if let context = suture_thread().pointee.context, let found = try value(of: key, in: context) {
    return found
  }
  let fallback: ObjectPointer? = fallback ?? variable(key).pointee.fallback
  return fallback.map(newReference)
}

// MARK: C API

@c @implementation
public func PyContext_New() -> ObjectPointer? {
  raising { () throws(Raise) in try makeContext(nil) }
}

@c @implementation
public func PyContext_Copy(_ context: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try copy(checkContext(context)) }
}

@c @implementation
public func PyContext_CopyCurrent() -> ObjectPointer? {
  raising { () throws(Raise) in try copy(currentContext()) }
}

@c @implementation
public func PyContext_Enter(_ context: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    try enter(checkContext(context))
    return 0
  }
}

@c @implementation
public func PyContext_Exit(_ context: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    try exit(checkContext(context))
    return 0
  }
}

@c @implementation
public func PyContextVar_New(_ name: UnsafePointer<CChar>?, _ fallback: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let text = try Owned(PyUnicode_FromString(name))
    return try makeVariable(text.pointer, fallback)
  }
}

@c @implementation
public func PyContextVar_Get(
  _ o: ObjectPointer?,
  _ fallback: ObjectPointer?,
  _ value: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  raising { () throws(Raise) in
    let key = try checkVariable(o)
    value!.pointee = nil
    value!.pointee = try get(key, fallback)
    return 0
  }
}

@c @implementation
public func PyContextVar_Set(_ o: ObjectPointer?, _ value: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try set(checkVariable(o), to: value!) }
}

@c @implementation
public func PyContextVar_Reset(_ o: ObjectPointer?, _ token: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    let key = try checkVariable(o)
    guard let token, isToken(token) else {
      throw Raise(.type, "an instance of Token was expected")
    }
    try reset(key, by: token)
    return 0
  }
}

// MARK: Slots of contexts

@c func suture_context_new(_ type: TypePointer, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    if args.map(tupleCount) ?? 0 > 0 || kwargs.map({ PyDict_Size($0) }) ?? 0 > 0 {
      throw Raise(.type, "Context() does not accept any arguments")
    }
    return try makeContext(nil)
  }
}

@c func suture_context_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  if fields(self).pointee.weakreflist != nil { PyObject_ClearWeakRefs(self) }
  drop(fields(self).pointee.values)
  drop(fields(self).pointee.previous)
  freeInstance(self)
}

@c func suture_context_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  let result = visitField(fields(self).pointee.values, visit, argument)
  return result != 0 ? result : visitField(fields(self).pointee.previous, visit, argument)
}

@c func suture_context_clear(_ self: ObjectPointer) -> Int32 {
  let (values, previous): (ObjectPointer?, ObjectPointer?) = withLock(self) {
    let old = (fields(self).pointee.values, fields(self).pointee.previous)
    fields(self).pointee.values = nil
    fields(self).pointee.previous = nil
    return old
  }
  drop(values)
  drop(previous)
  return 0
}

@c func suture_context_compare(_ self: ObjectPointer, _ other: ObjectPointer, _ operation: Int32)
  -> ObjectPointer?
{
  guard isContext(self), isContext(other), operation == Py_EQ || operation == Py_NE else {
    return newReference(suture_NotImplemented())
  }
  return raising { () throws(Raise) in
    let a = Owned(try values(self))
    let b = Owned(try values(other))
    return try check(PyObject_RichCompare(a.pointer, b.pointer, operation))
  }
}

/// The values now: a new dict.
private func values(_ context: ObjectPointer) throws(Raise) -> ObjectPointer {
  try check(reading(context, PyDict_Copy))
}

/// `body` of the values; of an empty dict where there are none.
private func reading(
  _ context: ObjectPointer,
  _ body: (ObjectPointer?) -> ObjectPointer?
) throws(Raise) -> ObjectPointer? {
  let result: ObjectPointer?? = withLock(context) {
    fields(context).pointee.values.map { body($0) }
  }
  if let result { return result }
  let empty = try Owned(PyDict_New())
  return body(empty.pointer)
}

@c func suture_context_length(_ self: ObjectPointer) -> Py_ssize_t {
  withLock(self) { fields(self).pointee.values.map { PyDict_Size($0) } ?? 0 }
}

@c func suture_context_subscript(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    try checkKey(key)
    guard let found = try value(of: key, in: self) else { throw Raise(.key, value: key) }
    return found
  }
}

@c func suture_context_contains(_ self: ObjectPointer, _ key: ObjectPointer) -> Int32 {
  raising { () throws(Raise) in
    try checkKey(key)
    guard let found = try value(of: key, in: self) else { return 0 }
    suture_decref(found)
    return 1
  }
}

private func iterator(
  _ context: ObjectPointer,
  _ list: (ObjectPointer?) -> ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let items = try Owned(reading(context, list))
    return try check(PyObject_GetIter(items.pointer))
  }
}

@c func suture_context_iter(_ self: ObjectPointer) -> ObjectPointer? { iterator(self, PyDict_Keys) }

// MARK: Methods of contexts

@c func suture_context_keys(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  iterator(self, PyDict_Keys)
}

@c func suture_context_values(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  iterator(self, PyDict_Values)
}

@c func suture_context_items(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  iterator(self, PyDict_Items)
}

@c func suture_context_copy(_ self: ObjectPointer, _: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try copy(self) }
}

@c func suture_context_get(_ self: ObjectPointer, _ args: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("get", count, 1, 2)
    try checkKey(args![0]!)
    if let found = try value(of: args![0]!, in: self) { return found }
    return count == 2 ? newReference(args![1]!) : none()
  }
}

@c func suture_context_run(
  _ self: ObjectPointer,
  _ args: Arguments?,
  _ count: Py_ssize_t,
  _ names: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    if count < 1 { throw Raise(.type, "run() missing 1 required positional argument") }
    try enter(self)
    let result = call(args![0]!, args! + 1, count - 1, names)
    do throws(Raise) { try exit(self) } catch {
      if let result { suture_decref(result) }
      throw error
    }
    return try check(result)
  }
}

// MARK: Slots and methods of variables

private let signature = Signature("ContextVar", "", "default", required: 1, positional: 1)

@c func suture_contextvar_new(_ type: TypePointer, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let (count, named) = (args.map(tupleCount) ?? 0, kwargs.map { PyDict_Size($0) } ?? 0)
    if count > 1, count + named == 2 {
      throw Raise(.type, "ContextVar() takes at most 1 positional argument (\(count) given)")
    }
    let given = try signature.bind(tuple: args, dict: kwargs)
    return try makeVariable(given[0]!, given[1])
  }
}

@c func suture_contextvar_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  drop(variable(self).pointee.name)
  drop(variable(self).pointee.fallback)
  freeInstance(self)
}

@c func suture_contextvar_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 { visitField(variable(self).pointee.fallback, visit, argument) }

@c func suture_contextvar_clear(_ self: ObjectPointer) -> Int32 {
  let fallback: ObjectPointer? = variable(self).pointee.fallback
  variable(self).pointee.fallback = nil
  drop(fallback)
  return 0
}

@c func suture_contextvar_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    var writer = StrWriter()
    writer.append(ascii: "<ContextVar name=")
    try writer.append(repr: variable(self).pointee.name)
    if let fallback = variable(self).pointee.fallback {
      writer.append(ascii: " default=")
      try writer.append(repr: fallback)
    }
    writer.append(" at \(hexAddress(self))>")
    return try writer.finish()
  }
}

@c func suture_contextvar_get(_ self: ObjectPointer, _ args: Arguments?, _ count: Py_ssize_t)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    try checkPositional("get", count, 0, 1)
    if let found = try get(self, count == 1 ? args![0] : nil) { return found }
    throw Raise(.lookup, value: self)
  }
}

@c func suture_contextvar_set(_ self: ObjectPointer, _ value: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in try set(self, to: value) }
}

@c func suture_contextvar_reset(_ self: ObjectPointer, _ token: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard isToken(token) else {
      throw Raise(.type, "expected an instance of Token, got \(try text(token))")
    }
    try reset(self, by: token)
    return none()
  }
}

// MARK: Slots of tokens

@c func suture_token_new(_ type: TypePointer, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    throw Raise(.runtime, "Tokens can only be created by ContextVars")
  }
}

@c func suture_token_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  _ = suture_token_clear(self)
  freeInstance(self)
}

@c func suture_token_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  for field in [\SutureContextToken.context, \.variable, \.old_value] {
    let result = visitField(token(self).pointee[keyPath: field], visit, argument)
    if result != 0 { return result }
  }
  return 0
}

@c func suture_token_clear(_ self: ObjectPointer) -> Int32 {
  for field in [\SutureContextToken.context, \.variable, \.old_value] {
    let old: ObjectPointer? = token(self).pointee[keyPath: field]
    token(self).pointee[keyPath: field] = nil
    drop(old)
  }
  return 0
}

@c func suture_token_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    var writer = StrWriter()
    writer.append(ascii: "<Token")
    if suture_load_acquire_i32(&token(self).pointee.is_used) != 0 { writer.append(ascii: " used") }
    writer.append(ascii: " var=")
    if let variable = token(self).pointee.variable { try writer.append(repr: variable) }
    writer.append(" at \(hexAddress(self))>")
    return try writer.finish()
  }
}

@c func suture_token_get_var(_ self: ObjectPointer, _: UnsafeMutableRawPointer?) -> ObjectPointer? {
  newReference(token(self).pointee.variable ?? suture_None())
}

@c func suture_token_get_old_value(_ self: ObjectPointer, _: UnsafeMutableRawPointer?)
  -> ObjectPointer?
{
  newReference(token(self).pointee.old_value ?? suture_missing_value())
}

@c func suture_missing_repr(_ self: ObjectPointer) -> ObjectPointer? {
  PyUnicode_FromString("<Token.MISSING>")
}
