import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Calls that end the process. A test's process is another one, whose body captures nothing but the number of its row.

/// A way to die: what is written to stderr begins with `report`.
private struct Death: Sendable {
  let report: String
  let body: @Sendable () -> Void

  init(_ report: String, _ body: @escaping @Sendable () -> Void) {
    self.report = report
    self.body = body
  }

  /// By a fatal error of CPython's.
  static func fatal(_ message: String, _ body: @escaping @Sendable () -> Void) -> Death {
    let head = "Fatal Python error: \(message)\nPython runtime state: initialized\n\n"
    return Death(head + "Current thread 0x0000", body)
  }
}

/// What CPython says of `function` when it is called by a thread that is not attached.
private func notAttached(_ function: String) -> String {
  function + ": the function must be called with the GIL held, after Python initialization"
    + " and before Python finalization, but the GIL is released"
    + " (the current Python thread state is NULL)"
}

private let deaths: [Death] = [
  .fatal("boom") { Py_FatalError("boom") },
  .fatal("<message not set>") { Py_FatalError(nil) },
  .fatal("spam: boom") { _Py_FatalErrorFunc("spam", "boom") },
  .fatal("boom") { _Py_FatalErrorFunc(nil, "boom") },
  .fatal("spam: <message not set>") { _Py_FatalErrorFunc("spam", nil) },
  .fatal("PyState_AddModule: module definition is NULL") { PyState_AddModule(nil, nil) },
  .fatal("PyMutex_Unlock: unlocking mutex that is not locked") {
    var mutex = PyMutex()
    PyMutex_Lock(&mutex)
    PyMutex_Unlock(&mutex)
    PyMutex_Unlock(&mutex)
  },
  .fatal(notAttached("PyThreadState_Get")) {
    PyEval_SaveThread()
    PyThreadState_Get()
  },
  .fatal(notAttached("PyInterpreterState_Get")) {
    PyEval_SaveThread()
    PyInterpreterState_Get()
  },
  .fatal(notAttached("PyEval_RestoreThread")) {
    PyEval_SaveThread()
    PyEval_RestoreThread(nil)
  },
  Death("Fatal Python error: PyThreadState_Delete: tstate 0x") {
    PyThreadState_Delete(PyThreadState_Get())
  },
  Death("suture: fatal: the API was called from a thread that is not attached") {
    PyEval_SaveThread()
    PyEval_SaveThread()
  },
  Death("suture: fatal: PyEval_ReleaseThread: the thread state is not the attached one") {
    PyEval_ReleaseThread(nil)
  },
  Death("suture: fatal: PyGILState_Release: 99 is not a state that PyGILState_Ensure returned") {
    PyGILState_Release(PyGILState_STATE(rawValue: 99))
  },
]

/// A call of `PyErr_Print`, and how CPython 3.13 ends.
private struct Leave: Sendable {
  let status: Int32
  let output: String
  let body: @Sendable () -> Void

  init(_ status: Int32, _ output: String, _ body: @escaping @Sendable () -> Void) {
    self.status = status
    self.output = output
    self.body = body
  }

  /// By `raise SystemExit(*arguments)`.
  static func raising(
    _ status: Int32,
    _ output: String = "",
    _ arguments: @escaping @Sendable () -> ObjectPointer
  ) -> Leave {
    Leave(status, output) {
      printError(PyObject_Call(suture_PyExc_SystemExit(), arguments(), nil))
    }
  }
}

private func printError(_ exception: ObjectPointer?) {
  PyErr_SetRaisedException(exception)
  PyErr_Print()
}

/// A sys.excepthook that raises SystemExit(5).
nonisolated(unsafe) private let exitingHook = lasting(
  [
    PyMethodDef(
      ml_name: forever("hook"),
      ml_meth: { _, _ in
        PyErr_SetRaisedException(systemExit(number(5)))
        return nil
      },
      ml_flags: METH_VARARGS,
      ml_doc: nil
    )
  ],
  end: PyMethodDef()
)

private func systemExit(_ code: ObjectPointer) -> ObjectPointer? {
  PyObject_CallOneArg(suture_PyExc_SystemExit(), code)
}

/// Something that raises IndexError when it is called.
private func raiser() -> ObjectPointer { bound(PyList_New(0)!, "pop") }
private let raised = "IndexError: pop from empty list\n"

/// `atexit.register(function, *arguments)`.
private func register(_ function: ObjectPointer, _ arguments: ObjectPointer...) {
  let module = PyImport_ImportModule("atexit")
  let register = bound(module!, "register")
  var row: [ObjectPointer?] = [function] + arguments
  drop(PyObject_Vectorcall(register, &row, row.count, nil), register)
}

/// The method `write` of sys.stderr.
private func stderrWrite() -> ObjectPointer {
  bound(newReference(PySys_GetObject("stderr")!), "write")
}

/// An audit hook that raises what it is bound to when sys.excepthook is about to be called.
nonisolated(unsafe) private let vetoingHook = lasting(
  [
    PyMethodDef(
      ml_name: forever("veto"),
      ml_meth: { kind, args in
        guard swiftText(tupleItem(args!, 0)) == "sys.excepthook" else { return suture_None() }
        PyErr_SetString(kind, "veto")
        return nil
      },
      ml_flags: METH_VARARGS,
      ml_doc: nil
    )
  ],
  end: PyMethodDef()
)

/// Prints KeyError(1) while such a hook is there, and ends.
private func printAudited(raising kind: ObjectPointer) {
  using(PyImport_ImportModule("sys")) { sys in
    using(PyCFunction_New(vetoingHook, kind)) { hook in
      using(PyObject_GetAttrString(sys, "addaudithook")) { drop(PyObject_CallOneArg($0, hook)) }
    }
  }
  printError(PyObject_CallOneArg(suture_PyExc_KeyError(), number(1)))
  Py_Exit(0)
}

private let leaves: [Leave] = [
  Leave(0, "") { printAudited(raising: suture_PyExc_RuntimeError()) },
  Leave(0, "Exception ignored in audit hook:\nValueError: veto\nKeyError: 1\n") {
    printAudited(raising: suture_PyExc_ValueError())
  },
  .raising(0) { tuple() },
  .raising(0) { tuple(suture_None()) },
  .raising(3) { tuple(number(3)) },
  .raising(1) { tuple(suture_True()) },
  .raising(255) { tuple(number(-1)) },
  .raising(5) { tuple(number(1 << 40 + 5)) },
  .raising(255) { tuple(read("10**400")) },
  .raising(1, "bye\n") { tuple(text("bye")) },
  .raising(1, "(1, 2)\n") { tuple(number(1), number(2)) },
  .raising(1, "\n") { tuple(newInstance("Mute", ["__str__": raiser()])) },
  Leave(12, "") {
    let type = newClass("Exit", base: suture_PyExc_SystemExit().asType, [("code", number(12))])
    printError(PyObject_CallOneArg(type, number(3)))
  },
  Leave(8, "") {
    let e = systemExit(number(3))
    PyObject_SetAttrString(e, "code", number(8))
    printError(e)
  },
  Leave(0, "") {
    let e = systemExit(number(3))
    PyObject_SetAttrString(e, "code", nil)
    printError(e)
  },
  Leave(1, "bye\n") {
    PySys_SetObject("stderr", suture_None())
    printError(systemExit(text("bye")))
  },
  Leave(1, "bye\n") {
    PySys_SetObject("stderr", nil)
    printError(systemExit(text("bye")))
  },
  Leave(5, "") {
    PySys_SetObject("excepthook", PyCFunction_New(exitingHook, nil))
    printError(PyObject_CallNoArgs(suture_PyExc_ValueError()))
  },
  Leave(4, "last\nfirst\n") {
    register(stderrWrite(), text("first\n"))
    register(stderrWrite(), text("last\n"))
    printError(systemExit(number(4)))
  },
  Leave(4, "python\nlast\nfirst\n") {
    // The C functions run when Python is gone.
    _ = Py_AtExit { writeBytes(2, "first\n") }
    register(stderrWrite(), text("python\n"))
    _ = Py_AtExit { writeBytes(2, "last\n") }
    printError(systemExit(number(4)))
  },
  Leave(7, "python\nc\n") {
    _ = Py_AtExit { writeBytes(2, Py_IsFinalizing() == 1 ? "c\n" : "too early\n") }
    register(stderrWrite(), text("python\n"))
    Py_Exit(7)
  },
  Leave(9, "python\nc\n") {
    register(stderrWrite(), text("python\n"))
    _ = Py_AtExit { writeBytes(2, "c\n") }
    exit(9)
  },
  Leave(120, "Exception ignored on flushing sys.stdout:\n" + raised) {
    PySys_SetObject("stdout", newInstance("File", ["flush": raiser()]))
    printError(systemExit(number(0)))
  },
  Leave(120, "") {
    PySys_SetObject("stderr", newInstance("File", ["flush": raiser()]))
    printError(systemExit(number(0)))
  },
  Leave(0, "") {
    PySys_SetObject("stdout", newInstance("File", ["flush": raiser(), "closed": suture_True()]))
    printError(systemExit(number(0)))
  },
]

@Suite("How the process ends") struct ExitTests {
  @Test("What cannot go on aborts with a report", arguments: deaths.indices)
  func death(row: Int) async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT),
      observing: [\.standardErrorContent]
    ) { [row] in
      Runtime.attached { deaths[row].body() }
    }
    #expect(errors(result).hasPrefix(deaths[row].report))
  }

  @Test("SystemExit and Py_Exit end with CPython's status and output", arguments: leaves.indices)
  func leave(row: Int) async {
    let result = await #expect(
      processExitsWith: .exitCode(leaves[row].status),
      observing: [\.standardErrorContent]
    ) { [row] in
      // Of an empty output, Swift Testing 6.3 gives its own mark.
      writeBytes(2, "> ")
      Runtime.attached { leaves[row].body() }
    }
    #expect(errors(result) == "> " + leaves[row].output)
  }

  @Test("A function that fails at exit is reported, and the others run")
  func unraisableAtExit() async {
    let result = await #expect(
      processExitsWith: .exitCode(6),
      observing: [\.standardErrorContent]
    ) {
      Runtime.attached {
        register(stderrWrite(), text("after\n"))
        register(raiser())
      }
      exit(6)
    }
    let output = errors(result)
    let head = "Exception ignored in atexit callback <built-in method pop of list object at 0x"
    #expect(output.hasPrefix(head))
    #expect(output.hasSuffix(">:\n\(raised)after\n"))
  }

  @Test("A reference to a dead object that is given up is told, and the process goes on")
  func overRelease() async {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent]
    ) {
      writeBytes(2, "> ")
      Runtime.attached {
        // While its destructor runs, it is dead, and still there.
        drop(PyCapsule_New(UnsafeMutableRawPointer(bitPattern: 8), nil) { Py_DecRef($0) })
      }
    }
    let warning = "suture: warning: a reference to a dead PyCapsule object was released\n"
    #expect(errors(result) == "> " + (Runtime.isGILMode ? "" : warning))
  }

  @Test("PyThread_exit_thread ends the thread alone")
  func thread() {
    var thread = pthread_t()
    #expect(pthread_create(&thread, nil, { _ in PyThread_exit_thread() }, nil) == 0)
    #expect(pthread_join(thread, nil) == 0)
  }

  private func errors(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}
