#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Lines over numbers of threads, in panels side by side, as an SVG file.
struct Chart {
  struct Series {
    var name: String
    var points: [(threads: Int, value: Double)]
  }

  struct Panel {
    var title: String
    var series: [Series]
  }

  var title: String
  var panels: [Panel]

  private static let colours = [
    "#0b62c4", "#d9480f", "#2b8a3e", "#862e9c", "#495057", "#e8a200", "#0c8599", "#c2255c",
  ]
  private static let width = 420.0
  private static let height = 260.0
  private static let margin = 56.0

  /// The text of the file.
  var svg: String {
    let names = panels.first?.series.map(\.name) ?? []
    let total = Self.margin + Double(panels.count) * (Self.width + Self.margin)
    let bottom = Self.height + 2 * Self.margin + 20
    let full = bottom + 20 * Double(names.count)
    var out = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(fixed(total, 0)) \(fixed(full, 0))" \
      font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      \(text(Self.margin, 26, title, size: 16))

      """
    for (i, panel) in panels.enumerated() {
      out += draw(panel, left: Self.margin + Double(i) * (Self.width + Self.margin))
    }
    for (i, name) in names.enumerated() {
      let y = bottom + 20 * Double(i)
      out += line(Self.margin, y - 4, Self.margin + 24, y - 4, colour(i), width: 2)
      out += text(Self.margin + 32, y, name)
    }
    return out + "</svg>\n"
  }

  /// An empty file at `path`, open for writing.
  static func create(_ path: String) throws -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else {
      throw fail("bench: \(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    return file
  }

  func write(to path: String) throws {
    let file = try Self.create(path)
    SutureCommand.write(svg, to: file)
    close(file)
  }

  private func draw(_ panel: Panel, left: Double) -> String {
    let points = panel.series.flatMap(\.points)
    let threads = Set(points.map(\.threads)).sorted()
    guard let first = threads.first, let last = threads.last else { return "" }
    let top = Self.margin + 12
    let highest = niceCeiling(points.map(\.value).max() ?? 1)
    func x(_ n: Int) -> Double {
      left + (first == last ? 0.5 : Double(n - first) / Double(last - first)) * Self.width
    }
    func y(_ value: Double) -> Double { top + Self.height * (1 - value / highest) }
    var out = text(left, top - 10, panel.title)
    for step in 0...4 {
      let value = highest * Double(step) / 4
      out += line(left, y(value), left + Self.width, y(value), "#dee2e6")
      out += text(left - 6, y(value) + 4, fixed(value, highest < 4 ? 2 : 1), anchor: "end")
    }
    for n in threads { out += text(x(n), top + Self.height + 18, "\(n)", anchor: "middle") }
    out += text(left + Self.width / 2, top + Self.height + 36, "threads", anchor: "middle")
    for (i, series) in panel.series.enumerated() {
      let path = series.points.map { "\(fixed(x($0.threads), 1)),\(fixed(y($0.value), 1))" }
      out +=
        "<polyline fill=\"none\" stroke=\"\(colour(i))\" stroke-width=\"2\" points=\"\(path.joined(separator: " "))\"/>\n"
      for point in path {
        let pair = point.split(separator: ",")
        out += "<circle cx=\"\(pair[0])\" cy=\"\(pair[1])\" r=\"3\" fill=\"\(colour(i))\"/>\n"
      }
    }
    return out
  }

  private func colour(_ i: Int) -> String { Self.colours[i % Self.colours.count] }

  /// 1, 2 or 5 times a power of ten that is not below `value`.
  private func niceCeiling(_ value: Double) -> Double {
    guard value > 0 else { return 1 }
    let power = pow(10, floor(log10(value)))
    for factor in [1.0, 2, 5] where factor * power >= value { return factor * power }
    return 10 * power
  }

  private func line(
    _ x1: Double,
    _ y1: Double,
    _ x2: Double,
    _ y2: Double,
    _ colour: String,
    width: Int = 1
  ) -> String {
    "<line x1=\"\(fixed(x1, 1))\" y1=\"\(fixed(y1, 1))\" x2=\"\(fixed(x2, 1))\" y2=\"\(fixed(y2, 1))\" "
      + "stroke=\"\(colour)\" stroke-width=\"\(width)\"/>\n"
  }

  private func text(
    _ x: Double,
    _ y: Double,
    _ content: String,
    size: Int = 12,
    anchor: String = "start"
  ) -> String {
    var escaped = ""
    for character in content {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
    return
      "<text x=\"\(fixed(x, 1))\" y=\"\(fixed(y, 1))\" font-size=\"\(size)\" text-anchor=\"\(anchor)\">\(escaped)</text>\n"
  }
}
