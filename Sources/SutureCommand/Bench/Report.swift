import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The middle one; of an even number the mean of the two in the middle; 0 of none.
func median(_ values: [Double]) -> Double {
  if values.isEmpty { return 0 }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// `value` with `digits` decimals.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite else { return "-" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((value * scale).rounded())
  let whole = String(abs(scaled) / Int(scale))
  let rest = String(abs(scaled) % Int(scale))
  return (scaled < 0 ? "-" : "") + whole
    + (digits == 0 ? "" : "." + String(repeating: "0", count: digits - rest.count) + rest)
}

/// A table of text: the first column is flush left, the others right.
func textTable(_ titles: [String], _ rows: [[String]]) -> String {
  let lines = [titles] + rows
  let widths = titles.indices.map { column in lines.map { $0[column].count }.max()! }
  return lines.map { line in
    var text = ""
    for (column, cell) in line.enumerated() {
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      if column == 0 { text += cell + padding } else { text += "  " + padding + cell }
    }
    while text.last == " " { text.removeLast() }
    return text
  }.joined(separator: "\n")
}

/// One line on a terminal that says how far the work is; nothing elsewhere.
struct Progress {
  private let isShown = isatty(2) != 0

  func show(_ text: String) { if isShown { write("\r\u{1B}[K" + text, to: 2) } }

  func clear() { show("") }
}

/// The machine, as far as it matters to the figures.
enum Machine {
  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  static var name: String {
    guard let file = fopen("/proc/cpuinfo", "r") else { return "unknown" }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, 512, file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
        as: UTF8.self
      )
      guard text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") else { continue }
      return text[text.index(after: colon)...].split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
    }
    return "unknown"
  }

  /// One line for the head of a report.
  static var summary: String {
    "\(name), \(cores) cores, \(Runtime.isGILMode ? "GIL" : "gilectomy") mode"
  }

  static var json: JSON {
    .object([
      ("processor", .string(name)), ("cores", .int(cores)),
      ("mode", .string(Runtime.isGILMode ? "gil" : "gilectomy")),
    ])
  }

  /// The bytes of this process that are in memory.
  static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let words = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
      as: UTF8.self
    )
    .split(separator: " ")
    return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * Int(getpagesize())
  }
}

/// Nanoseconds of a clock.
func nanoseconds(_ clock: clockid_t) -> Int {
  var now = timespec()
  clock_gettime(clock, &now)
  return now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// Starts a thread, which the caller joins.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Box: @unchecked Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  pthread_create(
    &thread,
    nil,
    { raw in
      Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue().body()
      return nil
    },
    Unmanaged.passRetained(Box(body)).toOpaque()
  )
  return thread
}

/// Of positive numbers.
func geometricMean(_ values: [Double]) -> Double {
  var product = 1.0
  for value in values { product *= pow(value, 1 / Double(values.count)) }
  return product
}
