import CSuture

// MARK: Operations

/// The value that a finished iterator returned: of the pending StopIteration, which is cleared, or
/// None when nothing is pending.
///
/// Throws when another exception is pending.
func takeStopIterationValue() throws(Raise) -> ObjectPointer {
  if !isExceptionPending { return none() }
  guard PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0 else { throw .pending }
  let exception = try Owned(PyErr_GetRaisedException())
  return try check(PyObject_GetAttr(exception.pointer, suture_name_value()))
}

/// The next item of an iterator, a new reference; nil at the end.
@inline(__always)
func nextItem(_ iterator: ObjectPointer) throws(Raise) -> ObjectPointer? {
  if let item = iterator.type.pointee.tp_iternext(iterator) { return item }
  if isExceptionPending {
    guard PyErr_ExceptionMatches(suture_PyExc_StopIteration()) != 0 else { throw .pending }
    PyErr_Clear()
  }
  return nil
}

// MARK: C API

@c @implementation
public func PyIter_Check(_ o: ObjectPointer?) -> Int32 {
  guard let next = o!.type.pointee.tp_iternext else { return 0 }
  return address(next) == FunctionAddress.nextNotImplemented ? 0 : 1
}

@c @implementation
public func PyAIter_Check(_ o: ObjectPointer?) -> Int32 {
  o!.type.pointee.tp_as_async?.pointee.am_anext != nil ? 1 : 0
}

@c @implementation
public func PyIter_Next(_ iterator: ObjectPointer?) -> ObjectPointer? {
  do throws(Raise) { return try nextItem(iterator!) } catch { return nil }
}

@c @implementation
public func PyIter_NextItem(
  _ iterator: ObjectPointer?,
  _ item: UnsafeMutablePointer<ObjectPointer?>?
) -> Int32 {
  item!.pointee = nil
  return raising { () throws(Raise) in
    let iterator = iterator!
    guard PyIter_Check(iterator) != 0 else {
      throw Raise(.type, "expected an iterator, got '\(iterator.type.name)'")
    }
    item!.pointee = try nextItem(iterator)
    return item!.pointee == nil ? 0 : 1
  }
}

@c @implementation
public func PyIter_Send(
  _ iterator: ObjectPointer?,
  _ value: ObjectPointer?,
  _ result: UnsafeMutablePointer<ObjectPointer?>?
) -> PySendResult {
  let iterator = iterator!
  let value = value!
  if let send = iterator.type.pointee.tp_as_async?.pointee.am_send {
    return send(iterator, value, result)
  }
  if value == suture_None(), let next = iterator.type.pointee.tp_iternext {
    result!.pointee = next(iterator)
  } else {
    result!.pointee = callMethod(iterator, suture_name_send(), value)
  }
  if result!.pointee != nil { return PYGEN_NEXT }
  do throws(Raise) {
    result!.pointee = try takeStopIterationValue()
    return PYGEN_RETURN
  } catch { return PYGEN_ERROR }
}
