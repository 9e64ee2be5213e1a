import CSuture

// Proxies: every operation is done on the object, or raises ReferenceError when that is dead. Either operand of a binary
// operation may be the proxy.

// MARK: Operations

/// The object behind a proxy, or `o` itself when it is no proxy: a new reference.
private func target(_ o: ObjectPointer) throws(Raise) -> ObjectPointer {
  if !isWeakProxy(o) { return newReference(o) }
  guard let object = upgrade(o) else {
    throw Raise(.reference, "weakly-referenced object no longer exists")
  }
  return object
}

private func unary(_ o: ObjectPointer, _ operation: (ObjectPointer?) -> ObjectPointer?)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let object = try Owned(target(o))
    return try check(operation(object.pointer))
  }
}

private func binary(
  _ a: ObjectPointer,
  _ b: ObjectPointer,
  _ operation: (ObjectPointer?, ObjectPointer?) -> ObjectPointer?
) -> ObjectPointer? {
  raising { () throws(Raise) in
    let left = try Owned(target(a))
    let right = try Owned(target(b))
    return try check(operation(left.pointer, right.pointer))
  }
}

private func query(_ o: ObjectPointer, _ operation: (ObjectPointer?) -> Int32) -> Int32 {
  raising { () throws(Raise) in
    let object = try Owned(target(o))
    return try check(operation(object.pointer))
  }
}

// MARK: Slots

@c func suture_proxy_repr(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let here = String(UInt(bitPattern: self), radix: 16)
    guard let o = upgrade(self) else { return try makeStr("<weakproxy at 0x\(here); dead>") }
    let object = Owned(o)
    let there = String(UInt(bitPattern: object.pointer), radix: 16)
    return try makeStr("<weakproxy at 0x\(here); to '\(object.pointer.type.name)' at 0x\(there)>")
  }
}

@c func suture_proxy_str(_ self: ObjectPointer) -> ObjectPointer? { unary(self, PyObject_Str) }

@c func suture_proxy_getattr(_ self: ObjectPointer, _ name: ObjectPointer) -> ObjectPointer? {
  unary(self) { PyObject_GetAttr($0, name) }
}

@c func suture_proxy_setattr(_ self: ObjectPointer, _ name: ObjectPointer, _ value: ObjectPointer?)
  -> Int32
{
  query(self) { PyObject_SetAttr($0, name, value) }
}

@c func suture_proxy_compare(_ a: ObjectPointer, _ b: ObjectPointer, _ operation: Int32)
  -> ObjectPointer?
{
  binary(a, b) { PyObject_RichCompare($0, $1, operation) }
}

@c func suture_proxy_call(
  _ self: ObjectPointer,
  _ arguments: ObjectPointer?,
  _ keywords: ObjectPointer?
) -> ObjectPointer? {
  unary(self) { PyObject_Call($0, arguments, keywords) }
}

@c func suture_proxy_iter(_ self: ObjectPointer) -> ObjectPointer? { unary(self, PyObject_GetIter) }

@c func suture_proxy_next(_ self: ObjectPointer) -> ObjectPointer? {
  raising { () throws(Raise) in
    let object = try Owned(target(self))
    guard PyIter_Check(object.pointer) != 0 else {
      throw Raise(
        .type,
        "Weakref proxy referenced a non-iterator '\(object.pointer.type.name)' object"
      )
    }
    return try nextItem(object.pointer)
  }
}

@c func suture_proxy_bool(_ self: ObjectPointer) -> Int32 { query(self, PyObject_IsTrue) }

@c func suture_proxy_length(_ self: ObjectPointer) -> Py_ssize_t {
  raising { () throws(Raise) in
    let object = try Owned(target(self))
    return try check(PyObject_Size(object.pointer))
  }
}

@c func suture_proxy_contains(_ self: ObjectPointer, _ element: ObjectPointer) -> Int32 {
  query(self) { PySequence_Contains($0, element) }
}

@c func suture_proxy_subscript(_ self: ObjectPointer, _ key: ObjectPointer) -> ObjectPointer? {
  binary(self, key, PyObject_GetItem)
}

@c func suture_proxy_store(_ self: ObjectPointer, _ key: ObjectPointer, _ value: ObjectPointer?)
  -> Int32
{
  query(self) { value == nil ? PyObject_DelItem($0, key) : PyObject_SetItem($0, key, value) }
}

@c func suture_proxy_bytes(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  unary(self) { callMethod($0!, suture_name___bytes__()) }
}

@c func suture_proxy_reversed(_ self: ObjectPointer, _ unused: ObjectPointer?) -> ObjectPointer? {
  unary(self) { callMethod($0!, suture_name___reversed__()) }
}

// MARK: Number slots

@c func suture_proxy_power(_ a: ObjectPointer, _ b: ObjectPointer, _ c: ObjectPointer)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let modulus = try Owned(target(c))
    return try check(binary(a, b) { PyNumber_Power($0, $1, modulus.pointer) })
  }
}

@c func suture_proxy_inplace_power(_ a: ObjectPointer, _ b: ObjectPointer, _ c: ObjectPointer)
  -> ObjectPointer?
{
  raising { () throws(Raise) in
    let modulus = try Owned(target(c))
    return try check(binary(a, b) { PyNumber_InPlacePower($0, $1, modulus.pointer) })
  }
}

@c func suture_proxy_add(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Add)
}

@c func suture_proxy_subtract(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Subtract)
}

@c func suture_proxy_multiply(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Multiply)
}

@c func suture_proxy_remainder(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Remainder)
}

@c func suture_proxy_divmod(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Divmod)
}

@c func suture_proxy_lshift(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Lshift)
}

@c func suture_proxy_rshift(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Rshift)
}

@c func suture_proxy_and(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_And)
}

@c func suture_proxy_xor(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Xor)
}

@c func suture_proxy_or(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_Or)
}

@c func suture_proxy_floor_divide(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_FloorDivide)
}

@c func suture_proxy_true_divide(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_TrueDivide)
}

@c func suture_proxy_matrix_multiply(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_MatrixMultiply)
}

@c func suture_proxy_inplace_add(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceAdd)
}

@c func suture_proxy_inplace_subtract(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceSubtract)
}

@c func suture_proxy_inplace_multiply(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceMultiply)
}

@c func suture_proxy_inplace_remainder(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceRemainder)
}

@c func suture_proxy_inplace_lshift(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceLshift)
}

@c func suture_proxy_inplace_rshift(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceRshift)
}

@c func suture_proxy_inplace_and(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceAnd)
}

@c func suture_proxy_inplace_xor(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceXor)
}

@c func suture_proxy_inplace_or(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceOr)
}

@c func suture_proxy_inplace_floor_divide(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer?
{
  binary(a, b, PyNumber_InPlaceFloorDivide)
}

@c func suture_proxy_inplace_true_divide(_ a: ObjectPointer, _ b: ObjectPointer) -> ObjectPointer? {
  binary(a, b, PyNumber_InPlaceTrueDivide)
}

@c func suture_proxy_inplace_matrix_multiply(_ a: ObjectPointer, _ b: ObjectPointer)
  -> ObjectPointer?
{
  binary(a, b, PyNumber_InPlaceMatrixMultiply)
}

@c func suture_proxy_negative(_ self: ObjectPointer) -> ObjectPointer? {
  unary(self, PyNumber_Negative)
}

@c func suture_proxy_positive(_ self: ObjectPointer) -> ObjectPointer? {
  unary(self, PyNumber_Positive)
}

@c func suture_proxy_absolute(_ self: ObjectPointer) -> ObjectPointer? {
  unary(self, PyNumber_Absolute)
}

@c func suture_proxy_invert(_ self: ObjectPointer) -> ObjectPointer? {
  unary(self, PyNumber_Invert)
}

@c func suture_proxy_int(_ self: ObjectPointer) -> ObjectPointer? { unary(self, PyNumber_Long) }

@c func suture_proxy_float(_ self: ObjectPointer) -> ObjectPointer? { unary(self, PyNumber_Float) }

@c func suture_proxy_index(_ self: ObjectPointer) -> ObjectPointer? { unary(self, PyNumber_Index) }
