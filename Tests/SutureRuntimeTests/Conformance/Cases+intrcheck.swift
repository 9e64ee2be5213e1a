import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let intrcheckCases: [APICase] = [
  APICase("PyOS_InterruptOccurred") { _ in
    #expect(PyOS_InterruptOccurred() == 0)
    PyErr_SetInterrupt()
    #expect(PyOS_InterruptOccurred() == 1)
    #expect(PyOS_InterruptOccurred() == 0 && PyErr_CheckSignals() == 0, "it is forgotten")
  },
  APICase(
    "PyOS_BeforeFork",
    "PyOS_AfterFork_Parent",
    "PyOS_AfterFork_Child",
    "PyOS_AfterFork"
  ) { w in
    // The child of a fork between them can use the API.
    PyOS_BeforeFork()
    let child = fork()
    if child == 0 {
      alarm(30)
      PyOS_AfterFork_Child()
      PyOS_AfterFork()
      let l = list(own(w))
      _exit(PyList_Size(l) == 1 ? 7 : 1)
    }
    PyOS_AfterFork_Parent()
    var status: Int32 = 0
    #expect(waitpid(child, &status, 0) == child)
    #expect(status == 7 << 8)
  },
]
