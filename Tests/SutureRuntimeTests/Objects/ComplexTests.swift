import Testing

@testable import SutureRuntime

@Suite("complexobject.h: complex numbers") struct ComplexTests {
  @Test(
    "Operations agree with CPython 3.13",
    arguments: cases.split(separator: "\n").map(String.init)
  )
  func operations(line: String) {
    Runtime.attached {
      let (result, expected) = calculate(line)
      #expect(result == expected)
    }
  }

  @Test(
    "The parts of any number",
    arguments: [
      ("1.5-2.5j", 1.5, -2.5), ("3", 3, 0), ("2.5", 2.5, 0), ("True", 1, 0),
    ] as [(String, Double, Double)]
  )
  func parts(text: String, real: Double, imag: Double) {
    Runtime.attached {
      #expect(PyComplex_RealAsDouble(read(text)) == real)
      #expect(PyComplex_ImagAsDouble(read(text)) == imag)
    }
  }

  @Test("The parts of what is no number")
  func noParts() {
    Runtime.attached {
      #expect(PyComplex_RealAsDouble(read("'1'")) == -1)
      #expect(pendingException() == "TypeError: must be real number, not str")
      #expect(PyComplex_ImagAsDouble(read("[]")) == -1)
      #expect(pendingException() == "TypeError: must be real number, not list")
    }
  }

  /// Operation, operands, result: made by CPython 3.13.
  private static let cases = """
    + | 1+2j | 3 | (4+2j)
    - | 1 | 2j | (1-2j)
    * | 1+2j | 3-4j | (11+2j)
    / | 1+2j | 3-4j | (-0.2+0.4j)
    / | 1j | 0 | ZeroDivisionError: complex division by zero
    / | 1 | 0j | ZeroDivisionError: complex division by zero
    ** | 1j | 2 | (-1+0j)
    ** | 1+2j | -3 | (-0.08800000000000001+0.016j)
    ** | 1j | 1j | (0.20787957635076193+0j)
    ** | 0j | -1 | ZeroDivisionError: 0.0 to a negative or complex power
    ** | 0j | 1j | ZeroDivisionError: 0.0 to a negative or complex power
    ** | 0j | 0 | (1+0j)
    ** | 1e300+1j | 3 | OverflowError: complex exponentiation
    pow | 1j | 2 | 3 | ValueError: complex modulo
    // | 1j | 2 | TypeError: unsupported operand type(s) for //: 'complex' and 'int'
    divmod | 1j | 1 | TypeError: unsupported operand type(s) for divmod(): 'complex' and 'int'
    complex | 10**400 | OverflowError: int too large to convert to float
    """
}
