import Testing

@testable import SutureRuntime

@Suite("sysmodule.h") struct SysTests {
  @Test(
    "sys has what extensions ask for",
    arguments: [
      ("hexversion", "51183856"), ("maxsize", "9223372036854775807"), ("byteorder", "'little'"),
      (
        "version_info",
        "sys.version_info(major=3, minor=13, micro=0, releaselevel='final', serial=0)"
      ),
      ("_xoptions", "{}"), ("api_version", "1013"),
    ]
  )
  func attributes(_ name: String, _ expected: String) {
    Runtime.attached {
      let value = PySys_GetObject(name)
      #expect(Py.repr(value.map { newReference($0) }) == expected)
    }
  }

  @Test("PySys_SetObject with NULL deletes, also what is not there")
  func setObject() {
    Runtime.attached {
      let value = PyList_New(0)!
      #expect(PySys_SetObject("newattr", value) == 0)
      #expect(PySys_GetObject("newattr") == value)
      #expect(PySys_SetObject("newattr", nil) == 0)
      #expect(PySys_GetObject("newattr") == nil)
      #expect(PySys_SetObject("newattr", nil) == 0)
      suture_decref(value)
    }
  }

  @Test("PyOS_mystricmp ignores case")
  func stricmp() {
    #expect(PyOS_mystricmp("insensitive", "InSenSiTive") == 0)
    #expect(PyOS_mystricmp("aaa", "aAb") < 0)
    #expect(PyOS_mystrnicmp("insensitive", "ins", 3) == 0)
  }
}
