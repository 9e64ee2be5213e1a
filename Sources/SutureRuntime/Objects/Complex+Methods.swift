import CSuture

// MARK: Operations

/// The complex that a str is.
private func parseComplex(_ str: ObjectPointer) throws(Raise) -> Py_complex {
  try withNumberText(str) { (text, count) throws(Raise) -> Py_complex in
    var isMisplaced = true
    let result: Py_complex? = withoutUnderscores(text, count) { plain, n in
      isMisplaced = false
      return readComplex(plain, n)
    }
    if let result { return result }
    if isMisplaced {
      guard let repr = PyObject_Repr(str) else { throw .pending }
      let message = swiftText(repr)
      suture_decref(repr)
      throw Raise(.value, "could not convert string to complex: \(message)")
    }
    throw Raise(.value, "complex() arg is a malformed string")
  }
}

/// "1", "2j", "1+2j", "j", in parentheses or not; nil: none of these.
private func readComplex(_ text: UnsafePointer<UInt8>, _ count: Int) -> Py_complex? {
  var start = 0
  var end = count
  func trim() {
    while start < end, isASCIISpace(text[start]) { start += 1 }
    while end > start, isASCIISpace(text[end - 1]) { end -= 1 }
  }
  trim()
  if start < end, text[start] == 0x28 {
    if text[end - 1] != 0x29 { return nil }
    start += 1
    end -= 1
    trim()
  }
  if start >= end { return nil }
  func isUnit(_ i: Int) -> Bool { i < end && text[i] | 0x20 == 0x6A }
  func isSign(_ i: Int) -> Bool { i < end && (text[i] == 0x2B || text[i] == 0x2D) }
  var i = start
  if let (first, length) = FloatText.read(text + i, end - i) {
    i += length
    if i == end { return Py_complex(real: first, imag: 0) }
    if isUnit(i) { return i + 1 == end ? Py_complex(real: 0, imag: first) : nil }
    if !isSign(i) { return nil }
    var imaginary = text[i] == 0x2D ? -1.0 : 1.0
    if let (second, length) = FloatText.read(text + i, end - i) {
      imaginary = second
      i += length
    } else {
      i += 1
    }
    return isUnit(i) && i + 1 == end ? Py_complex(real: first, imag: imaginary) : nil
  }
  // A unit alone, with its sign.
  var imaginary = 1.0
  if isSign(i) {
    if text[i] == 0x2D { imaginary = -1 }
    i += 1
  }
  return isUnit(i) && i + 1 == end ? Py_complex(real: 0, imag: imaginary) : nil
}

private func isNumeric(_ o: ObjectPointer) -> Bool {
  o.hasNumber(.float) || o.hasNumber(.index) || o.isComplex
}

/// `complex(real, imag)`: the arguments are borrowed, nil: not given.
private func construct(_ real: ObjectPointer?, _ imag: ObjectPointer?) throws(Raise) -> Py_complex {
  if let real, real.isStr {
    if imag != nil { throw Raise(.type, "complex() can't take second arg if first is a string") }
    return try parseComplex(real)
  }
  if let imag, imag.isStr { throw Raise(.type, "complex() second arg can't be a string") }
  var first = Py_complex(real: 0, imag: 0)
  var firstIsComplex = false
  if let real {
    if let value = try real.isComplex ? real.complexValue : complexBySpecialMethod(real) {
      first = value
      firstIsComplex = true
    } else if !isNumeric(real) {
      throw Raise(
        .type,
        "complex() first argument must be a string or a number, not '\(real.type.name)'"
      )
    }
  }
  if let imag, !isNumeric(imag) {
    throw Raise(.type, "complex() second argument must be a number, not '\(imag.type.name)'")
  }
  if let real, !firstIsComplex { first = Py_complex(real: try doubleOf(real), imag: 0) }
  guard let imag else { return first }
  if imag.isComplex {
    let second = imag.complexValue
    return Py_complex(
      real: first.real - second.imag,
      imag: firstIsComplex ? first.imag + second.real : second.real
    )
  }
  let second = try doubleOf(imag)
  return Py_complex(real: first.real, imag: firstIsComplex ? first.imag + second : second)
}

// MARK: Slots

private let signature = Signature("complex", "real", "imag")

@c func suture_complex_new(_ type: TypePointer?, _ args: ObjectPointer?, _ kwargs: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let bound = try signature.bind(tuple: args, dict: kwargs)
    let (real, imag) = (bound[0], bound[1])
    let type = type!
    if type == suture_PyComplex_Type() {
      if let real, imag == nil, real.isExactComplex { return newReference(real) }
      return try makeComplex(construct(real, imag))
    }
    let result = try construct(real, imag)
    let o = try check(type.pointee.tp_alloc(type, 0))
    o.complexValue = result
    return o
  }
}

@c func suture_complex_conjugate(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer?
{
  let value = self!.complexValue
  return PyComplex_FromDoubles(value.real, -value.imag)
}

@c func suture_complex_complex(_ self: ObjectPointer?, _ unused: ObjectPointer?) -> ObjectPointer? {
  suture_complex_positive(self)
}

@c func suture_complex_getnewargs(_ self: ObjectPointer?, _ unused: ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let real = Owned(try makeFloat(self!.complexValue.real))
    let imag = Owned(try makeFloat(self!.complexValue.imag))
    return try tupleOf(real.pointer, imag.pointer)
  }
}

@c func suture_complex_format(_ self: ObjectPointer?, _ spec: ObjectPointer?) -> ObjectPointer? {
  raising { () throws(Raise) in try formatComplexSpec(self!, requireFormatSpec(spec!)) }
}
