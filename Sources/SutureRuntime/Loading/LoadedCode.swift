import CSuture
import SutureSync

/// Whose code lies at an address: the loader registers each extension that it opens.
enum LoadedCode {
  private static let lock = Mutex()
  nonisolated(unsafe) private static var domains: [UInt: CodeDomain] = [:]

  /// Notes the domain of the shared object that holds `address` (its entry point).
  static func register(_ address: UnsafeRawPointer, _ domain: CodeDomain) {
    guard let base = base(of: address) else { return }
    lock.withLock { domains[base] = domain }
  }

  /// The domain of the code at `address`.
  ///
  /// Code that no one registered, a library of an extension's say, counts as legacy: a lock too
  /// many is safe.
  static func domain(of address: UnsafeRawPointer) -> CodeDomain {
    guard let base = base(of: address) else { return .legacy }
    return lock.withLock { domains[base] ?? .legacy }
  }

  private static func base(of address: UnsafeRawPointer) -> UInt? {
    let base = suture_code_base(address)
    return base == 0 ? nil : base
  }
}
