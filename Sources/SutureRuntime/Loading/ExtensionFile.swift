import CSuture

// What an extension file is, from its symbols alone.

/// One init function that a file exports.
public struct EntryPoint: Sendable, Equatable {
  public enum Generation: String, Sendable, CaseIterable {
    case abi3t = "PyModExport_"
    case gilectomy = "PyGilectomyInit_"
    case legacy = "PyInit_"
  }
  public var generation: Generation
  /// The module's name, decoded.
  public var module: String
  public var symbol: String
}

/// How an extension counts references, as far as its symbols tell.
public enum Counting: String, Sendable {
  /// Only by Py_IncRef and Py_DecRef.
  case calls
  /// In its own code: it imports _Py_Dealloc.
  case inline
  /// No sign of either: a module that only increments inline imports nothing.
  case unknown
}

/// The result of inspecting a file.
///
/// Nothing of the file has run.
public struct ExtensionFile: Sendable {
  public let path: String
  public let architecture: String
  public let entryPoints: [EntryPoint]
  /// Names of the API that the file calls, and those whose address it takes: data, or functions as values.
  public let calledNames: [String]
  public let referencedNames: [String]
  /// The subset of both that Suture does not export.
  ///
  /// Weak references are not counted.
  public let missingFunctions: [String]
  public let missingData: [String]
  /// Names that Suture exports but that only raise NotImplementedError so far.
  public let pendingNames: [String]
  public let counting: Counting
  public let needsLibpython: [String]

  /// The name of the module that the file name promises: up to the first dot.
  public var moduleName: String { ExtensionFile.moduleName(path) }

  static func moduleName(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return String(file.prefix { $0 != "." })
  }
}

/// Data names of CPython, by their form: they cannot have a fallback function.
private func looksLikeData(_ name: String) -> Bool {
  if name.hasPrefix("PyExc_") { return true }
  if name.hasSuffix("_Type") || name.hasSuffix("Struct") || name.hasSuffix("_TypePtr") {
    return true
  }
  return name == "_Py_EllipsisObject" || name == "Py_Version" || name.hasSuffix("Flag")
    || name == "Py_GenericAliasType" || name == "PyOS_InputHook" || name == "_PyRuntime"
}

extension ExtensionFile {
  public init(path: String) throws(LoadError) {
    let image = try ELFImage(path: path)
    guard image.architecture == nativeArchitecture else {
      throw LoadError("built for \(image.architecture), this process is \(nativeArchitecture)")
    }
    var entries: [EntryPoint] = []
    var called: [String] = []
    var referenced: [String] = []
    var missingFunctions: [String] = []
    var missingData: [String] = []
    var pending: [String] = []
    var counts = (calls: false, dealloc: false)
    for symbol in image.symbols {
      if symbol.isDefined {
        if let entry = EntryPoint(symbol: symbol.name) { entries.append(entry) }
        continue
      }
      guard symbol.name.hasPrefix("Py") || symbol.name.hasPrefix("_Py") else { continue }
      switch symbol.name {
      case "Py_IncRef", "Py_DecRef", "_Py_IncRef", "_Py_DecRef": counts.calls = true
      case "_Py_Dealloc": counts.dealloc = true
      default: break
      }
      if symbol.isAddressTaken {
        referenced.append(symbol.name)
      } else {
        called.append(symbol.name)
      }
      switch Exports.state(of: symbol.name) {
      case .written: break
      case .pending: pending.append(symbol.name)
      case .absent where symbol.isWeak: break
      case .absent:
        if symbol.isAddressTaken && looksLikeData(symbol.name) {
          missingData.append(symbol.name)
        } else {
          missingFunctions.append(symbol.name)
        }
      }
    }
    self.path = path
    architecture = image.architecture
    entryPoints = entries.sorted { ($0.module, $0.symbol) < ($1.module, $1.symbol) }
    calledNames = called.sorted()
    referencedNames = referenced.sorted()
    self.missingFunctions = missingFunctions.sorted()
    self.missingData = missingData.sorted()
    pendingNames = pending.sorted()
    counting = counts.dealloc ? .inline : counts.calls ? .calls : .unknown
    needsLibpython = image.needed.filter { $0.hasPrefix("libpython") }
  }

  /// The entry points for a module of this name, as symbols of each generation.
  func entry(_ generation: EntryPoint.Generation, _ module: String) -> EntryPoint? {
    entryPoints.first { $0.generation == generation && $0.module == module }
  }
}

extension EntryPoint {
  init?(symbol: String) {
    for generation in Generation.allCases {
      let prefix = generation.rawValue
      if symbol.hasPrefix(prefix), symbol.utf8.count > prefix.utf8.count {
        self.init(
          generation: generation,
          module: String(symbol.dropFirst(prefix.count)),
          symbol: symbol
        )
        return
      }
      // A name that is not ASCII is punycode, marked with U.
      let marked = prefix.dropLast() + "U_"
      if symbol.hasPrefix(marked),
        let module = Punycode.decode(String(symbol.dropFirst(marked.count)))
      {
        self.init(generation: generation, module: module, symbol: symbol)
        return
      }
    }
    return nil
  }
}

/// Names of modules in symbols (PEP 489): punycode with '-' written as '_'.
enum Punycode {
  static func decode(_ text: String) -> String? {
    var output: [UInt32] = []
    var input = Array(text.utf8)[...]
    if let mark = input.lastIndex(of: 95) {
      output = input[..<mark].map { UInt32($0) }
      input = input[(mark + 1)...]
    }
    var n = 128
    var i = 0
    var bias = 72
    while !input.isEmpty {
      let start = i
      var weight = 1
      var k = 36
      while true {
        guard let byte = input.popFirst() else { return nil }
        let digit: Int
        switch byte {
        case 97...122: digit = Int(byte) - 97
        case 65...90: digit = Int(byte) - 65
        case 48...57: digit = Int(byte) - 22
        default: return nil
        }
        let (product, tooLarge) = digit.multipliedReportingOverflow(by: weight)
        guard !tooLarge, product < 1 << 32 else { return nil }
        i += product
        let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
        if digit < threshold { break }
        guard weight < 1 << 40 else { return nil }
        weight *= 36 - threshold
        k += 36
      }
      let count = output.count + 1
      bias = adapt(i - start, count, first: start == 0)
      n += i / count
      i %= count
      guard n < 0x110000 else { return nil }
      output.insert(UInt32(n), at: i)
      i += 1
    }
    var result = ""
    for point in output {
      guard let scalar = Unicode.Scalar(point) else { return nil }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func adapt(_ delta: Int, _ count: Int, first: Bool) -> Int {
    var delta = first ? delta / 700 : delta / 2
    delta += delta / count
    var k = 0
    while delta > 455 {
      delta /= 35
      k += 36
    }
    return k + 36 * delta / (delta + 38)
  }
}
