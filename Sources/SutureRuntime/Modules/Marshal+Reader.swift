import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads one object from bytes that are not trusted.
///
/// Invariants: no read beyond `end`; no more memory than the bytes that are left account for, whatever counts they claim;
/// no tuple that anybody can see has a NULL item.
struct MarshalReader: ~Copyable {
  private var next: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var depth = 0
  /// The items that the tuples around the next object still lack.
  private var owed = 0
  /// The objects with a flag, in the order of the flags, each with a reference; nil: a frozenset that is not complete.
  private var numbered: [ObjectPointer?] = []

  init(_ bytes: ByteView) {
    next = bytes.start
    end = bytes.start + bytes.count
  }

  deinit { for case let o? in numbered { suture_decref(o) } }

  // MARK: Bytes

  private var left: Int { end - next }

  private mutating func take(_ count: Int) throws(Raise) -> ByteView {
    if count > left { throw Raise(.eof, "marshal data too short") }
    defer { next += count }
    return ByteView(next, count)
  }

  /// A count or a code, where something must follow.
  private mutating func byte() throws(Raise) -> UInt8 {
    if left == 0 { throw Raise(.eof, "EOF read where not expected") }
    defer { next += 1 }
    return next.pointee
  }

  private mutating func number<T: FixedWidthInteger>(_ type: T.Type) throws(Raise) -> T {
    let bytes = try take(MemoryLayout<T>.size)
    return T(littleEndian: bytes.raw.loadUnaligned(as: T.self))
  }

  private mutating func count(_ what: StaticString) throws(Raise) -> Int {
    let n = try number(Int32.self)
    if n < 0 { throw Raise(.value, "bad marshal data (\(what) size out of range)") }
    return Int(n)
  }

  // MARK: Numbers

  private mutating func double() throws(Raise) -> Double {
    Double(bitPattern: try number(UInt64.self))
  }

  private mutating func doubleText() throws(Raise) -> Double {
    let view = try take(Int(try byte()))
    // As text of C: it ends at the first NUL.
    return try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) {
      (text) throws(Raise) in
      memcpy(text.baseAddress!, view.start, view.count)
      text[view.count] = 0
      let value = PyOS_string_to_double(text.baseAddress, nil, nil)
      if value == -1, isExceptionPending { throw .pending }
      return value
    }
  }

  private mutating func long() throws(Raise) -> ObjectPointer {
    let n = Int(try number(Int32.self))
    if n == Int(Int32.min) {
      throw Raise(.value, "bad marshal data (long size out of range)")
    }
    if n == 0 { return suture_small_int(0) }
    let count = abs(n)
    let start = next
    for i in 0..<count {
      let digit = UInt32(try number(UInt16.self))
      if digit > MarshalCode.digitMask {
        throw Raise(.value, "bad marshal data (digit out of range in long)")
      }
      if digit == 0, i == count - 1 {
        throw Raise(.value, "bad marshal data (unnormalized long data)")
      }
    }
    let digits = (count + 1) / 2
    let o = try newInt(digits: digits)
    let target = IntObject(o).digits
    target.update(repeating: 0, count: digits)
    for i in 0..<count {
      let digit = UnsafeRawPointer(start).loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
      target[i / 2] |=
        UInt32(UInt16(littleEndian: digit)) << (i % 2 == 0 ? 0 : MarshalCode.digitBits)
    }
    return normalizedInt(o, count: digits, isNegative: n < 0)
  }

  // MARK: Text

  private mutating func str(_ code: UInt8) throws(Raise) -> Owned {
    let isUTF8 = code == MarshalCode.utf8 || code == MarshalCode.internedUTF8
    let isShort = code == MarshalCode.shortASCII || code == MarshalCode.internedShortASCII
    let view = try take(isShort ? Int(try byte()) : try count("string"))
    let text = UnsafeRawPointer(view.start).assumingMemoryBound(to: CChar.self)
    let str = try Owned(
      isUTF8
        ? PyUnicode_DecodeUTF8(text, view.count, "surrogatepass")
        : makeStr(latin1: view.start, count: view.count)
    )
    let isInterned =
      code == MarshalCode.internedUTF8 || code == MarshalCode.internedASCII
      || code == MarshalCode.internedShortASCII
    guard isInterned else { return str }
    var place: ObjectPointer? = str.take()
    PyUnicode_InternInPlace(&place)
    return Owned(place!)
  }

  // MARK: Containers

  /// Gives an object its number, when its code has the flag.
  private mutating func number(_ o: ObjectPointer, _ isFlagged: Bool) {
    if isFlagged { numbered.append(newReference(o)) }
  }

  /// The next object, which is a part of another.
  mutating func member(of kind: StaticString) throws(Raise) -> Owned {
    guard let o = try object() else {
      throw Raise(.type, "NULL object in marshal data for \(kind)")
    }
    return Owned(o)
  }

  private mutating func tuple(_ count: Int, _ isFlagged: Bool) throws(Raise) -> ObjectPointer {
    // Each item takes a byte of its own: a count beyond that comes to nothing, and is given no memory.
    let isHopeless = count > left - owed
    let tuple = try Owned(Tuple.make(isHopeless ? 0 : count))
    let items = Tuple(tuple.pointer).items
    if !isHopeless { for i in 0..<count { items[i] = suture_None() } }
    number(tuple.pointer, isFlagged)
    owed += count
    for i in 0..<count {
      owed -= 1
      let item = try member(of: "tuple")
      if !isHopeless { items[i] = item.store() }
    }
    return tuple.take()
  }

  private mutating func list(_ isFlagged: Bool) throws(Raise) -> ObjectPointer {
    let count = try count("list")
    let list = try Owned(PyList_New(0))
    number(list.pointer, isFlagged)
    for _ in 0..<count {
      let item = try member(of: "list")
      try check(PyList_Append(list.pointer, item.pointer))
    }
    return list.take()
  }

  private mutating func dict(_ isFlagged: Bool) throws(Raise) -> ObjectPointer {
    let dict = try Owned(PyDict_New())
    number(dict.pointer, isFlagged)
    while let key = try object() {
      let key = Owned(key)
      // A key without a value ends the dict, too.
      guard let value = try object() else { break }
      let held = Owned(value)
      try check(PyDict_SetItem(dict.pointer, key.pointer, held.pointer))
    }
    return dict.take()
  }

  private mutating func set(_ isFlagged: Bool) throws(Raise) -> ObjectPointer {
    let count = try count("set")
    let set = try Owned(makeSet(suture_PySet_Type(), nil))
    number(set.pointer, isFlagged)
    for _ in 0..<count {
      let element = try member(of: "set")
      try setAdd(set.pointer, element.pointer)
    }
    return set.take()
  }

  /// A frozenset gets its number first, and cannot be referred to before it is complete.
  private mutating func frozenSet(_ isFlagged: Bool) throws(Raise) -> ObjectPointer {
    let count = try count("set")
    let number = numbered.count
    if isFlagged { numbered.append(nil) }
    let set = try Owned(makeSet(suture_PyFrozenSet_Type(), nil))
    for _ in 0..<count {
      let element = try member(of: "set")
      try setAdd(set.pointer, element.pointer)
    }
    if isFlagged { numbered[number] = newReference(set.pointer) }
    return set.take()
  }

  private mutating func reference() throws(Raise) -> ObjectPointer {
    let n = Int(try number(Int32.self))
    guard n >= 0, n < numbered.count, let o = numbered[n] else {
      throw Raise(.value, "bad marshal data (invalid reference)")
    }
    return newReference(o)
  }

  // MARK: Objects

  /// The next object: a new reference; nil for the mark that ends a dict.
  private mutating func object() throws(Raise) -> ObjectPointer? {
    if left == 0 { throw Raise(.eof, "EOF read where object expected") }
    let first = try byte()
    try checkRecursion(" while unmarshalling an object")
    depth += 1
    defer { depth -= 1 }
    if depth > MarshalCode.maximumDepth { throw Raise(.value, "recursion limit exceeded") }
    let isFlagged = first & MarshalCode.flag != 0
    let code = first & ~MarshalCode.flag
    switch code {
    case MarshalCode.null: return nil
    case MarshalCode.none: return none()
    case MarshalCode.stopIteration: return newReference(suture_PyExc_StopIteration())
    case MarshalCode.ellipsis: return newReference(suture_Ellipsis())
    case MarshalCode.false: return suture_False()
    case MarshalCode.true: return suture_True()
    case MarshalCode.reference: return try reference()
    case MarshalCode.tuple: return try tuple(try count("tuple"), isFlagged)
    case MarshalCode.smallTuple: return try tuple(Int(try byte()), isFlagged)
    case MarshalCode.list: return try list(isFlagged)
    case MarshalCode.dict: return try dict(isFlagged)
    case MarshalCode.set: return try set(isFlagged)
    case MarshalCode.frozenSet: return try frozenSet(isFlagged)
    default:
      let o = try value(code)
      number(o.pointer, isFlagged)
      return o.take()
    }
  }

  /// An object that holds no others.
  private mutating func value(_ code: UInt8) throws(Raise) -> Owned {
    switch code {
    case MarshalCode.int: return try Owned(PyLong_FromLong(Int(try number(Int32.self))))
    case MarshalCode.int64: return try Owned(PyLong_FromLong(Int(try number(Int64.self))))
    case MarshalCode.long: return Owned(try long())
    case MarshalCode.floatText: return try Owned(PyFloat_FromDouble(try doubleText()))
    case MarshalCode.float: return try Owned(PyFloat_FromDouble(try double()))
    case MarshalCode.complexText:
      return try Owned(PyComplex_FromDoubles(try doubleText(), try doubleText()))
    case MarshalCode.complex: return try Owned(PyComplex_FromDoubles(try double(), try double()))
    case MarshalCode.bytes: return Owned(try makeBytes(try take(try count("bytes object"))))
    case MarshalCode.utf8, MarshalCode.internedUTF8, MarshalCode.ascii, MarshalCode.internedASCII,
      MarshalCode.shortASCII, MarshalCode.internedShortASCII:
      return try str(code)
    case MarshalCode.code:
      throw Raise(.value, "unmarshalling code objects is disallowed")
    default:
      throw Raise(.value, "bad marshal data (unknown type code)")
    }
  }
}
