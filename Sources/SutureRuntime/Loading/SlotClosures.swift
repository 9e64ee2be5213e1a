@preconcurrency import CLibFFI
import CSuture
import SutureSync

// The auto-lock of types. A slot of an extension's type may be called from anywhere through its pointer, so the pointer
// itself is replaced: by a closure that enters the mode of the extension's code, calls it, and converts its result.
//
//     caller's mode   | the slot's domain | the closure
//     ----------------+-------------------+-----------------------------------------------------------
//     the domain's    |                   | calls
//     free            | legacy            | takes the legacy lock, shows the arguments, calls, takes the result in
//     legacy          | free              | free mode, calls, hands the result out; the lock is kept
//
// In GIL mode there are no closures.

// MARK: Layout

/// What a closure knows: one for each function, shape and domain.
private typealias SlotCode = SutureSlotCode

extension SutureSlotCode {
  @inline(__always)
  fileprivate var codeDomain: CodeDomain { CodeDomain(rawValue: domain).unsafelyUnwrapped }
}

private typealias Word = UnsafeMutableRawPointer
private typealias O1 = @convention(c) (Word?) -> ObjectPointer?
private typealias O2 = @convention(c) (Word?, Word?) -> ObjectPointer?
private typealias O3 = @convention(c) (Word?, Word?, Word?) -> ObjectPointer?
private typealias O2I = @convention(c) (Word?, Word?, Int32) -> ObjectPointer?
private typealias OV = @convention(c) (Word?, Arguments?, Int, Word?) -> ObjectPointer?
private typealias I1 = @convention(c) (Word?) -> Int32
private typealias I2 = @convention(c) (Word?, Word?) -> Int32
private typealias I3 = @convention(c) (Word?, Word?, Word?) -> Int32
private typealias I2I = @convention(c) (Word?, Word?, Int32) -> Int32
private typealias W1 = @convention(c) (Word?) -> Int
private typealias V1 = @convention(c) (Word?) -> Void
private typealias V2 = @convention(c) (Word?, Word?) -> Void
/// ClosureBody, as C sees it.
private typealias SlotBody =
  @convention(c) (
    UnsafeMutableRawPointer?, UnsafeMutableRawPointer?,
    UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafeMutableRawPointer?
  ) -> Void
private typealias FFIArguments = UnsafeMutablePointer<UnsafeMutableRawPointer?>

extension UnsafeMutablePointer where Pointee == UnsafeMutableRawPointer? {
  @inline(__always)
  fileprivate func word(_ i: Int) -> Word? { self[i]!.load(as: Word?.self) }
  @inline(__always)
  fileprivate func int(_ i: Int) -> Int32 { self[i]!.load(as: Int32.self) }
}

@inline(__always)
private func object(_ word: Word?) -> ObjectPointer? {
  word?.assumingMemoryBound(to: PyObject.self)
}

/// The memory of a result narrower than a word is a word (libffi's ffi_arg).
@inline(__always)
private func give(_ result: UnsafeMutableRawPointer?, _ value: Int32) {
  result!.storeBytes(of: Int(value), as: Int.self)
}

@inline(__always)
private func give(_ result: UnsafeMutableRawPointer?, _ value: Int) {
  result!.storeBytes(of: value, as: Int.self)
}

@inline(__always)
private func give(_ result: UnsafeMutableRawPointer?, _ value: ObjectPointer?) {
  result!.storeBytes(of: value, as: ObjectPointer?.self)
}

// MARK: Operations

/// Replaces the slots that an extension's type defines by closures that enter the mode of the
/// extension's code, and marks the type with its domain (TypeFlag.legacyCode, freeCode).
///
/// Called by PyType_Ready and PyType_From... for each type that an extension makes, after the slots
/// are filled and before they are inherited.
///
/// A heap type becomes immortal: extension code counts the references of instances to it in its own ways (C14, C15).
func wrapExtensionSlots(_ type: TypePointer) {
  let domain = CodeDomain.current
  guard domain != .runtime else { return }
  type.setFlag(domain == .legacy ? TypeFlag.legacyCode : TypeFlag.freeCode)
  if type.has(TypeFlag.heap) { makeImmortal(type.asObject) }
  var entry = suture_slot_shapes()
  while entry.pointee.shape < UInt8(SUTURE_SHAPE_COUNT) {
    if let table = table(of: type, Int(entry.pointee.table)) {
      let slot = (table + Int(entry.pointee.offset)).assumingMemoryBound(to: UnsafeRawPointer?.self)
      if let target = slot.pointee,
        let closure = SlotClosures.closure(for: target, Int(entry.pointee.shape), domain)
      {
        slot.pointee = closure
      }
    }
    entry += 1
  }
}

private func table(of type: TypePointer, _ which: Int) -> UnsafeMutableRawPointer? {
  switch which {
  case Int(SUTURE_IN_NUMBER): type.pointee.tp_as_number.map { UnsafeMutableRawPointer($0) }
  case Int(SUTURE_IN_SEQUENCE): type.pointee.tp_as_sequence.map { UnsafeMutableRawPointer($0) }
  case Int(SUTURE_IN_MAPPING): type.pointee.tp_as_mapping.map { UnsafeMutableRawPointer($0) }
  case Int(SUTURE_IN_ASYNC): type.pointee.tp_as_async.map { UnsafeMutableRawPointer($0) }
  case Int(SUTURE_IN_BUFFER): type.pointee.tp_as_buffer.map { UnsafeMutableRawPointer($0) }
  default: UnsafeMutableRawPointer(type)
  }
}

/// The function behind a closure of `wrapExtensionSlots`, where the calling code runs in its mode;
/// any other pointer as it is.
///
/// What PyType_GetSlot gives.
@inline(__always)
func originalSlot(_ pointer: UnsafeRawPointer) -> UnsafeRawPointer {
  suture_is_gil_mode() ? pointer : SlotClosures.original(pointer)
}

/// The closures that were made.
///
/// They live as long as the process.
private enum SlotClosures {
  private struct Key: Hashable {
    let target: UnsafeRawPointer
    let shape: Int
    let domain: CodeDomain
  }
  private static let lock = Mutex()
  nonisolated(unsafe) private static var closures: [Key: UnsafeRawPointer] = [:]
  private static let ownBase: UInt = suture_code_base(suture_own_code())

  /// nil: the slot is to stay as it is, since it is Suture's own code or already a closure.
  static func closure(for target: UnsafeRawPointer, _ shape: Int, _ domain: CodeDomain)
    -> UnsafeRawPointer?
  {
    lock.lock()
    defer { lock.unlock() }
    if code(of: target) != nil { return nil }
    let key = Key(target: target, shape: shape, domain: domain)
    if let found = closures[key] { return found }
    if suture_code_base(target) == ownBase { return nil }
    guard let (signature, body) = closureShape(shape) else { return nil }
    let code = UnsafeMutablePointer<SlotCode>.allocate(capacity: 1)
    code.initialize(
      to: SlotCode(
        target: target,
        domain: domain.rawValue,
        body: unsafeBitCast(body, to: SlotBody.self),
        closure: nil
      )
    )
    let thunk = suture_slot_thunk(Int32(shape), code)
    guard let made = thunk ?? makeClosure(signature, code, body).map({ UnsafeRawPointer($0) })
    else {
      Diagnostics.fatal("no closure can be made for a slot of an extension's type")
    }
    closures[key] = made
    code.pointee.closure = made
    if (closures.count + 1) * 2 > row.capacity { grow() }
    row.insert(code)
    return made
  }

  static func original(_ pointer: UnsafeRawPointer) -> UnsafeRawPointer {
    guard let code = code(of: pointer), code.pointee.codeDomain.isCurrent else { return pointer }
    return code.pointee.target
  }

  /// The closures by their address: open addressing, at most half full, read without the lock.
  ///
  ///     [ capacity | code | code | NULL | ... ]     only NULL changes; a larger row replaces the whole, which stays
  private struct Row {
    let words: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    var capacity: Int { Int(bitPattern: words[0]) }

    init(capacity: Int) {
      words = .allocate(capacity: capacity + 1)
      words.initialize(repeating: nil, count: capacity + 1)
      words[0] = UnsafeMutableRawPointer(bitPattern: capacity)
    }

    init(_ words: UnsafeMutableRawPointer) {
      self.words = words.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    }

    /// The place of a closure, or the empty one where it would be.
    @inline(__always)
    func place(of closure: UnsafeRawPointer) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
      let mask = capacity - 1
      var i = Int(bitPattern: closure) >> 4 & mask
      while let found = suture_load_acquire_ptr(words + 1 + i) {
        if found.assumingMemoryBound(to: SlotCode.self).pointee.closure == closure { break }
        i = (i + 1) & mask
      }
      return words + 1 + i
    }

    func insert(_ code: UnsafeMutablePointer<SlotCode>) {
      suture_store_release_ptr(place(of: code.pointee.closure!), UnsafeMutableRawPointer(code))
    }
  }

  /// With the lock held.
  private static var row: Row {
    if let words = suture_slot_closures_word().pointee { return Row(words) }
    let first = Row(capacity: 1024)
    suture_store_release_ptr(suture_slot_closures_word(), UnsafeMutableRawPointer(first.words))
    return first
  }

  private static func grow() {
    let old = row
    let bigger = Row(capacity: old.capacity * 2)
    for i in 1...old.capacity {
      if let code = old.words[i] { bigger.insert(code.assumingMemoryBound(to: SlotCode.self)) }
    }
    suture_store_release_ptr(suture_slot_closures_word(), UnsafeMutableRawPointer(bigger.words))
  }

  /// What a closure calls; nil: the pointer is none.
  @inline(__always)
  private static func code(of pointer: UnsafeRawPointer) -> UnsafeMutablePointer<SlotCode>? {
    guard let words = suture_load_acquire_ptr(suture_slot_closures_word()) else { return nil }
    return suture_load_acquire_ptr(Row(words).place(of: pointer))?
      .assumingMemoryBound(to: SlotCode.self)
  }
}

/// The signature and the body of a shape's closures.
private func closureShape(_ shape: Int) -> (ClosureSignature, ClosureBody)? {
  switch shape {
  case Int(SUTURE_SHAPE_O_O): (.words(1, result: .word), callO_O)
  case Int(SUTURE_SHAPE_O_OO): (.words(2, result: .word), callO_OO)
  case Int(SUTURE_SHAPE_O_OW): (.words(2, result: .word), callO_OW)
  case Int(SUTURE_SHAPE_O_OOO): (.words(3, result: .word), callO_OOO)
  case Int(SUTURE_SHAPE_O_OOI): (.words(2, endsWithInt: true, result: .word), callO_OOI)
  case Int(SUTURE_SHAPE_O_VECTOR): (.words(4, result: .word), callO_Vector)
  case Int(SUTURE_SHAPE_I_O): (.words(1, result: .int), callI_O)
  case Int(SUTURE_SHAPE_I_OO): (.words(2, result: .int), callI_OO)
  case Int(SUTURE_SHAPE_I_OWO): (.words(3, result: .int), callI_OWO)
  case Int(SUTURE_SHAPE_I_OOO): (.words(3, result: .int), callI_OOO)
  case Int(SUTURE_SHAPE_I_TRAVERSE): (.words(3, result: .int), callI_Traverse)
  case Int(SUTURE_SHAPE_I_BUFFER): (.words(2, endsWithInt: true, result: .int), callI_Buffer)
  case Int(SUTURE_SHAPE_I_SEND): (.words(3, result: .int), callI_Send)
  case Int(SUTURE_SHAPE_W_O): (.words(1, result: .word), callW_O)
  case Int(SUTURE_SHAPE_V_DYING): (.words(1, result: .nothing), callV_Dying)
  case Int(SUTURE_SHAPE_V_BUFFER): (.words(2, result: .nothing), callV_Buffer)
  default: nil
  }
}

// MARK: Closure bodies

/// What a closure shows to legacy code: objects, a tuple of arguments with its items, a row of arguments.
private struct Shown {
  var objects: (Word?, Word?) = (nil, nil)
  var arguments: Word?
  var row: Arguments?
  var count = 0

  @inline(__always)
  init(_ a: Word? = nil, _ b: Word? = nil, arguments: Word? = nil) {
    objects = (a, b)
    self.arguments = arguments
  }

  @inline(__always)
  func show(_ crossing: Crossing) {
    crossing.expose(object(objects.0))
    crossing.expose(object(objects.1))
    crossing.expose(row, count)
    if let o = object(arguments) { Self.show(arguments: o, crossing) }
  }

  private static func show(arguments o: ObjectPointer, _ crossing: Crossing) {
    if o.isInstance(TypeFlag.tuple) { crossing.expose(tuple: o) } else { crossing.expose(o) }
  }
}

/// Calls what a closure stands for, in the mode of its code; `leave` ends the crossing with what `call` gave.
@inline(__always)
private func run<F, R>(
  _ user: UnsafeMutableRawPointer?,
  _ type: F.Type,
  _ shown: Shown,
  leaving leave: (Crossing, R) -> R,
  _ call: (F) -> R
) -> R {
  let code = user!.assumingMemoryBound(to: SlotCode.self).pointee
  let function = unsafeBitCast(code.target, to: type)
  if code.codeDomain.isCurrent { return call(function) }
  let crossing = Crossing(into: code.codeDomain)
  shown.show(crossing)
  return leave(crossing, call(function))
}

@inline(__always)
private func reference(_ crossing: Crossing, _ result: ObjectPointer?) -> ObjectPointer? {
  crossing.leave(result)
}

@inline(__always)
private func number<T>(_ crossing: Crossing, _ result: T) -> T { crossing.leave(returning: result) }

private func callO_O(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let a = args!.word(0)
  give(result, run(user, O1.self, Shown(a), leaving: reference) { $0(a) })
}

private func callO_OO(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b) = (args!.word(0), args!.word(1))
  give(result, run(user, O2.self, Shown(a, b), leaving: reference) { $0(a, b) })
}

private func callO_OW(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b) = (args!.word(0), args!.word(1))
  give(result, run(user, O2.self, Shown(a), leaving: reference) { $0(a, b) })
}

private func callO_OOO(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b, c) = (args!.word(0), args!.word(1), args!.word(2))
  give(result, run(user, O3.self, Shown(a, c, arguments: b), leaving: reference) { $0(a, b, c) })
}

private func callO_OOI(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b, i) = (args!.word(0), args!.word(1), args!.int(2))
  give(result, run(user, O2I.self, Shown(a, b), leaving: reference) { $0(a, b, i) })
}

private func callO_Vector(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, kwnames) = (args!.word(0), args!.word(3))
  let row = args![1]!.load(as: Arguments?.self)
  let nargsf = args![2]!.load(as: Int.self)
  var shown = Shown(a, arguments: kwnames)
  shown.row = row
  shown.count = positionalCount(nargsf) + itemCount(object(kwnames))
  give(result, run(user, OV.self, shown, leaving: reference) { $0(a, row, nargsf, kwnames) })
}

private func callI_O(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let a = args!.word(0)
  give(result, run(user, I1.self, Shown(a), leaving: number) { $0(a) })
}

private func callI_OO(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b) = (args!.word(0), args!.word(1))
  give(result, run(user, I2.self, Shown(a, b), leaving: number) { $0(a, b) })
}

private func callI_OWO(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b, c) = (args!.word(0), args!.word(1), args!.word(2))
  give(result, run(user, I3.self, Shown(a, c), leaving: number) { $0(a, b, c) })
}

private func callI_OOO(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b, c) = (args!.word(0), args!.word(1), args!.word(2))
  give(result, run(user, I3.self, Shown(a, c, arguments: b), leaving: number) { $0(a, b, c) })
}

/// Counts nothing and is shown nothing: the collector calls it with the world stopped and the legacy lock held.
private func callI_Traverse(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b, c) = (args!.word(0), args!.word(1), args!.word(2))
  give(result, run(user, I3.self, Shown(), leaving: number) { $0(a, b, c) })
}

/// `view.obj` is a result: it changes its count as one.
private func callI_Buffer(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b, i) = (args!.word(0), args!.word(1), args!.int(2))
  func leave(_ crossing: Crossing, _ value: Int32) -> Int32 {
    let view = b?.assumingMemoryBound(to: Py_buffer.self)
    _ = crossing.leave(value == 0 ? view?.pointee.obj : nil)
    return value
  }
  give(result, run(user, I2I.self, Shown(a), leaving: leave) { $0(a, b, i) })
}

private func callI_Send(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b, c) = (args!.word(0), args!.word(1), args!.word(2))
  func leave(_ crossing: Crossing, _ value: Int32) -> Int32 {
    let sent = c?.assumingMemoryBound(to: ObjectPointer?.self)
    _ = crossing.leave(value >= 0 ? sent?.pointee : nil)
    return value
  }
  give(result, run(user, I3.self, Shown(a, b), leaving: leave) { $0(a, b, c) })
}

private func callW_O(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let a = args!.word(0)
  give(result, run(user, W1.self, Shown(a), leaving: number) { $0(a) })
}

private func callV_Dying(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let a = args!.word(0)
  run(user, V1.self, Shown(), leaving: number) { $0(a) }
}

private func callV_Buffer(
  _ interface: UnsafeMutablePointer<ffi_cif>?,
  _ result: UnsafeMutableRawPointer?,
  _ args: FFIArguments?,
  _ user: UnsafeMutableRawPointer?
) {
  let (a, b) = (args!.word(0), args!.word(1))
  run(user, V2.self, Shown(a), leaving: number) { $0(a, b) }
}
