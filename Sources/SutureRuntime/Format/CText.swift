import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A cursor over a C format string.
struct FormatCursor {
  var next: UnsafePointer<CChar>

  init(_ text: UnsafePointer<CChar>) { next = text }

  /// The character here; 0 at the end.
  @inline(__always)
  var here: UInt8 { UInt8(bitPattern: next.pointee) }

  @inline(__always)
  mutating func take() -> UInt8 {
    let c = UInt8(bitPattern: next.pointee)
    next += 1
    return c
  }

  /// Steps over `c` if it is here.
  @inline(__always)
  mutating func skip(_ c: UInt8) -> Bool {
    guard here == c else { return false }
    next += 1
    return true
  }

  var rest: String { String(cString: next) }
}

/// `s` or nothing, as CPython words counts.
@inline(__always)
func plural(_ n: Int) -> StaticString { n == 1 ? "" : "s" }

typealias VariadicArguments = UnsafeMutablePointer<SutureArguments>

/// The next argument of a variadic call, of each C type that formats name.
enum Next {
  @inline(__always) static func int(_ v: VariadicArguments) -> Int32 { suture_va_int(v) }
  @inline(__always) static func pointer(_ v: VariadicArguments) -> UnsafeMutableRawPointer? {
    suture_va_pointer(v)
  }
  @inline(__always) static func object(_ v: VariadicArguments) -> ObjectPointer? {
    suture_va_pointer(v)?.assumingMemoryBound(to: PyObject.self)
  }
  @inline(__always) static func text(_ v: VariadicArguments) -> UnsafePointer<CChar>? {
    UnsafePointer(suture_va_pointer(v)?.assumingMemoryBound(to: CChar.self))
  }
  /// Where to store a T.
  @inline(__always) static func place<T>(_ v: VariadicArguments, _: T.Type) -> UnsafeMutablePointer<
    T
  > {
    suture_va_pointer(v)!.assumingMemoryBound(to: T.self)
  }
}

// MARK: C API

@c @implementation
public func PyOS_mystricmp(_ a: UnsafePointer<CChar>?, _ b: UnsafePointer<CChar>?) -> Int32 {
  PyOS_mystrnicmp(a, b, Int.max)
}

@c @implementation
public func PyOS_mystrnicmp(
  _ a: UnsafePointer<CChar>?,
  _ b: UnsafePointer<CChar>?,
  _ size: Py_ssize_t
) -> Int32 {
  guard size > 0, let a, let b else { return 0 }
  var i = 0
  while true {
    let x = tolower(Int32(UInt8(bitPattern: a[i])))
    let y = tolower(Int32(UInt8(bitPattern: b[i])))
    i += 1
    if x != y || x == 0 || i == size { return x - y }
  }
}
