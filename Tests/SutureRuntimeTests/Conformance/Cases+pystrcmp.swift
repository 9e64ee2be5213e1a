import Testing

@testable import SutureRuntime

let pystrcmpCases: [APICase] = [
  APICase("PyOS_mystricmp") { _ in
    #expect(PyOS_mystricmp("aB", "Ab") == 0)
    #expect(PyOS_mystricmp("", "") == 0)
    #expect(PyOS_mystricmp("a", "B") == -1)
    #expect(PyOS_mystricmp("ab", "A") == 98, "the difference of the lower-case characters")
  },
  APICase("PyOS_mystrnicmp") { _ in
    #expect(PyOS_mystrnicmp("aBx", "Aby", 2) == 0)
    #expect(PyOS_mystrnicmp("aBx", "Aby", 3) == -1)
    #expect(PyOS_mystrnicmp("a", "b", 0) == 0)
    #expect(PyOS_mystrnicmp("ab", "AB", 9) == 0, "a NUL ends the comparison")
    #expect(PyOS_mystrnicmp("a", "ab", 2) == -98)
  },
]
