import Testing

@testable import SutureRuntime

let initconfigCases: [APICase] = [
  APICase("Py_GetArgcArgv") { _ in
    var count: Int32 = -1
    var argv: UnsafeMutablePointer<UnsafeMutablePointer<wchar_t>?>? = .init(bitPattern: 8)
    Py_GetArgcArgv(&count, &argv)
    #expect(count == 0 && argv == nil, "no python command has arguments")
    Py_GetArgcArgv(nil, nil)
  }
]
