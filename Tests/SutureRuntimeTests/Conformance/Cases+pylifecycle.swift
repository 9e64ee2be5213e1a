import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A wide text of the runtime's own.
private func wideText(_ p: UnsafeMutablePointer<wchar_t>?) -> String? {
  p.map { p in
    var s = ""
    var i = 0
    while p[i] != 0 {
      s.unicodeScalars.append(Unicode.Scalar(UInt32(bitPattern: p[i]))!)
      i += 1
    }
    return s
  }
}

let pylifecycleCases: [APICase] = [
  APICase(
    "Py_Initialize",
    "Py_InitializeEx",
    "Py_IsInitialized",
    "Py_IsFinalizing",
    "Py_Finalize",
    "Py_FinalizeEx"
  ) { w in
    Py_Initialize()
    Py_InitializeEx(0)
    #expect(Py_IsInitialized() == 1 && Py_IsFinalizing() == 0)
    // The runtime ends with the process: objects live on.
    Py_Finalize()
    #expect(Py_FinalizeEx() == 0)
    #expect(Py_IsInitialized() == 1 && Py_IsFinalizing() == 0)
    drop(list(own(w)))
  },
  APICase(
    "Py_GetVersion",
    "Py_GetPlatform",
    "Py_GetBuildInfo",
    "Py_GetCompiler",
    "Py_GetCopyright"
  ) { _ in
    let version = String(cString: Py_GetVersion()!)
    let build = String(cString: Py_GetBuildInfo()!)
    let compiler = String(cString: Py_GetCompiler()!)
    #expect(version == "3.13.0 (\(build)) \(compiler)")
    for (name, value) in [
      ("version", version), ("platform", String(cString: Py_GetPlatform()!)),
      ("copyright", String(cString: Py_GetCopyright()!)),
    ] {
      #expect(swiftText(PySys_GetObject(name)!) == value, "sys.\(name)")
    }
  },
  APICase("Py_PACK_VERSION", "Py_PACK_FULL_VERSION") { _ in
    #expect(Py_PACK_VERSION(3, 13) == 0x030D_0000)
    #expect(Py_PACK_FULL_VERSION(3, 14, 1, 0xA, 2) == 0x030E_01A2)
    #expect(Py_PACK_FULL_VERSION(0x103, 0x10D, 0x101, 0x1F, 0x10) == 0x030D_01F0)
  },
  APICase(
    "Py_GetPath",
    "Py_GetPrefix",
    "Py_GetExecPrefix",
    "Py_GetProgramFullPath",
    "Py_GetProgramName",
    "Py_GetPythonHome",
    "Py_SetProgramName",
    "Py_SetPythonHome",
    "Py_SetPath"
  ) { _ in
    Py_SetProgramName(wide("ignored"))
    Py_SetPythonHome(wide("ignored"))
    // There is no installation to name.
    for get in [
      Py_GetPath, Py_GetPrefix, Py_GetExecPrefix, Py_GetProgramFullPath, Py_GetProgramName,
    ] {
      #expect(wideText(get()) == "")
    }
    #expect(Py_GetPythonHome() == nil)
    let old = PySys_GetObject("path")
    Py_IncRef(old)
    Py_SetPath(nil)
    #expect(PySys_GetObject("path") == old)
    Py_SetPath(wide("/a:/b"))
    expectBorrowed(PySys_GetObject("path"), "['/a', '/b']")
    PySys_SetObject("path", old)
    drop(old)
  },
  APICase("PyOS_getsig", "PyOS_setsig") { _ in
    func address(_ handler: PyOS_sighandler_t?) -> Int { unsafeBitCast(handler, to: Int.self) }
    let old = PyOS_getsig(SIGUSR1)
    let handler: PyOS_sighandler_t = { _ in }
    #expect(address(PyOS_setsig(SIGUSR1, handler)) == address(old))
    #expect(address(PyOS_getsig(SIGUSR1)) == address(handler))
    #expect(address(PyOS_setsig(SIGUSR1, old)) == address(handler))
    #expect(address(PyOS_getsig(99)) == -1 && address(PyOS_setsig(99, handler)) == -1)
    #expect(address(PyOS_setsig(SIGKILL, handler)) == -1)
  },
  APICase("Py_AtExit") { _ in
    // In a child, which ends by exit().
    let child = fork()
    if child == 0 {
      let done = Py_AtExit { _exit(8) }
      exit(done == 0 ? 1 : 2)
    }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    #expect(status == 8 << 8, "the function ran")
  },
  APICase("_Py_IsInterpreterFinalizing") { _ in
    #expect(_Py_IsInterpreterFinalizing(PyInterpreterState_Get()) == 0)
  },
  APICase("_PyOS_URandomNonblock") { _ in
    var bytes = [UInt8](repeating: 0, count: 600)
    #expect(_PyOS_URandomNonblock(&bytes, 599) == 0)
    #expect(bytes[599] == 0, "no more than was asked for")
    #expect(Set(bytes[0..<300]).count > 100 && Set(bytes[300..<599]).count > 100)
    #expect(_PyOS_URandomNonblock(&bytes, 0) == 0)
    expectError("ValueError: negative argument not allowed", _PyOS_URandomNonblock(&bytes, -1))
  },
  APICase("_Py_RestoreSignals") { _ in
    let signals = [SIGPIPE, SIGXFSZ]
    let old = signals.map { PyOS_setsig($0, SIG_IGN) }
    _Py_RestoreSignals()
    for (signal, old) in zip(signals, old) {
      #expect(PyOS_setsig(signal, old) == nil, "SIG_DFL")
    }
  },
]
