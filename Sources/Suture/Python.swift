import SutureRuntime

/// The entry point to Python objects from Swift.
///
///     let bcrypt = Python.import("bcrypt._bcrypt")
///     let hash = bcrypt.hashpw(PythonBytes("secret".utf8), salt)
public let Python = PythonInterface()

/// What `Python` offers.
///
/// A member is a builtin: `Python.len(list)`, `Python.str(5)`.
@dynamicMemberLookup
public struct PythonInterface: Sendable {
  fileprivate init() {}

  /// Imports a module: one of the runtime's own, or an extension file on `sys.path`.
  ///
  /// Ends the process when it cannot be imported; `attemptImport` throws instead.
  public func `import`(_ name: String) -> PythonObject {
    expect { () throws(PythonError) in try attemptImport(name) }
  }

  /// Imports a module.
  ///
  /// - Throws: `PythonError.invalidModule` when there is none of this name, else the exception.
  public func attemptImport(_ name: String) throws(PythonError) -> PythonObject {
    try Runtime.attached { () throws(PythonError) in
      if let module = PyImport_ImportModule(name) { return PythonObject(consuming: module) }
      let error = PythonError.pending()
      if error.exception.withPointer({ PyErr_GivenExceptionMatches($0, PyExc_ModuleNotFoundError) })
        != 0
      {
        throw .invalidModule(name, reason: error.exception)
      }
      throw error
    }
  }

  /// The module `builtins`.
  public var builtins: PythonObject { self.import("builtins") }

  public subscript(dynamicMember name: String) -> PythonObject { builtins[dynamicMember: name] }

  public var None: PythonObject {
    Runtime.attached { PythonObject(borrowing: Py_GetConstantBorrowed(0)!) }
  }

  /// The version of the API that the runtime speaks.
  public var version: PythonObject { self.import("sys").version }
  /// The same as numbers.
  public var versionInfo: PythonObject { self.import("sys").version_info }
}
