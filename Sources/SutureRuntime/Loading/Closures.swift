@preconcurrency import CLibFFI
import CSuture

// C functions made at run time (libffi closures). They are never freed: extensions are not unloaded.

/// What the arguments and the result of a closure are, for libffi: on the ABIs that Suture runs on, pointers, Py_ssize_t
/// and Py_hash_t are all one kind.
enum ClosureSignature {
  /// No arguments that the closure looks at; one word is returned.
  case none
  /// `words` pointers or sizes; then an int, where `endsWithInt`.
  case words(Int, endsWithInt: Bool = false, result: ClosureResult)
}

enum ClosureResult { case word, int, nothing }

typealias ClosureBody =
  @convention(c) (
    UnsafeMutablePointer<ffi_cif>?, UnsafeMutableRawPointer?,
    UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    UnsafeMutableRawPointer?
  ) -> Void

/// A new C function that calls `body` with `user`; nil: no memory, or the platform refuses.
func makeClosure(
  _ signature: ClosureSignature,
  _ user: UnsafeMutableRawPointer?,
  _ body: ClosureBody
) -> UnsafeMutableRawPointer? {
  var code: UnsafeMutableRawPointer?
  guard let memory = ffi_closure_alloc(MemoryLayout<ffi_closure>.size, &code) else { return nil }
  let interface = ClosureInterfaces.interface(signature)
  let closure = memory.assumingMemoryBound(to: ffi_closure.self)
  guard ffi_prep_closure_loc(closure, interface, body, user, code) == FFI_OK else { return nil }
  return code
}

/// One prepared call interface for each signature.
private enum ClosureInterfaces {
  static func interface(_ signature: ClosureSignature) -> UnsafeMutablePointer<ffi_cif> {
    let interface = UnsafeMutablePointer<ffi_cif>.allocate(capacity: 1)
    switch signature {
    case .none: ffi_prep_cif(interface, FFI_DEFAULT_ABI, 0, type(&ffi_type_pointer), nil)
    case .words(let words, let endsWithInt, let result):
      let count = words + (endsWithInt ? 1 : 0)
      let types = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: count)
      for i in 0..<words { types[i] = type(&ffi_type_pointer) }
      if endsWithInt { types[words] = type(&ffi_type_sint32) }
      let resultType =
        switch result {
        case .word: type(&ffi_type_pointer)
        case .int: type(&ffi_type_sint32)
        case .nothing: type(&ffi_type_void)
        }
      ffi_prep_cif(interface, FFI_DEFAULT_ABI, UInt32(count), resultType, types)
    }
    return interface
  }

  private static func type(_ p: UnsafeMutablePointer<ffi_type>) -> UnsafeMutablePointer<ffi_type> {
    p
  }
}
