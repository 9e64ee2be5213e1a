import CSuture

// Small readers that the type system uses on every path.

/// A type flag of Suture's own: an instance's fields may be released by code of a legacy extension
/// (C15).
///
/// Inherited.
let legacyFieldsFlag: UInt = 1 << 34
/// What CPython calls _Py_TPFLAGS_STATIC_BUILTIN.
let staticBuiltinFlag: UInt = 1 << 1
/// The flags that extensions see.
let publicFlags: UInt = 0xFFFF_FFFF

extension UnsafeMutablePointer where Pointee == PyObject {
  @inline(__always)
  var isType: Bool { isInstance(TypeFlag.type) }

  @inline(__always)
  var asType: TypePointer { cast(to: PyTypeObject.self) }

  /// What messages that refuse an argument call its type.
  var givenTypeName: String { self == suture_None() ? "None" : type.name }
}

/// True when keyword arguments were given.
@inline(__always)
func hasKeywords(_ kwargs: ObjectPointer?) -> Bool {
  guard let kwargs else { return false }
  return PyDict_Size(kwargs) > 0
}

extension UnsafeMutablePointer where Pointee == PyTypeObject {
  /// The word at `offset` of the type object.
  @inline(__always)
  func word(_ offset: Int) -> UnsafeMutablePointer<UnsafeRawPointer?> {
    (UnsafeMutableRawPointer(self) + offset).assumingMemoryBound(to: UnsafeRawPointer?.self)
  }

  @inline(__always)
  var isHeap: Bool { has(TypeFlag.heap) }

  func setFlag(_ flag: UInt) { pointee.tp_flags = pointee.tp_flags | flag }
  func clearFlag(_ flag: UInt) { pointee.tp_flags = pointee.tp_flags & ~flag }

  var heap: UnsafeMutablePointer<PyHeapTypeObject> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: PyHeapTypeObject.self)
  }

  /// What follows the last dot of tp_name.
  var shortName: UnsafePointer<CChar> {
    var name: UnsafePointer<CChar> = UnsafePointer(pointee.tp_name)
    var p = name
    while p.pointee != 0 {
      if p.pointee == 46 { name = p + 1 }
      p += 1
    }
    return name
  }
}

/// Calls with arguments at hand, without a tuple.
enum ObjectCall {
  @inline(__always)
  static func with(_ f: ObjectPointer, _ a: ObjectPointer) -> ObjectPointer? {
    withUnsafeTemporaryAllocation(of: ObjectPointer?.self, capacity: 2) { row in
      row[0] = nil
      row[1] = a
      return PyObject_Vectorcall(f, row.baseAddress! + 1, 1 | offsetFlag, nil)
    }
  }

  @inline(__always)
  static func with(_ f: ObjectPointer, _ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
    withUnsafeTemporaryAllocation(of: ObjectPointer?.self, capacity: 3) { row in
      row[0] = nil
      row[1] = a
      row[2] = b
      return PyObject_Vectorcall(f, row.baseAddress! + 1, 2 | offsetFlag, nil)
    }
  }

  static func with(_ f: ObjectPointer, _ a: ObjectPointer, _ b: ObjectPointer, _ c: ObjectPointer)
    -> ObjectPointer?
  {
    withUnsafeTemporaryAllocation(of: ObjectPointer?.self, capacity: 4) { row in
      row[0] = nil
      row[1] = a
      row[2] = b
      row[3] = c
      return PyObject_Vectorcall(f, row.baseAddress! + 1, 3 | offsetFlag, nil)
    }
  }

  static let offsetFlag = Int(bitPattern: 1 << 63)
}

/// A new interned str.
func interned(_ text: UnsafePointer<CChar>) throws(Raise) -> ObjectPointer {
  try check(PyUnicode_InternFromString(text))
}

/// Runs `body` with the pending exception set aside, and puts it back.
///
/// What `body` raises is printed as unraisable.
func keepingException(_ body: () -> Void) {
  guard isExceptionPending else {
    body()
    return
  }
  let saved = PyErr_GetRaisedException()
  body()
  if isExceptionPending { PyErr_WriteUnraisable(nil) }
  PyErr_SetRaisedException(saved)
}

/// Replaces a stored reference; the old one is dropped after the new one is in place.
///
/// `new` is borrowed.
@inline(__always)
func setStored(_ field: UnsafeMutablePointer<ObjectPointer?>, _ new: ObjectPointer?) {
  if let new { suture_incref_stored(new) }
  let old = field.pointee
  field.pointee = new
  if let old { suture_decref_stored(old) }
}

/// Visits a field for the collector.
@inline(__always)
func visitField(_ o: ObjectPointer?, _ visit: visitproc, _ context: UnsafeMutableRawPointer?)
  -> Int32
{
  guard let o else { return 0 }
  return visit(o, context)
}
