import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Capsules: C pointers passed between extensions. The destructor belongs to the extension that set it, and runs in the
// mode of that extension's code.

// MARK: Operations

private func fields(_ o: ObjectPointer) -> UnsafeMutablePointer<SutureCapsule> {
  o.cast(to: SutureCapsule.self)
}

/// A capsule that holds a pointer, or ValueError in the name of `function`.
private func valid(_ o: ObjectPointer?, _ function: StaticString) throws(Raise)
  -> UnsafeMutablePointer<SutureCapsule>
{
  guard let o, o.type == suture_PyCapsule_Type(), fields(o).pointee.pointer != nil else {
    throw Raise(.value, "\(function) called with invalid PyCapsule object")
  }
  return fields(o)
}

private func isSame(_ a: UnsafePointer<CChar>?, _ b: UnsafePointer<CChar>?) -> Bool {
  guard let a, let b else { return a == b }
  return strcmp(a, b) == 0
}

/// What a capsule remembers of the code that gave it a destructor.
private func currentDomain() -> Int32 {
  switch CodeDomain.current {
  case .runtime: 0
  case .free: 1
  case .legacy: 2
  }
}

/// Runs the destructor of a dying capsule in its extension's mode.
private func destroy(_ o: ObjectPointer) {
  guard let destructor = fields(o).pointee.destructor else { return }
  switch fields(o).pointee.domain {
  case 0: destructor(o)
  case 1:
    let entry = LegacyLock.enterFree()
    destructor(o)
    LegacyLock.leave(entry)
  default:
    let entry = LegacyLock.enter()
    destructor(o)
    LegacyLock.leave(entry)
  }
}

// MARK: C API

@c @implementation
public func PyCapsule_New(
  _ pointer: UnsafeMutableRawPointer?,
  _ name: UnsafePointer<CChar>?,
  _ destructor: PyCapsule_Destructor?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    guard let pointer else { throw Raise(.value, "PyCapsule_New called with null pointer") }
    let o = try newZeroedObject(suture_PyCapsule_Type())
    fields(o).pointee.pointer = pointer
    fields(o).pointee.name = name
    fields(o).pointee.destructor = destructor
    fields(o).pointee.domain = currentDomain()
    return o
  }
}

@c @implementation
public func PyCapsule_IsValid(_ capsule: ObjectPointer?, _ name: UnsafePointer<CChar>?) -> Int32 {
  guard let capsule, capsule.type == suture_PyCapsule_Type(), fields(capsule).pointee.pointer != nil
  else {
    return 0
  }
  return isSame(fields(capsule).pointee.name, name) ? 1 : 0
}

@c @implementation
public func PyCapsule_GetPointer(
  _ capsule: ObjectPointer?,
  _ name: UnsafePointer<CChar>?
) -> UnsafeMutableRawPointer? {
  raising { () throws(Raise) in
    let fields = try valid(capsule, "PyCapsule_GetPointer")
    guard isSame(name, fields.pointee.name) else {
      throw Raise(.value, "PyCapsule_GetPointer called with incorrect name")
    }
    return fields.pointee.pointer
  }
}

@c @implementation
public func PyCapsule_GetName(_ capsule: ObjectPointer?) -> UnsafePointer<CChar>? {
  raising { () throws(Raise) in try valid(capsule, "PyCapsule_GetName").pointee.name }
}

@c @implementation
public func PyCapsule_GetDestructor(_ capsule: ObjectPointer?) -> PyCapsule_Destructor? {
  raising { () throws(Raise) in try valid(capsule, "PyCapsule_GetDestructor").pointee.destructor }
}

@c @implementation
public func PyCapsule_GetContext(_ capsule: ObjectPointer?) -> UnsafeMutableRawPointer? {
  raising { () throws(Raise) in try valid(capsule, "PyCapsule_GetContext").pointee.context }
}

@c @implementation
public func PyCapsule_SetPointer(_ capsule: ObjectPointer?, _ pointer: UnsafeMutableRawPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    let fields = try valid(capsule, "PyCapsule_SetPointer")
    guard let pointer else { throw Raise(.value, "PyCapsule_SetPointer called with null pointer") }
    fields.pointee.pointer = pointer
    return 0
  }
}

@c @implementation
public func PyCapsule_SetName(_ capsule: ObjectPointer?, _ name: UnsafePointer<CChar>?) -> Int32 {
  raising { () throws(Raise) in
    try valid(capsule, "PyCapsule_SetName").pointee.name = name
    return 0
  }
}

@c @implementation
public func PyCapsule_SetDestructor(_ capsule: ObjectPointer?, _ destructor: PyCapsule_Destructor?)
  -> Int32
{
  raising { () throws(Raise) in
    let fields = try valid(capsule, "PyCapsule_SetDestructor")
    fields.pointee.destructor = destructor
    fields.pointee.domain = currentDomain()
    return 0
  }
}

@c @implementation
public func PyCapsule_SetContext(_ capsule: ObjectPointer?, _ context: UnsafeMutableRawPointer?)
  -> Int32
{
  raising { () throws(Raise) in
    try valid(capsule, "PyCapsule_SetContext").pointee.context = context
    return 0
  }
}

@c @implementation
public func _PyCapsule_SetTraverse(
  _ capsule: ObjectPointer?,
  _ traverse: traverseproc?,
  _ clear: inquiry?
) -> Int32 {
  raising { () throws(Raise) in
    let fields = try valid(capsule, "_PyCapsule_SetTraverse")
    guard let traverse, let clear else {
      throw Raise(.value, "_PyCapsule_SetTraverse() called with NULL callback")
    }
    fields.pointee.traverse = traverse
    fields.pointee.clear = clear
    gcTrack(capsule!)
    return 0
  }
}

/// The pointer in the capsule that an attribute of a module holds.
///
/// The name is both the path to it and its own name.
@c @implementation
public func PyCapsule_Import(_ name: UnsafePointer<CChar>?, _ unused: Int32)
  -> UnsafeMutableRawPointer?
{
  raising { () throws(Raise) in
    let path = String(cString: name!).split(separator: ".", omittingEmptySubsequences: false)
    guard let module = PyImport_ImportModule(String(path[0])) else {
      throw Raise(.importError, "PyCapsule_Import could not import module \"\(path[0])\"")
    }
    var found = module
    for part in path.dropFirst() {
      let holder = Owned(found)
      found = try check(PyObject_GetAttrString(holder.pointer, String(part)))
    }
    let capsule = Owned(found)
    guard PyCapsule_IsValid(capsule.pointer, name) != 0 else {
      throw Raise(.attribute, "PyCapsule_Import \"\(String(cString: name!))\" is not valid")
    }
    return fields(capsule.pointer).pointee.pointer
  }
}

// MARK: Slots

@c func suture_capsule_traverse(
  _ self: ObjectPointer,
  _ visit: visitproc,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 { fields(self).pointee.traverse?(self, visit, argument) ?? 0 }

@c func suture_capsule_clear(_ self: ObjectPointer) -> Int32 {
  fields(self).pointee.clear?(self) ?? 0
}

@c func suture_capsule_dealloc(_ self: ObjectPointer) {
  gcUntrack(self)
  destroy(self)
  freeInstance(self)
}

@c func suture_capsule_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let address = String(UInt(bitPattern: self), radix: 16)
    let name = fields(self).pointee.name.map { "\"\(String(cString: $0))\"" } ?? "NULL"
    return try makeStr("<capsule object \(name) at 0x\(address)>")
  }
}
