import CSuture
import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The module atexit, and Py_AtExit. The runtime ends with the process, so their functions run when libc's exit() does:
// first those of the module, then the C functions.

/// What is to be called at exit.
enum ExitFunctions {
  typealias Function = @convention(c) () -> Void

  private static let lock = Mutex()
  /// Tuples (function, arguments, keywords) in the order of their registration; a reference of the runtime's own.
  nonisolated(unsafe) private static var entries: ObjectPointer?
  /// What Py_AtExit was given, in that order.
  nonisolated(unsafe) private static var functions: [Function] = []
  private static let mostFunctions = 32

  /// Arranges for everything to be run at exit, once.
  private static let arranged: Void = {
    atexit {
      Runtime.attached { ExitFunctions.runAll() }
      while let function = ExitFunctions.lock.withLock({ ExitFunctions.functions.popLast() }) {
        function()
      }
    }
  }()

  /// Adds a C function; false: there are as many as there may be.
  static func add(_ function: @escaping Function) -> Bool {
    _ = arranged
    return lock.withLock {
      if functions.count == mostFunctions { return false }
      functions.append(function)
      return true
    }
  }

  /// The list, borrowed; the first call arranges for it to be run at exit.
  static func list() throws(Raise) -> ObjectPointer {
    if let entries = lock.withLock({ entries }) { return entries }
    let made = try check(PyList_New(0))
    suture_into_storage(made)
    let first: Bool = lock.withLock {
      if entries == nil {
        entries = made
        return true
      }
      return false
    }
    if first { _ = arranged } else { suture_decref_stored(made) }
    return lock.withLock { entries! }
  }

  /// Calls every function of the module once, the last first; an exception is reported and ends nothing.
  static func runAll() {
    guard let list = lock.withLock({ entries }) else { return }
    while case let n = PyList_Size(list), n > 0 {
      guard let entry = PyList_GetItemRef(list, n - 1) else { return PyErr_Clear() }
      if PyList_SetSlice(list, n - 1, n, nil) < 0 { PyErr_Clear() }
      let function = tupleItem(entry, 0)
      let result = PyObject_Call(function, tupleItem(entry, 1), tupleItem(entry, 2))
      if let result {
        suture_decref(result)
      } else {
        reportUnraisable("Exception ignored in atexit callback \(describe(function))")
      }
      suture_decref(entry)
    }
  }
}

/// The module atexit.
func makeAtExit() throws(Raise) -> ObjectPointer {
  try makeStubs("atexit", suture_atexit_functions())
}

// MARK: Functions

@c func suture_atexit_register(
  _ module: ObjectPointer?,
  _ args: ObjectPointer?,
  _ kwargs: ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let n = tupleCount(args!)
    guard n > 0 else {
      throw Raise(.type, "register() takes at least 1 argument (0 given)")
    }
    let function = tupleItem(args!, 0)
    guard PyCallable_Check(function) != 0 else {
      throw Raise(.type, "the first argument must be callable")
    }
    let rest = try Owned(PyTuple_GetSlice(args, 1, n))
    let keywords = try Owned(kwargs.map { newReference($0) } ?? PyDict_New())
    let entry = Owned(try tupleOf(function, rest.pointer, keywords.pointer))
    try check(PyList_Append(try ExitFunctions.list(), entry.pointer))
    return newReference(function)
  }
}

@c func suture_atexit_unregister(_ module: ObjectPointer?, _ function: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let list = try ExitFunctions.list()
    var i = PyList_Size(list) - 1
    while i >= 0 {
      // The comparison may run code that changes the list.
      if i < PyList_Size(list) {
        let entry = try Owned(PyList_GetItemRef(list, i))
        let same = try check(
          PyObject_RichCompareBool(tupleItem(entry.pointer, 0), function, Py_EQ)
        )
        if same != 0 { try check(PyList_SetSlice(list, i, i + 1, nil)) }
      }
      i -= 1
    }
    return none()
  }
}

@c func suture_atexit_clear(_ module: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in
    let list = try ExitFunctions.list()
    try check(PyList_SetSlice(list, 0, PyList_Size(list), nil))
    return none()
  }
}

@c func suture_atexit_run(_ module: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  ExitFunctions.runAll()
  return none()
}

@c func suture_atexit_count(_ module: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in PyLong_FromSsize_t(PyList_Size(try ExitFunctions.list())) }
}
