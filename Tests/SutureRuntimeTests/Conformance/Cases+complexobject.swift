import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private typealias Binary = (Py_complex, Py_complex) -> Py_complex

private func z(_ real: Double, _ imag: Double) -> Py_complex { Py_complex(real: real, imag: imag) }
private func shown(_ value: Py_complex) -> String { "\(value.real) \(value.imag)" }

/// A conversion's two parts, of which -1 is the first when an exception is there.
private func outcome(_ value: Py_complex) -> String {
  guard let error = takeError() else { return shown(value) }
  return value.real == -1 ? error : "\(error), but \(value)"
}

/// An instance whose `__complex__` gives `value`, which is taken over.
private func convertible(_ value: ObjectPointer, _ method: String) -> ObjectPointer {
  newInstance("Complex", ["__complex__": bound(value, method)])
}

let complexobjectCases: [APICase] = [
  APICase("PyComplex_FromDoubles", "PyComplex_FromCComplex") { _ in
    expectRepr(PyComplex_FromDoubles(1, -2), "(1-2j)")
    expectRepr(PyComplex_FromCComplex(z(-0.0, 0.5)), "(-0+0.5j)")
    expectRepr(PyComplex_FromDoubles(0, .infinity), "infj")
    let c = PyComplex_FromDoubles(1, 2)
    #expect(Py_REFCNT(c!) == 1)
    drop(c)
  },
  APICase("PyComplex_RealAsDouble", "PyComplex_ImagAsDouble", "PyComplex_AsCComplex") { w in
    let overflow = "OverflowError: int too large to convert to float"
    let wrong = "TypeError: must be real number, not"
    let expected = [
      ("1+2j", "1.0", "2.0"), ("3", "3.0", "0.0"), ("2.5", "2.5", "0.0"), ("-1", "-1.0", "0.0"),
      ("True", "1.0", "0.0"), ("index 4", "4.0", "0.0"), ("10**400", overflow, overflow),
      ("object", "\(wrong) object", "\(wrong) object"), ("'a'", "\(wrong) str", "\(wrong) str"),
    ]
    for (literal, real, imag) in expected {
      expectOutcomes(w, [literal: real]) { outcome(PyComplex_RealAsDouble($0)) }
      expectOutcomes(w, [literal: imag]) { outcome(PyComplex_ImagAsDouble($0)) }
      let both = real == imag ? real : "\(real) \(imag)"
      expectOutcomes(w, [literal: both]) { outcome(PyComplex_AsCComplex($0)) }
    }
    let good = convertible(PyComplex_FromDoubles(1, 2)!, "conjugate")
    #expect(outcome(PyComplex_RealAsDouble(good)) == "1.0")
    #expect(outcome(PyComplex_ImagAsDouble(good)) == "-2.0")
    #expect(outcome(PyComplex_AsCComplex(good)) == "1.0 -2.0")
    let bad = convertible(text("x"), "__str__")
    let error = "TypeError: __complex__ returned non-complex (type str)"
    #expect(outcome(PyComplex_RealAsDouble(bad)) == error)
    #expect(outcome(PyComplex_ImagAsDouble(bad)) == error)
    #expect(outcome(PyComplex_AsCComplex(bad)) == error)
    drop(good, bad)
  },
  APICase("_Py_c_sum", "_Py_c_diff", "_Py_c_prod", "_Py_c_quot", "_Py_c_pow", "_Py_c_neg") { _ in
    // errno is EDOM 33, ERANGE 34, or left alone.
    for (function, a, b, expected) in [
      (_Py_c_sum, z(1, 2), z(3, -4), "4.0 -2.0 99"), (_Py_c_diff, z(1, 2), z(3, -4), "-2.0 6.0 99"),
      (_Py_c_prod, z(1, 2), z(3, -4), "11.0 2.0 99"),
      (_Py_c_quot, z(1, 2), z(3, -4), "-0.2 0.4 99"),
      (_Py_c_quot, z(1, 2), z(1, 3), "0.7000000000000001 -0.1 99"),
      (_Py_c_quot, z(1, 2), z(0, 0), "0.0 0.0 33"),
      (_Py_c_quot, z(1, 1), z(.infinity, 1), "0.0 0.0 99"),
      (_Py_c_quot, z(.infinity, 1), z(1, 1), "inf -inf 99"),
      (_Py_c_pow, z(1, 2), z(3, -4), "932.1391946432212 95.9465336603415 99"),
      (_Py_c_pow, z(0, 0), z(0, 0), "1.0 0.0 99"), (_Py_c_pow, z(0, 0), z(1, 0), "0.0 0.0 99"),
      (_Py_c_pow, z(0, 0), z(-1, 0), "0.0 0.0 33"), (_Py_c_pow, z(0, 0), z(1, 1), "0.0 0.0 33"),
      (_Py_c_pow, z(2, 0), z(2000, 0), "inf nan 34"), (_Py_c_pow, z(2, 0), z(3, 0), "8.0 0.0 99"),
    ] as [(Binary, Py_complex, Py_complex, String)] {
      errno = 99
      let result = shown(function(a, b))
      #expect("\(result) \(errno)".replacing("-nan", with: "nan") == expected, "\(a) \(b)")
    }
    #expect(shown(_Py_c_neg(z(1, -0.0))) == "-1.0 0.0")
  },
  APICase("_Py_c_abs") { _ in
    for (value, expected) in [
      (z(3, 4), "5.0 0"), (z(-3, -4), "5.0 0"), (z(.infinity, .nan), "inf 0"),
      (z(1e308, 1.7e308), "inf 34"), (z(0, 0), "0.0 0"),
    ] {
      errno = 99
      let result = _Py_c_abs(value)
      #expect("\(result) \(errno)" == expected)
    }
    #expect(_Py_c_abs(z(.nan, 1)).isNaN)
    errno = 0
  },
]
