import Testing

@testable import SutureRuntime

private typealias Binary = (ObjectPointer?, ObjectPointer?) -> ObjectPointer?

/// A binary operation: its functions, its slots, its sign, and what it makes of 7 and 2.
private struct Operation {
  let function: Binary
  let inPlace: Binary
  let slot: Int32
  let inPlaceSlot: Int32
  let sign: String
  let result: String?

  init(
    _ function: @escaping Binary,
    _ inPlace: @escaping Binary,
    _ slot: Int32,
    _ inPlaceSlot: Int32,
    _ sign: String,
    _ result: String?
  ) {
    self.function = function
    self.inPlace = inPlace
    self.slot = slot
    self.inPlaceSlot = inPlaceSlot
    self.sign = sign
    self.result = result
  }
}

private func operations() -> [Operation] {
  [
    Operation(PyNumber_Add, PyNumber_InPlaceAdd, Py_nb_add, Py_nb_inplace_add, "+", "9"),
    Operation(
      PyNumber_Subtract,
      PyNumber_InPlaceSubtract,
      Py_nb_subtract,
      Py_nb_inplace_subtract,
      "-",
      "5"
    ),
    Operation(
      PyNumber_Multiply,
      PyNumber_InPlaceMultiply,
      Py_nb_multiply,
      Py_nb_inplace_multiply,
      "*",
      "14"
    ),
    Operation(
      PyNumber_MatrixMultiply,
      PyNumber_InPlaceMatrixMultiply,
      Py_nb_matrix_multiply,
      Py_nb_inplace_matrix_multiply,
      "@",
      nil
    ),
    Operation(
      PyNumber_TrueDivide,
      PyNumber_InPlaceTrueDivide,
      Py_nb_true_divide,
      Py_nb_inplace_true_divide,
      "/",
      "3.5"
    ),
    Operation(
      PyNumber_FloorDivide,
      PyNumber_InPlaceFloorDivide,
      Py_nb_floor_divide,
      Py_nb_inplace_floor_divide,
      "//",
      "3"
    ),
    Operation(
      PyNumber_Remainder,
      PyNumber_InPlaceRemainder,
      Py_nb_remainder,
      Py_nb_inplace_remainder,
      "%",
      "1"
    ),
    Operation(
      PyNumber_Lshift,
      PyNumber_InPlaceLshift,
      Py_nb_lshift,
      Py_nb_inplace_lshift,
      "<<",
      "28"
    ),
    Operation(
      PyNumber_Rshift,
      PyNumber_InPlaceRshift,
      Py_nb_rshift,
      Py_nb_inplace_rshift,
      ">>",
      "1"
    ),
    Operation(PyNumber_And, PyNumber_InPlaceAnd, Py_nb_and, Py_nb_inplace_and, "&", "2"),
    Operation(PyNumber_Or, PyNumber_InPlaceOr, Py_nb_or, Py_nb_inplace_or, "|", "7"),
    Operation(PyNumber_Xor, PyNumber_InPlaceXor, Py_nb_xor, Py_nb_inplace_xor, "^", "5"),
  ]
}

/// Checks a result that is the pair (a, b), and gives it up.
private func expectPair(
  _ pair: ObjectPointer?,
  _ a: ObjectPointer,
  _ b: ObjectPointer,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(PyTuple_GetItem(pair, 0) == a, sourceLocation: sourceLocation)
  #expect(PyTuple_GetItem(pair, 1) == b, sourceLocation: sourceLocation)
  drop(pair)
}

private typealias Unary = (ObjectPointer?) -> ObjectPointer?

/// A unary operation: its function and what it makes of -7, -7.5, "12" and an object.
private func unaryOperations() -> [(Unary, String, String, String, String)] {
  func bad(_ sign: String, _ type: String) -> String {
    "TypeError: bad operand type for \(sign): '\(type)'"
  }
  let index = "object cannot be interpreted as an integer"
  return [
    (PyNumber_Negative, "7", "7.5", bad("unary -", "str"), bad("unary -", "object")),
    (PyNumber_Positive, "-7", "-7.5", bad("unary +", "str"), bad("unary +", "object")),
    (PyNumber_Absolute, "7", "7.5", bad("abs()", "str"), bad("abs()", "object")),
    (
      PyNumber_Invert, "6", bad("unary ~", "float"), bad("unary ~", "str"), bad("unary ~", "object")
    ),
    (
      PyNumber_Float, "-7.0", "-7.5", "12.0",
      "TypeError: float() argument must be a string or a real number, not 'object'"
    ),
    (
      PyNumber_Long, "-7", "-7", "12",
      "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'object'"
    ),
    (
      PyNumber_Index, "-7", "TypeError: 'float' \(index)", "TypeError: 'str' \(index)",
      "TypeError: 'object' \(index)"
    ),
    (
      _PyNumber_Index, "-7", "TypeError: 'float' \(index)", "TypeError: 'str' \(index)",
      "TypeError: 'object' \(index)"
    ),
  ]
}

let abstractNumberCases: [APICase] = [
  APICase(
    "PyNumber_Add",
    "PyNumber_Subtract",
    "PyNumber_Multiply",
    "PyNumber_MatrixMultiply",
    "PyNumber_TrueDivide",
    "PyNumber_FloorDivide",
    "PyNumber_Remainder",
    "PyNumber_Lshift",
    "PyNumber_Rshift",
    "PyNumber_And",
    "PyNumber_Or",
    "PyNumber_Xor"
  ) { w in
    let (seven, two) = (number(7), number(2))
    for operation in operations() {
      let error = "TypeError: unsupported operand type(s) for \(operation.sign)"
      if let result = operation.result {
        expectRepr(operation.function(seven, two), result)
      } else {
        expectError("\(error): 'int' and 'int'", operation.function(seven, two))
      }
      expectError("\(error): 'object' and 'int'", operation.function(w.object, two))
      // The slot of either operand gets both, in their order.
      let spam = make(.binary(operation.slot) { a, b in tuple(Py_NewRef(a)!, Py_NewRef(b)!) })
      expectPair(operation.function(spam, w.object), spam, w.object)
      expectPair(operation.function(w.object, spam), w.object, spam)
      drop(spam)
      let unwilling = make(.binary(operation.slot) { _, _ in Py_NewRef(suture_NotImplemented()) })
      expectError("\(error): 'spam.Spam' and 'int'", operation.function(unwilling, two))
      expectError("\(error): 'int' and 'spam.Spam'", operation.function(two, unwilling))
      drop(unwilling)
    }
    drop(seven, two)
  },
  APICase(
    "PyNumber_InPlaceAdd",
    "PyNumber_InPlaceSubtract",
    "PyNumber_InPlaceMultiply",
    "PyNumber_InPlaceMatrixMultiply",
    "PyNumber_InPlaceTrueDivide",
    "PyNumber_InPlaceFloorDivide",
    "PyNumber_InPlaceRemainder",
    "PyNumber_InPlaceLshift",
    "PyNumber_InPlaceRshift",
    "PyNumber_InPlaceAnd",
    "PyNumber_InPlaceOr",
    "PyNumber_InPlaceXor"
  ) { w in
    let (seven, two) = (number(7), number(2))
    for operation in operations() {
      let error = "TypeError: unsupported operand type(s) for \(operation.sign)="
      if let result = operation.result {
        expectRepr(operation.inPlace(seven, two), result)
      } else {
        expectError("\(error): 'int' and 'int'", operation.inPlace(seven, two))
      }
      expectError("\(error): 'object' and 'int'", operation.inPlace(w.object, two))
      let spam = make(
        .binary(operation.slot) { a, b in tuple(Py_NewRef(a)!, Py_NewRef(b)!) },
        .binary(operation.inPlaceSlot) { a, _ in Py_NewRef(a) }
      )
      let result = operation.inPlace(spam, w.object)
      #expect(result == spam, "the in-place slot of the left operand is asked first")
      drop(result)
      expectPair(operation.inPlace(w.object, spam), w.object, spam)
      drop(spam)
      let unwilling = make(
        .binary(operation.slot) { a, b in tuple(Py_NewRef(a)!, Py_NewRef(b)!) },
        .binary(operation.inPlaceSlot) { _, _ in Py_NewRef(suture_NotImplemented()) }
      )
      expectPair(operation.inPlace(unwilling, w.object), unwilling, w.object)
      drop(unwilling)
    }
    drop(seven, two)
  },
  APICase("PyNumber_Add", "PyNumber_InPlaceAdd", "PyNumber_Multiply", "PyNumber_InPlaceMultiply") {
    w in
    // Sequences without the number slots are concatenated and repeated.
    let l = list(own(w))
    let two = number(2)
    let more = PyNumber_InPlaceAdd(l, l)
    #expect(more == l && PyList_Size(l) == 2)
    drop(more)
    let product = PyNumber_Multiply(two, l)
    #expect(PyList_Size(product) == 4 && PyList_Size(l) == 2)
    drop(product)
    let same = PyNumber_InPlaceMultiply(l, two)
    #expect(same == l && PyList_Size(l) == 4)
    drop(same)
    expectError(
      "TypeError: can only concatenate list (not \"int\") to list",
      PyNumber_Add(l, two)
    )
    expectError(
      "TypeError: can't multiply sequence by non-int of type 'object'",
      PyNumber_Multiply(l, w.object)
    )
    drop(l, two)
  },
  APICase("PyNumber_Divmod") { w in
    let (seven, two, zero) = (number(-7), number(2), number(0))
    expectRepr(PyNumber_Divmod(seven, two), "(-4, 1)")
    expectError(
      "TypeError: unsupported operand type(s) for divmod(): 'object' and 'int'",
      PyNumber_Divmod(w.object, two)
    )
    expectError("ZeroDivisionError: integer division or modulo by zero", PyNumber_Divmod(two, zero))
    let spam = make(.binary(Py_nb_divmod) { a, b in tuple(Py_NewRef(a)!, Py_NewRef(b)!) })
    expectPair(PyNumber_Divmod(w.object, spam), w.object, spam)
    drop(seven, two, zero, spam)
  },
  APICase("PyNumber_Power", "PyNumber_InPlacePower") { w in
    let (two, five, seven, none) = (number(2), number(5), number(7), suture_None())
    for (power, sign) in [
      (PyNumber_Power, "** or pow()"), (PyNumber_InPlacePower, "**="),
    ] as [((ObjectPointer?, ObjectPointer?, ObjectPointer?) -> ObjectPointer?, String)] {
      expectRepr(power(two, five, none), "32")
      expectRepr(power(two, five, seven), "4")
      let error = "TypeError: unsupported operand type(s) for \(sign)"
      expectError("\(error): 'object' and 'int'", power(w.object, five, none))
      expectError("\(error): 'object', 'int', 'int'", power(w.object, five, seven))
      expectError("\(error): 'int', 'int', 'object'", power(two, five, w.object))
      using(number(0)) {
        expectError("ValueError: pow() 3rd argument cannot be 0", power(two, five, $0))
      }
      let spam = make(
        .ternary(Py_nb_power) { a, b, c in tuple(Py_NewRef(a)!, Py_NewRef(b)!, Py_NewRef(c)!) }
      )
      let three = power(two, w.object, spam)
      #expect(PyTuple_GetItem(three, 1) == w.object && PyTuple_GetItem(three, 2) == spam)
      drop(three, spam)
    }
    let spam = make(.ternary(Py_nb_inplace_power) { a, _, _ in Py_NewRef(a) })
    let result = PyNumber_InPlacePower(spam, two, none)
    #expect(result == spam)
    drop(result, spam, two, five, seven)
  },
  APICase(
    "PyNumber_Negative",
    "PyNumber_Positive",
    "PyNumber_Absolute",
    "PyNumber_Invert",
    "PyNumber_Float",
    "PyNumber_Long",
    "PyNumber_Index",
    "_PyNumber_Index"
  ) { w in
    func expect(_ wanted: String, _ result: ObjectPointer?) {
      if wanted.contains("Error: ") {
        expectError(wanted, result)
      } else {
        expectRepr(result, wanted)
      }
    }
    for (operation, ofInt, ofFloat, ofText, ofObject) in unaryOperations() {
      using(number(-7)) { expect(ofInt, operation($0)) }
      using(real(-7.5)) { expect(ofFloat, operation($0)) }
      using(text("12")) { expect(ofText, operation($0)) }
      expect(ofObject, operation(w.object))
      expect(nullArgument, operation(nil))
    }
  },
  APICase("PyNumber_Negative", "PyNumber_Positive", "PyNumber_Absolute", "PyNumber_Invert") { _ in
    for (slot, operation) in [
      (Py_nb_negative, PyNumber_Negative), (Py_nb_positive, PyNumber_Positive),
      (Py_nb_absolute, PyNumber_Absolute), (Py_nb_invert, PyNumber_Invert),
    ] as [(Int32, Unary)] {
      let spam = make(.unary(slot) { Py_NewRef($0) })
      let before = Py_REFCNT(spam)
      let result = operation(spam)
      #expect(result == spam && Py_REFCNT(spam) == before + 1, "the slot's result is passed on")
      drop(result, spam)
    }
  },
  APICase("PyNumber_Long", "PyNumber_Float", "PyNumber_Index") { _ in
    using(text("x")) {
      expectError("ValueError: invalid literal for int() with base 10: 'x'", PyNumber_Long($0))
      expectError("ValueError: could not convert string to float: 'x'", PyNumber_Float($0))
    }
    using(PyBytes_FromString("12")) {
      expectRepr(PyNumber_Long($0), "12")
      expectRepr(PyNumber_Float($0), "12.0")
    }
    using(make(.unary(Py_nb_int) { _ in number(5) }, .unary(Py_nb_float) { _ in real(0.5) })) {
      expectRepr(PyNumber_Long($0), "5")
      expectRepr(PyNumber_Float($0), "0.5")
    }
    using(make(.unary(Py_nb_index) { _ in number(6) })) {
      expectRepr(PyNumber_Long($0), "6")
      expectRepr(PyNumber_Float($0), "6.0")
      expectRepr(PyNumber_Index($0), "6")
    }
    using(
      make(
        .unary(Py_nb_int) { _ in text("5") },
        .unary(Py_nb_float) { _ in text("5") },
        .unary(Py_nb_index) { _ in text("5") }
      )
    ) {
      expectError("TypeError: __int__ returned non-int (type str)", PyNumber_Long($0))
      expectError(
        "TypeError: spam.Spam.__float__ returned non-float (type str)",
        PyNumber_Float($0)
      )
      expectError("TypeError: __index__ returned non-int (type str)", PyNumber_Index($0))
    }
  },
  APICase("PyNumber_Index", "_PyNumber_Index") { _ in
    expectRepr(PyNumber_Index(suture_True()), "1")
    expectRepr(_PyNumber_Index(suture_True()), "True")
    using(number(1_000_000)) {
      let same = PyNumber_Index($0)
      #expect(same == $0, "an exact int is given as it is")
      drop(same)
    }
  },
  APICase("PyNumber_ToBase") { w in
    using(number(-10)) { ten in
      for (base, result) in [(2, "'-0b1010'"), (8, "'-0o12'"), (10, "'-10'"), (16, "'-0xa'")] {
        expectRepr(PyNumber_ToBase(ten, Int32(base)), result)
      }
      expectError(
        "SystemError: PyNumber_ToBase: base must be 2, 8, 10 or 16",
        PyNumber_ToBase(ten, 3)
      )
    }
    expectError(
      "TypeError: 'object' object cannot be interpreted as an integer",
      PyNumber_ToBase(w.object, 10)
    )
    expectError(nullArgument, PyNumber_ToBase(nil, 10))
  },
  APICase("PyNumber_AsSsize_t") { w in
    using(number(-5)) { #expect(PyNumber_AsSsize_t($0, nil) == -5 && takeError() == nil) }
    for (digits, clipped) in [
      ("1180591620717411303424", Int.max), ("-1180591620717411303424", Int.min),
    ] {
      using(PyLong_FromString(digits, nil, 10)) {
        #expect(PyNumber_AsSsize_t($0, nil) == clipped && takeError() == nil)
        let text = "cannot fit 'int' into an index-sized integer"
        expectError("OverflowError: \(text)", PyNumber_AsSsize_t($0, suture_PyExc_OverflowError()))
        expectError("IndexError: \(text)", PyNumber_AsSsize_t($0, suture_PyExc_IndexError()))
      }
    }
    let wrong = "object cannot be interpreted as an integer"
    expectError("TypeError: 'object' \(wrong)", PyNumber_AsSsize_t(w.object, nil))
    using(real(1.5)) {
      expectError("TypeError: 'float' \(wrong)", PyNumber_AsSsize_t($0, suture_PyExc_IndexError()))
    }
    expectError(nullArgument, PyNumber_AsSsize_t(nil, nil))
  },
  APICase("PyNumber_Check", "PyIndex_Check") { w in
    for (o, isNumber, isIndex) in [
      (number(1), 1, 1), (real(1), 1, 0), (PyComplex_FromDoubles(0, 1)!, 1, 0), (text("1"), 0, 0),
      (own(w), 0, 0), (make(.unary(Py_nb_index) { _ in nil }), 1, 1),
      (make(.unary(Py_nb_int) { _ in nil }), 1, 0),
    ] as [(ObjectPointer, Int32, Int32)] {
      #expect(PyNumber_Check(o) == isNumber && PyIndex_Check(o) == isIndex)
      drop(o)
    }
    #expect(PyNumber_Check(nil) == 0)
  },
  APICase("_Py_convert_optional_to_ssize_t") { _ in
    var value = 77
    using(number(5)) { #expect(_Py_convert_optional_to_ssize_t($0, &value) == 1 && value == 5) }
    #expect(_Py_convert_optional_to_ssize_t(suture_None(), &value) == 1 && value == 5)
    using(real(1.5)) { #expect(_Py_convert_optional_to_ssize_t($0, &value) == 0) }
    #expect(takeError() == "TypeError: argument should be integer or None, not 'float'")
    using(PyLong_FromString("1180591620717411303424", nil, 10)) {
      #expect(_Py_convert_optional_to_ssize_t($0, &value) == 0)
    }
    #expect(takeError() == "OverflowError: cannot fit 'int' into an index-sized integer")
    #expect(value == 5, "a failure stores nothing")
  },
  APICase("_PyEval_SliceIndex", "_PyEval_SliceIndexNotNone") { w in
    for (convert, orNone) in [
      (_PyEval_SliceIndex, "None or "), (_PyEval_SliceIndexNotNone, ""),
    ] as [((ObjectPointer?, UnsafeMutablePointer<Int>?) -> Int32, String)] {
      var index = 77
      let error = "TypeError: slice indices must be integers or \(orNone)have an __index__ method"
      for (digits, clipped) in [("-3", -3), ("1" + String(repeating: "0", count: 30), Int.max)] {
        using(PyLong_FromString(digits, nil, 10)) {
          #expect(convert($0, &index) == 1 && index == clipped)
        }
      }
      index = 77
      if orNone.isEmpty {
        #expect(convert(suture_None(), &index) == 0 && takeError() == error)
      } else {
        #expect(convert(suture_None(), &index) == 1)
      }
      #expect(convert(w.object, &index) == 0 && takeError() == error && index == 77)
    }
  },
]
