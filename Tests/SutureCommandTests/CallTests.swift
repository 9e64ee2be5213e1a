import Foundation
import SutureTestSupport
import Testing

/// What the author of an extension is told of his mistakes.
@Suite("suture call") struct CallTests {
  private func call(_ arguments: String...) throws -> (code: Int32, output: String) {
    let program = Bundle.main.bundleURL.appendingPathComponent("suture").path
    let path = try CompiledExtension.path("Tests/Extensions/mistakes.c")
    return try CompiledExtension.run(
      [program, "call", path] + arguments,
      environment: ["SWIFT_BACKTRACE=enable=no"]
    )
  }

  @Test(
    "A mistake of an extension is named in one line",
    arguments: [
      (
        "nothing",
        "SystemError: <built-in function nothing> returned NULL without setting an exception",
        1
      ),
      (
        "both",
        "SystemError: <built-in function both> returned a result with an exception set (from ValueError: bad)",
        1
      ),
      (
        "lock",
        "suture: warning: an extension has left 1 object lock held: a Py_UNLOCK is missing",
        0
      ),
      (
        "unlock",
        "suture: fatal: Py_UNLOCK of a list object, whose lock is not the last that the thread has taken",
        -6
      ),
      (
        "unlock_other",
        "suture: fatal: Py_UNLOCK of a list object, whose lock is not the last that the thread has taken",
        -6
      ),
      (
        "lock_pair",
        "suture: warning: an extension has left 2 object locks held: a Py_UNLOCK is missing",
        0
      ),
      (
        "unlock_one_of_pair",
        "suture: fatal: Py_UNLOCK of a list object, whose lock is not the last that the thread has taken",
        -6
      ),
      (
        "unlock_pair_of_one",
        "suture: fatal: Py_UNLOCK of a list object, whose lock is not the last that the thread has taken",
        -6
      ),
    ] as [(String, String, Int32)]
  )
  func namesMistakes(_ function: String, _ message: String, _ code: Int32) throws {
    let result = try call(function, "[]")
    #expect(result.code == code)
    #expect(result.output.split(separator: "\n").contains(Substring(message)), "\(result.output)")
  }

  @Test("An argument that is no literal is named, and an option in the wrong place explained")
  func refusesArguments() throws {
    let wrong = try call("fields", "-x")
    #expect(wrong.code == 2)
    #expect(wrong.output == "argument -x: '-x' is not a Python literal\n")
    let option = try call("fields", "--gil")
    #expect(option.code == 2)
    #expect(
      option.output
        == "argument --gil: '--gil' is not a Python literal (options go before the extension)\n"
    )
  }

  @Test("The fields of an opaque object are read by macros")
  func readsFields() throws {
    #expect(try call("fields", "[1, 2]").output == "2\n")
    #expect(try call("fields", "5").output == "None\n")
  }
}
