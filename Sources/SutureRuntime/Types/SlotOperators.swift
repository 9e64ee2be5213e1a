import CSuture

// The operators of types whose dicts define them: one slot function each, all alike.

// MARK: Slots

@c func suture_slot_add(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    7,
    address(suture_slot_add as binaryfunc),
    suture_name___add__(),
    suture_name___radd__()
  )
}

@c func suture_slot_sub(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    36,
    address(suture_slot_sub as binaryfunc),
    suture_name___sub__(),
    suture_name___rsub__()
  )
}

@c func suture_slot_mul(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    29,
    address(suture_slot_mul as binaryfunc),
    suture_name___mul__(),
    suture_name___rmul__()
  )
}

@c func suture_slot_mod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    34,
    address(suture_slot_mod as binaryfunc),
    suture_name___mod__(),
    suture_name___rmod__()
  )
}

@c func suture_slot_divmod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    10,
    address(suture_slot_divmod as binaryfunc),
    suture_name___divmod__(),
    suture_name___rdivmod__()
  )
}

@c func suture_slot_lshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    28,
    address(suture_slot_lshift as binaryfunc),
    suture_name___lshift__(),
    suture_name___rlshift__()
  )
}

@c func suture_slot_rshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    35,
    address(suture_slot_rshift as binaryfunc),
    suture_name___rshift__(),
    suture_name___rrshift__()
  )
}

@c func suture_slot_and(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    8,
    address(suture_slot_and as binaryfunc),
    suture_name___and__(),
    suture_name___rand__()
  )
}

@c func suture_slot_xor(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    38,
    address(suture_slot_xor as binaryfunc),
    suture_name___xor__(),
    suture_name___rxor__()
  )
}

@c func suture_slot_or(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    31,
    address(suture_slot_or as binaryfunc),
    suture_name___or__(),
    suture_name___ror__()
  )
}

@c func suture_slot_floordiv(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    12,
    address(suture_slot_floordiv as binaryfunc),
    suture_name___floordiv__(),
    suture_name___rfloordiv__()
  )
}

@c func suture_slot_truediv(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    37,
    address(suture_slot_truediv as binaryfunc),
    suture_name___truediv__(),
    suture_name___rtruediv__()
  )
}

@c func suture_slot_matmul(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binaryOperation(
    a,
    b,
    75,
    address(suture_slot_matmul as binaryfunc),
    suture_name___matmul__(),
    suture_name___rmatmul__()
  )
}

@c func suture_slot_neg(_ o: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(o, suture_name___neg__())
}
@c func suture_slot_pos(_ o: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(o, suture_name___pos__())
}
@c func suture_slot_abs(_ o: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(o, suture_name___abs__())
}
@c func suture_slot_invert(_ o: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(o, suture_name___invert__())
}
@c func suture_slot_int(_ o: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(o, suture_name___int__())
}
@c func suture_slot_float(_ o: ObjectPointer?) -> ObjectPointer? {
  unarySpecial(o, suture_name___float__())
}

@c func suture_slot_iadd(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___iadd__())
}
@c func suture_slot_isub(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___isub__())
}
@c func suture_slot_imul(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___imul__())
}
@c func suture_slot_imod(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___imod__())
}
@c func suture_slot_ilshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___ilshift__())
}
@c func suture_slot_irshift(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___irshift__())
}
@c func suture_slot_iand(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___iand__())
}
@c func suture_slot_ixor(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___ixor__())
}
@c func suture_slot_ior(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___ior__())
}
@c func suture_slot_ifloordiv(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___ifloordiv__())
}
@c func suture_slot_itruediv(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___itruediv__())
}
@c func suture_slot_imatmul(_ a: ObjectPointer?, _ b: ObjectPointer?) -> ObjectPointer? {
  binarySpecial(a, b, suture_name___imatmul__())
}
