import CSuture

/// What is written of one header of the API: the export table itself says so.
public struct APIStatus: Sendable {
  public let header: String
  public let written: [String]
  public let pending: [String]

  /// The names that stay pending, each with what it needs: a Python interpreter, which Suture is not.
  public static let needInterpreter: KeyValuePairs<String, String> = [
    "PyEval_EvalCodeEx": "runs the byte code of a function",
    "PyEval_EvalFrame": "runs the byte code of a frame",
    "PyEval_EvalFrameEx": "runs the byte code of a frame, or raises in it",
    "Py_NewInterpreter": "makes a second interpreter with modules of its own",
    "Py_EndInterpreter": "ends an interpreter that Py_NewInterpreter made",
    "Py_Main": "is the python command",
    "Py_BytesMain": "is the python command",
  ]

  /// Every header, in the order of the manifest.
  public static var all: [APIStatus] {
    var order: [String] = []
    var written: [String: [String]] = [:]
    var pending: [String: [String]] = [:]
    for export in Exports.all {
      let header = String(cString: export.header)
      let name = String(cString: export.name!)
      if written[header] == nil {
        order.append(header)
        written[header] = []
        pending[header] = []
      }
      if Exports.isWritten(export) {
        written[header]!.append(name)
      } else {
        pending[header]!.append(name)
      }
    }
    return order.map { APIStatus(header: $0, written: written[$0]!, pending: pending[$0]!) }
  }
}
