import CSuture

/// What a host program can ask of the loader.
public enum Extensions {
  /// Adds a folder in which `import` looks for extension files, before those of sys.path.
  public static func addSearchPath(_ folder: String) { Import.addHostPath(folder) }

  /// Runs a module (nil: every module) without the legacy lock, whatever its file declares.
  ///
  /// A module that counts references in its own code may then free objects that are in use: a
  /// warning says so.
  public static func allowParallel(_ module: String? = nil) { Loader.allowParallel(module ?? "*") }

  /// Imports a module by name.
  ///
  /// The calling thread is attached.
  ///
  /// - Returns: a new reference, or nil with an exception pending.
  public static func importModule(_ name: String) -> ObjectPointer? {
    raising { () throws(Raise) in try Import.module(name) }
  }

  /// Loads an extension file as the module that its name says, unless sys.modules has it.
  ///
  /// The calling thread is attached.
  ///
  /// - Returns: a new reference, or nil with an exception pending.
  public static func load(file path: String) -> ObjectPointer? {
    raising { () throws(Raise) in
      let name = ExtensionFile.moduleName(path)
      let key = Owned(try makeStr(name))
      var found: ObjectPointer?
      if PyDict_GetItemRef(Import.modules, key.pointer, &found) < 0 { throw .pending }
      if let found { return found }
      return try Loader.load(name, path)
    }
  }

  /// The first modules that imports looked for in vain, with commas, as C text; empty: there were none.
  package static var missingModules: UnsafePointer<CChar> { Import.missingModules }

  /// How `import` and `load` would run the file, as one line; nil: not at all, and `reason` says why.
  public static func plan(_ file: ExtensionFile, module: String) -> (text: String?, reason: String?)
  {
    do throws(LoadError) {
      let decision = try Loader.decide(file, module)
      let text =
        switch decision.domain {
        case .free: "in parallel"
        case .runtime: "under the GIL"
        case .legacy where decision.believesNoGIL:
          "under the legacy lock, unless it declares Py_MOD_GIL_NOT_USED"
        case .legacy where file.entry(.gilectomy, module) != nil:
          "under the legacy lock, for it counts references in its own code"
        case .legacy: "under the legacy lock"
        }
      return (decision.entry.symbol + ", " + text, nil)
    } catch {
      return (nil, error.description)
    }
  }
}

/// The pending exception as `Type: message`, with what caused it, and its notes in further lines, cleared; nil: none is
/// pending.
///
/// The calling thread is attached.
public func takePendingExceptionText() -> String? {
  guard let error = PyErr_GetRaisedException() else { return nil }
  defer { suture_decref(error) }
  var text = exceptionText(error)
  if let cause = PyException_GetCause(error) {
    defer { suture_decref(cause) }
    text += " (from " + exceptionText(cause) + ")"
  }
  return ([text] + notes(of: error)).joined(separator: "\n")
}

private func exceptionText(_ error: ObjectPointer) -> String {
  var name = error.type.name
  if error.type.has(TypeFlag.heap), let full = PyType_GetFullyQualifiedName(error.type) {
    name = swiftText(full)
    suture_decref(full)
  }
  PyErr_Clear()
  guard let text = PyObject_Str(error) else {
    PyErr_Clear()
    return name + ": <exception str() failed>"
  }
  defer { suture_decref(text) }
  let message = swiftText(text)
  return message.isEmpty ? name : name + ": " + message
}

/// The notes of an exception that are str.
private func notes(of error: ObjectPointer) -> [String] {
  var found: ObjectPointer?
  defer { if let found { suture_decref(found) } }
  guard PyObject_GetOptionalAttr(error, suture_name___notes__(), &found) > 0, let list = found,
    list.isInstance(TypeFlag.list)
  else {
    PyErr_Clear()
    return []
  }
  return (0..<PyList_Size(list)).compactMap { i in
    guard let note = PyList_GetItemRef(list, i) else {
      PyErr_Clear()
      return nil
    }
    defer { suture_decref(note) }
    return note.isInstance(TypeFlag.unicode) ? swiftText(note) : nil
  }
}

/// repr(o) as text; nil: an exception is pending.
///
/// The calling thread is attached.
public func reprText(_ o: ObjectPointer) -> String? {
  guard let text = PyObject_Repr(o) else { return nil }
  defer { suture_decref(text) }
  return swiftText(text)
}
