@_exported import CSuture

/// A pointer to an object, of which the holder may or may not own a reference: the name of the variable, the parameter
/// or the function that returns it says which.
public typealias ObjectPointer = UnsafeMutablePointer<PyObject>
public typealias TypePointer = UnsafeMutablePointer<PyTypeObject>

extension UnsafeMutablePointer where Pointee == PyObject {
  /// The object's type, borrowed.
  @inline(__always)
  var type: TypePointer { pointee.ob_type }

  /// The object, seen as the struct of its type.
  ///
  /// - Safety: the caller has checked the type.
  @inline(__always)
  func cast<T>(to: T.Type) -> UnsafeMutablePointer<T> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: T.self)
  }

  @inline(__always)
  func isInstance(_ flag: UInt) -> Bool { type.pointee.tp_flags & flag != 0 }
}

extension UnsafeMutablePointer where Pointee == PyTypeObject {
  @inline(__always)
  var asObject: ObjectPointer {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: PyObject.self)
  }

  /// tp_name as a String: for messages only.
  var name: String { String(cString: pointee.tp_name) }

  @inline(__always)
  func has(_ flag: UInt) -> Bool { pointee.tp_flags & flag != 0 }
}

/// The value of a flag macro of object.h that Swift cannot import.
enum TypeFlag {
  static let managedWeakref: UInt = 1 << 3
  static let managedDict: UInt = 1 << 4
  static let sequence: UInt = 1 << 5
  static let mapping: UInt = 1 << 6
  static let disallowInstantiation: UInt = 1 << 7
  static let immutable: UInt = 1 << 8
  static let heap: UInt = 1 << 9
  static let base: UInt = 1 << 10
  static let haveVectorcall: UInt = 1 << 11
  static let ready: UInt = 1 << 12
  static let readying: UInt = 1 << 13
  static let haveGC: UInt = 1 << 14
  static let methodDescriptor: UInt = 1 << 17
  static let isAbstract: UInt = 1 << 20
  static let matchSelf: UInt = 1 << 22
  static let itemsAtEnd: UInt = 1 << 23
  static let long: UInt = 1 << 24
  static let list: UInt = 1 << 25
  static let tuple: UInt = 1 << 26
  static let bytes: UInt = 1 << 27
  static let unicode: UInt = 1 << 28
  static let dict: UInt = 1 << 29
  static let baseException: UInt = 1 << 30
  static let type: UInt = 1 << 31
  /// Suture's own: the type's slots are code of a legacy extension, or of a gilectomy one (neither: Suture's own).
  static let legacyCode: UInt = 1 << 32
  static let freeCode: UInt = 1 << 33
}
