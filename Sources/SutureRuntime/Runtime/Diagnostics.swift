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
