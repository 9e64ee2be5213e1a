import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Messages to the person who runs the process: one line each, on stderr.
enum Diagnostics {
  static func warn(_ message: String) { write("suture: warning: \(message)\n") }

  static func fatal(_ message: String) -> Never {
    write("suture: fatal: \(message)\n")
    abort()
  }

  /// Ends the process with CPython's report of a fatal error.
  static func fatalError(in function: String? = nil, _ message: String) -> Never {
    let place = function.map { $0 + ": " } ?? ""
    let ident = String(currentThreadIdent(), radix: 16)
    let padding = String(repeating: "0", count: 16 - ident.utf8.count)
    write(
      """
      Fatal Python error: \(place)\(message)
      Python runtime state: initialized

      Current thread 0x\(padding)\(ident) (most recent call first):
        <no Python frame>

      """
    )
    abort()
  }

  static func write(_ text: String, to descriptor: Int32 = 2) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        let n = Glibc.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
        if n <= 0 { return }
        start += n
      }
    }
  }
}
