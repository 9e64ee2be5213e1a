import CSuture

// How an exception is shown: CPython's traceback text, with its causes, notes and groups.

// MARK: Operations

/// Writes the text of one exception and what it is chained to.
struct ErrorText: ~Copyable {
  private var lines: [String] = []
  private var seen: [ObjectPointer] = []
  /// The depth in exception groups.
  private var depth = 0

  init() {}

  /// The whole text, with the newline at the end.
  static func of(_ e: ObjectPointer) -> String {
    var text = ErrorText()
    text.chain(e)
    return text.lines.joined()
  }

  /// `Traceback (most recent call last):` and the lines of a traceback.
  static func of(traceback tb: ObjectPointer, limit: Int = 1000) -> String {
    var text = ErrorText()
    text.add(traceback: tb, "Traceback (most recent call last):", limit: limit)
    return text.lines.joined()
  }

  private var indent: String { String(repeating: " ", count: 2 * depth) }
  private var margin: String { depth > 0 ? indent + "| " : "" }

  private mutating func add(_ line: String) { lines.append(margin + line + "\n") }

  private mutating func chain(_ e: ObjectPointer) {
    seen.append(e)
    if let cause = PyException_GetCause(e) {
      if !seen.contains(cause) {
        chain(cause)
        separator("The above exception was the direct cause of the following exception:")
      }
      suture_decref(cause)
    } else if let context = PyException_GetContext(e) {
      if e.exception.pointee.suppress_context == 0, !seen.contains(context) {
        chain(context)
        separator("During handling of the above exception, another exception occurred:")
      }
      suture_decref(context)
    }
    one(e)
  }

  private mutating func separator(_ text: String) {
    lines.append(depth > 0 ? margin.trimmedEnd + "\n" : "\n")
    add(text)
    lines.append(depth > 0 ? margin.trimmedEnd + "\n" : "\n")
  }

  private mutating func one(_ e: ObjectPointer) {
    let isGroup = PyType_IsSubtype(e.type, suture_PyExc_BaseExceptionGroup().asType) != 0
    let isOutermost = depth == 0
    if isGroup, isOutermost { depth = 1 }
    defer { if isOutermost { depth = 0 } }
    let tb = PyException_GetTraceback(e)
    if let tb {
      let title =
        isGroup
        ? "Exception Group Traceback (most recent call last):"
        : "Traceback (most recent call last):"
      if isGroup, depth == 1 {
        lines.append("\(indent)+ \(title)\n")
        add(traceback: tb, nil, limit: 1000)
      } else {
        add(traceback: tb, title, limit: 1000)
      }
      suture_decref(tb)
    }
    if PyType_IsSubtype(e.type, suture_PyExc_SyntaxError().asType) != 0 { addPlace(e) }
    for line in ErrorText.summary(e).split(separator: "\n", omittingEmptySubsequences: false) {
      add(String(line))
    }
    addNotes(e)
    if isGroup { addMembers(e) }
  }

  private mutating func add(traceback tb: ObjectPointer, _ title: String?, limit: Int) {
    if let title { add(title) }
    let entries = tracebackEntries(tb)
    var last: (TracebackEntry, Int)?
    func repeated(_ n: Int) -> String? {
      n > 3 ? "  [Previous line repeated \(n - 3) more time\(n - 3 == 1 ? "" : "s")]" : nil
    }
    for entry in entries.suffix(max(0, limit)) {
      if let (before, n) = last, before.filename == entry.filename, before.line == entry.line,
        before.name == entry.name
      {
        last = (before, n + 1)
        if n >= 3 { continue }
      } else {
        if let (_, n) = last, let text = repeated(n) { add(text) }
        last = (entry, 1)
      }
      add("  File \"\(entry.filename)\", line \(entry.line), in \(entry.name)")
      if let source = sourceText(entry.filename, entry.line) { add("    \(source)") }
    }
    if let (_, n) = last, let text = repeated(n) { add(text) }
  }

  /// The line of a source file without the blanks around it.
  private func sourceText(_ filename: String, _ line: Int) -> String? {
    var text: String?
    preservingPending {
      guard let s = PyErr_ProgramText(filename, Int32(truncatingIfNeeded: line)) else { return }
      text = swiftText(s).trimmed
      suture_decref(s)
    }
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where a SyntaxError is.
  private mutating func addPlace(_ e: ObjectPointer) {
    func attribute(_ name: String) -> ObjectPointer? {
      var found: ObjectPointer?
      if PyObject_GetOptionalAttrString(e, name, &found) < 0 { PyErr_Clear() }
      if found == suture_None() { return nil }
      return found
    }
    guard let line = attribute("lineno") else { return }
    let number = PyLong_AsLong(line)
    suture_decref(line)
    if number == -1 { PyErr_Clear() }
    let filename = attribute("filename")
    add("  File \"\(filename.map(swiftText) ?? "<string>")\", line \(number)")
    if let filename { suture_decref(filename) }
    guard let text = attribute("text") else { return }
    let source = Array(swiftText(text).unicodeScalars)
    suture_decref(text)
    addCaret(source, attribute("offset"), attribute("end_lineno"), attribute("end_offset"), number)
  }

  /// The line of a SyntaxError, and marks under what is wrong in it.
  ///
  /// Takes over the references.
  private mutating func addCaret(
    _ source: [Unicode.Scalar],
    _ offset: ObjectPointer?,
    _ endLine: ObjectPointer?,
    _ endOffset: ObjectPointer?,
    _ line: Int
  ) {
    func number(_ o: ObjectPointer?) -> Int? {
      guard let o else { return nil }
      let n = PyLong_AsLong(o)
      suture_decref(o)
      if n == -1, isExceptionPending {
        PyErr_Clear()
        return nil
      }
      return n
    }
    var start = number(offset)
    let lastLine = number(endLine)
    var end = number(endOffset)
    var text = source[...]
    while text.last == "\n" { text.removeLast() }
    let length = text.count
    while let c = text.first, c == " " || c == "\n" || c == "\u{0C}" { text.removeFirst() }
    let spaces = length - text.count
    var shown = ""
    shown.unicodeScalars.append(contentsOf: text)
    add("    \(shown)")
    guard start != nil else { return }
    if lastLine == line { if end == nil || end == 0 { end = start } } else { end = length + 1 }
    if start! > source.count { start = source.count }
    if end! < start! { end = start }
    if end! <= start! { end = start! + 1 }
    let column = start! - 1 - spaces
    guard column >= 0 else { return }
    var marks = ""
    for c in text.prefix(column) { marks.unicodeScalars.append(c == "\t" ? c : " ") }
    add("    \(marks)\(String(repeating: "^", count: end! - start!))")
  }

  /// `Type: message`.
  static func summary(_ e: ObjectPointer) -> String {
    let name = typeName(e.type)
    let text: String
    if PyType_IsSubtype(e.type, suture_PyExc_SyntaxError().asType) != 0,
      let msg = readField(e, exceptionField(e, ExceptionLayout.ownFields))
    {
      text = shownText(msg)
      suture_decref(msg)
    } else {
      text = shownText(e)
    }
    return text.isEmpty ? name : "\(name): \(text)"
  }

  static func shownText(_ o: ObjectPointer) -> String {
    var text = "<exception str() failed>"
    preservingPending {
      if let s = PyObject_Str(o) {
        text = swiftText(s)
        suture_decref(s)
      } else {
        PyErr_Clear()
      }
    }
    return text
  }

  static func typeName(_ type: TypePointer) -> String {
    var name = shortName(type)
    preservingPending {
      if let q = try? qualifiedName(type, separator: ".") {
        name = swiftText(q)
        suture_decref(q)
      } else {
        PyErr_Clear()
      }
    }
    return name
  }

  private mutating func addNotes(_ e: ObjectPointer) {
    var notes: ObjectPointer?
    if PyObject_GetOptionalAttr(e, suture_name___notes__(), &notes) < 0 { PyErr_Clear() }
    guard let notes else { return }
    if PySequence_Check(notes) != 0, !notes.isInstance(TypeFlag.unicode | TypeFlag.bytes) {
      for i in 0..<max(0, PySequence_Size(notes)) {
        guard let note = PySequence_GetItem(notes, i) else {
          PyErr_Clear()
          continue
        }
        for line in ErrorText.shownText(note).split(
          separator: "\n",
          omittingEmptySubsequences: false
        ) { add(String(line)) }
        suture_decref(note)
      }
    } else if let shown = PyObject_Repr(notes) {
      add(swiftText(shown))
      suture_decref(shown)
    }
    PyErr_Clear()
    suture_decref(notes)
  }

  private mutating func addMembers(_ e: ObjectPointer) {
    let members = e.cast(to: PyBaseExceptionGroupObject.self).pointee.excs!
    let n = tupleCount(members)
    let shown = min(n, 15)
    for i in 0..<shown {
      let first = i == 0 ? "+-" : "  "
      lines.append("\(indent)\(first)+---------------- \(i + 1) ----------------\n")
      depth += 1
      chain(tupleItem(members, i))
      depth -= 1
    }
    if n > shown {
      lines.append("\(indent)  +---------------- ... ----------------\n")
      lines.append("\(indent)  | and \(n - shown) more exception\(n - shown > 1 ? "s" : "")\n")
    }
    let last = n > 0 ? tupleItem(members, n - 1) : nil
    let lastIsGroup =
      last.map { PyType_IsSubtype($0.type, suture_PyExc_BaseExceptionGroup().asType) != 0 } ?? false
    if !lastIsGroup || n > shown {
      lines.append("\(indent)  +------------------------------------\n")
    }
  }
}

extension String {
  var trimmed: String {
    let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n", "\u{0C}"]
    var slice = self[...]
    while let c = slice.first, blanks.contains(c) { slice.removeFirst() }
    while let c = slice.last, blanks.contains(c) { slice.removeLast() }
    return String(slice)
  }

  fileprivate var trimmedEnd: String {
    var slice = self[...]
    while slice.last == " " { slice.removeLast() }
    return String(slice)
  }
}

// MARK: C API

@c @implementation
public func PyTraceBack_Print(_ tb: ObjectPointer?, _ file: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard let tb else { return 0 }
    guard tb.type == suture_PyTraceBack_Type() else {
      throw .badInternalCall("Python/traceback.c", 719)
    }
    var limit = 1000
    if let given = PySys_GetObject("tracebacklimit"), given.isInstance(TypeFlag.long) {
      limit = PyLong_AsLong(given)
      if limit == -1, isExceptionPending { PyErr_Clear() }
      if limit <= 0 { return 0 }
    }
    return try write(ErrorText.of(traceback: tb, limit: limit), to: file!)
  }
}

/// Writes text to a Python file object.
@discardableResult
func write(_ text: String, to file: ObjectPointer) throws(Raise) -> Int32 {
  let s = try Owned(makeStr(text))
  return try check(PyFile_WriteObject(s.pointer, file, Py_PRINT_RAW))
}

/// Writes text to sys.stderr; to the descriptor when there is none.
///
/// None means: nowhere.
func writeToStderr(_ text: String) {
  preservingPending {
    guard let file = PySys_GetObject("stderr") else {
      Diagnostics.write(text)
      return
    }
    if file == suture_None() { return }
    let held = Owned(borrowed: file)
    do throws(Raise) { try write(text, to: held.pointer) } catch {
      PyErr_Clear()
      Diagnostics.write(text)
    }
  }
}

@c @implementation
public func PyErr_DisplayException(_ e: ObjectPointer?) { PyErr_Display(nil, e, nil) }

@c @implementation
public func PyErr_Display(_ type: ObjectPointer?, _ value: ObjectPointer?, _ tb: ObjectPointer?) {
  guard let value else { return }
  guard value.isExceptionInstance else {
    writeToStderr(
      "TypeError: print_exception(): Exception expected for value, \(value.type.name) found\n"
    )
    return
  }
  if let tb, tb.type == suture_PyTraceBack_Type(), value.exception.pointee.traceback == nil {
    _ = PyException_SetTraceback(value, tb)
  }
  let held = Owned(borrowed: value)
  preservingPending { writeToStderr(ErrorText.of(held.pointer)) }
}

@c @implementation
public func PyErr_Print() { PyErr_PrintEx(1) }

@c @implementation
public func PyErr_PrintEx(_ setsLast: Int32) {
  guard let taken = takePending() else { return }
  let e = Owned(taken)
  if PyType_IsSubtype(e.pointer.type, suture_PyExc_SystemExit().asType) != 0 {
    exitProcess(e.pointer)
  }
  let tb = PyException_GetTraceback(e.pointer)
  defer { if let tb { suture_decref(tb) } }
  if setsLast != 0 {
    _ = PySys_SetObject("last_exc", e.pointer)
    _ = PySys_SetObject("last_type", e.pointer.type.asObject)
    _ = PySys_SetObject("last_value", e.pointer)
    _ = PySys_SetObject("last_traceback", tb ?? suture_None())
    PyErr_Clear()
  }
  let hook = PySys_GetObject("excepthook")
  let held = Owned(borrowed: hook ?? suture_None())
  guard audit(exceptionHook: held.pointer, e.pointer, tb) else { return }
  if hook == nil {
    writeToStderr("sys.excepthook is missing\n")
    PyErr_Display(nil, e.pointer, tb)
    return
  }
  do throws(Raise) {
    let args = try Owned(tupleOf(e.pointer.type.asObject, e.pointer, tb ?? suture_None()))
    _ = try Owned(PyObject_Call(held.pointer, args.pointer, nil))
  } catch {
    let second = Owned(takePending() ?? none())
    if second.pointer.isExceptionInstance {
      if PyType_IsSubtype(second.pointer.type, suture_PyExc_SystemExit().asType) != 0 {
        exitProcess(second.pointer)
      }
      writeToStderr("Error in sys.excepthook:\n")
      PyErr_Display(nil, second.pointer, nil)
    }
    writeToStderr("\nOriginal exception was:\n")
    PyErr_Display(nil, e.pointer, tb)
  }
}

/// Tells the audit hooks of the call of sys.excepthook.
///
/// - Returns: false: one of them raised RuntimeError, which means that the exception is not to be shown.
private func audit(exceptionHook hook: ObjectPointer, _ e: ObjectPointer, _ tb: ObjectPointer?)
  -> Bool
{
  do throws(Raise) {
    let args = try Owned(tupleOf(hook, e.type.asObject, e, tb ?? suture_None()))
    try check(PySys_AuditTuple("sys.excepthook", args.pointer))
  } catch {
    let isVeto = pendingMatches(.runtime)
    if isVeto { PyErr_Clear() } else { reportUnraisable("Exception ignored in audit hook") }
    return !isVeto
  }
  return true
}

/// Ends the process as SystemExit asks.
private func exitProcess(_ e: ObjectPointer) -> Never {
  var code = e
  if let given = PyObject_GetAttrString(e, "code") { code = given } else { PyErr_Clear() }
  if code == suture_None() { Py_Exit(0) }
  if code.isInstance(TypeFlag.long) {
    let status = PyLong_AsLong(code)
    PyErr_Clear()
    Py_Exit(Int32(truncatingIfNeeded: status))
  }
  // Where sys.stderr is None, the descriptor is written to.
  if let file = PySys_GetObject("stderr"), file != suture_None() {
    if PyFile_WriteObject(code, file, Py_PRINT_RAW) < 0 { PyErr_Clear() }
    writeToStderr("\n")
  } else {
    Diagnostics.write(ErrorText.shownText(code) + "\n")
  }
  Py_Exit(1)
}
