import ArgumentParser

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes to a file descriptor; a closed pipe ends the process quietly.
func write(_ text: String, to descriptor: Int32) {
  var text = text
  text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
}

/// Allocates nothing.
func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
  var start = 0
  while start < bytes.count {
    #if canImport(Glibc)
    let n = Glibc.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
    #else
    let n = Darwin.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
    #endif
    if n < 0, errno == EINTR { continue }
    if n <= 0 { return }
    start += n
  }
}

func printLine(_ text: String) { write(text + "\n", to: 1) }

/// Ends the command with a message on stderr.
func fail(_ message: String, code: Int32 = 1) -> any Error {
  write(message + "\n", to: 2)
  return ExitCode(code)
}

/// A JSON text of nested dictionaries and lists, with the keys in the given order.
indirect enum JSON {
  case null
  case bool(Bool)
  case int(Int)
  /// Printed with six decimals; null where it is not finite.
  case number(Double)
  case string(String)
  case list([JSON])
  case object([(String, JSON)])

  static func strings(_ items: [String]) -> JSON { .list(items.map { JSON.string($0) }) }

  func text(_ indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return String(value)
    case .number(let value): return value.isFinite ? fixed(value, 6) : "null"
    case .string(let value): return Self.quote(value)
    case .list(let items):
      if items.isEmpty { return "[]" }
      let lines = items.map { inner + $0.text(inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n" + indent + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let lines = members.map { inner + Self.quote($0.0) + ": " + $0.1.text(inner) }
      return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
    }
  }

  private static func quote(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      default:
        if scalar.value < 0x20 {
          let hex = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }
}
