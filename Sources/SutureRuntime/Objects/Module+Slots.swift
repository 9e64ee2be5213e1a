import CSuture

// Modules made from slot arrays: PyModExport_ and PyModule_FromSlotsAndSpec (PEP 793, 803, 820).

// MARK: Layout

/// What the slots of a module say.
///
/// Arrays may be nested, and the old kind of array (`{int, void *}`) may be nested in the new one.
struct ModuleSlots {
  private(set) var create: UnsafeMutableRawPointer?
  private(set) var exec: [UnsafeMutableRawPointer] = []
  private(set) var declaresNoGIL = false
  private(set) var name: UnsafePointer<CChar>?
  private(set) var doc: UnsafePointer<CChar>?
  private(set) var stateSize = 0
  private(set) var methods: MethodDefPointer?
  private(set) var traverse: UnsafeMutableRawPointer?
  private(set) var clear: UnsafeMutableRawPointer?
  private(set) var free: UnsafeMutableRawPointer?
  private(set) var abi: UnsafeMutablePointer<PyABIInfo>?
  private(set) var token: UnsafeRawPointer
  private var seen: Set<Int> = []

  init(_ slots: UnsafePointer<PySlot>, _ module: String) throws(Raise) {
    token = UnsafeRawPointer(slots)
    try read(slots, module, 0)
  }

  private mutating func read(_ slots: UnsafePointer<PySlot>, _ module: String, _ depth: Int)
    throws(Raise)
  {
    if depth > 5 { throw Raise(.system, "module \(module): slots are nested too deeply") }
    var slot = slots
    while slot.pointee.sl_id != 0 {
      let s = slot.pointee
      slot += 1
      switch Int(s.sl_id) {
      case 92:
        if let nested = s.sl_ptr {
          try read(UnsafePointer(nested.assumingMemoryBound(to: PySlot.self)), module, depth + 1)
        }
      case 94:
        if let nested = s.sl_ptr {
          try readOld(nested.assumingMemoryBound(to: PyModuleDef_Slot.self), module)
        }
      default:
        try take(Int(s.sl_id), s.sl_ptr, s.sl_size, module, isOptional: s.sl_flags & 1 != 0)
      }
    }
  }

  private mutating func readOld(_ slots: UnsafeMutablePointer<PyModuleDef_Slot>, _ module: String)
    throws(Raise)
  {
    var slot = slots
    while slot.pointee.slot != 0 {
      let id = Int(slot.pointee.slot)
      // The first four numbers mean other things in new arrays.
      let modern = id >= 1 && id <= 4 ? id + 83 : id
      try take(
        modern,
        slot.pointee.value,
        Int(bitPattern: slot.pointee.value),
        module,
        isOptional: false
      )
      slot += 1
    }
  }

  private mutating func take(
    _ id: Int,
    _ pointer: UnsafeMutableRawPointer?,
    _ size: Int,
    _ module: String,
    isOptional: Bool
  ) throws(Raise) {
    if id != 85, (84...110).contains(id), !seen.insert(id).inserted {
      throw Raise(.system, "module \(module) has more than one slot of ID \(id)")
    }
    switch id {
    case 84: create = pointer
    case 85:
      guard let pointer else { throw Raise(.system, "module \(module): slot \(id) is NULL") }
      exec.append(pointer)
    case 86: break
    case 87: declaresNoGIL = size == 1
    case 100: name = UnsafePointer(pointer?.assumingMemoryBound(to: CChar.self))
    case 101: doc = UnsafePointer(pointer?.assumingMemoryBound(to: CChar.self))
    case 102:
      if size < 0 {
        throw Raise(.system, "module \(module): Py_mod_state_size may not be negative")
      }
      stateSize = size
    case 103: methods = pointer?.assumingMemoryBound(to: PyMethodDef.self)
    case 104: traverse = pointer
    case 105: clear = pointer
    case 106: free = pointer
    case 109: abi = pointer?.assumingMemoryBound(to: PyABIInfo.self)
    case 110:
      guard let pointer else { throw Raise(.system, "module \(module): Py_mod_token is NULL") }
      token = UnsafeRawPointer(pointer)
    default:
      if !isOptional { throw Raise(.system, "module \(module) uses unknown slot ID \(id)") }
    }
  }
}

// MARK: Operations

/// The first phase: a module, or what a create slot gives.
private func makeFromSlots(_ slots: UnsafePointer<PySlot>, _ spec: ObjectPointer) throws(Raise)
  -> ObjectPointer
{
  let name = try Owned(PyObject_GetAttr(spec, suture_name_name()))
  guard let utf8 = PyUnicode_AsUTF8AndSize(name.pointer, nil) else { throw .pending }
  let text = String(cString: utf8)
  let s = try ModuleSlots(slots, text)
  guard let abi = s.abi else { throw Raise(.system, "module \(text) does not define Py_mod_abi") }
  try check(PyABIInfo_Check(abi, utf8))
  let module = try Owned(create(s.create, spec, nil, name.pointer, text))
  let hasFunctions = s.traverse != nil || s.clear != nil || s.free != nil
  if isModule(module.pointer) {
    let m = module.pointer.asModule
    m.pointee.state_size = s.stateSize
    m.pointee.traverse = unsafeBitCast(s.traverse, to: traverseproc?.self)
    m.pointee.clear = unsafeBitCast(s.clear, to: inquiry?.self)
    m.pointee.free = unsafeBitCast(s.free, to: freefunc?.self)
    m.pointee.token = s.token
    m.pointee.domain = CodeDomain.current.rawValue
    storeExec(m, s.exec)
  } else {
    try refuseNonModule(text, hasState: s.stateSize > 0 || hasFunctions, executes: !s.exec.isEmpty)
  }
  try addFunctions(module.pointer, name: name.pointer, s.methods, .current)
  if let doc = s.doc { try check(PyModule_SetDocString(module.pointer, doc)) }
  return module.take()
}

/// The exec functions stay with the module: PyModule_Exec has nothing else to find them by.
private func storeExec(_ m: ModulePointer, _ functions: [UnsafeMutableRawPointer]) {
  typealias Exec = @convention(c) (ObjectPointer?) -> Int32
  let row = UnsafeMutablePointer<Exec?>.allocate(capacity: functions.count + 1)
  for (i, function) in functions.enumerated() {
    (row + i).initialize(to: unsafeBitCast(function, to: Exec.self))
  }
  (row + functions.count).initialize(to: nil)
  m.pointee.exec = row
}

/// The second phase: state, then the exec functions, in order.
///
/// Once.
private func executeStored(_ module: ObjectPointer) throws(Raise) {
  let m = module.asModule
  let text = swiftText(try moduleName(module))
  if m.pointee.module.md_state == nil {
    m.pointee.module.md_state = try zeroedState(m.pointee.state_size)
  }
  guard var row = m.pointee.exec else { return }
  while let function = row.pointee {
    try execute(unsafeBitCast(function, to: UnsafeMutableRawPointer.self), module, text)
    row += 1
  }
}

// MARK: C API

@c @implementation
public func PyModule_FromSlotsAndSpec(_ slots: UnsafePointer<PySlot>?, _ spec: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in try makeFromSlots(slots!, spec!) }
}

@c @implementation
public func PyModule_Exec(_ module: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let module, isModule(module) else {
      throw Raise(.type, "expected module, got \(module!.type.name)")
    }
    if let def = module.asModule.pointee.module.md_def { return PyModule_ExecDef(module, def) }
    if module.asModule.pointee.exec != nil { try executeStored(module) }
    return 0
  }
}

@c @implementation
public func PyABIInfo_Check(_ info: UnsafeMutablePointer<PyABIInfo>?, _ name: UnsafePointer<CChar>?)
  -> Int32
{
  raising { () throws(Raise) in
    let module = name.map { "module " + String(cString: $0) } ?? "module"
    let i = info!.pointee
    if i.abiinfo_major_version == 0 { return 0 }
    if i.abiinfo_major_version > 1 {
      throw Raise(.importError, "\(module): PyABIInfo version too high")
    }
    let flags = Int32(i.flags)
    let isStable = flags & 1 != 0
    if flags & 8 != 0 {
      throw Raise(
        .importError,
        "\(module): incompatible internal ABI: it was built for one version of CPython"
      )
    }
    if isStable, i.abi_version != 0, i.abi_version >> 16 > 0x030f {
      let minor = (i.abi_version >> 16) & 0xff
      throw Raise(.importError, "\(module): incompatible future stable ABI version (3.\(minor))")
    }
    if !isStable, i.abi_version != 0, i.abi_version >> 16 != 0x030d {
      let minor = (i.abi_version >> 16) & 0xff
      throw Raise(.importError, "\(module): incompatible ABI version (3.\(minor))")
    }
    return 0
  }
}
