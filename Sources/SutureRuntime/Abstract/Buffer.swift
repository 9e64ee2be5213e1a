import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// MARK: Layout

/// The PyBUF_ flags that Swift cannot import.
enum BufferFlag {
  static let writable: Int32 = 0x1
  static let format: Int32 = 0x4
  static let nd: Int32 = 0x8
  static let strides: Int32 = 0x18
  static let cContiguous: Int32 = 0x38
  static let fContiguous: Int32 = 0x58
  static let anyContiguous: Int32 = 0x98
  static let indirect: Int32 = 0x118
  static let fullReadOnly: Int32 = 0x11C
  static let read: Int32 = 0x100
  static let write: Int32 = 0x200

  @inline(__always)
  static func has(_ flags: Int32, _ flag: Int32) -> Bool { flags & flag == flag }
}

let bufferFullReadOnly: Int32 = BufferFlag.fullReadOnly

/// The most dimensions of a view.
let maximumDimensions = 64

// MARK: Operations

/// Whether the items of a view lie in C order without gaps.
private func isCContiguous(_ view: UnsafePointer<Py_buffer>) -> Bool {
  let v = view.pointee
  if v.len == 0 { return true }
  guard let strides = v.strides else { return true }
  var step = v.itemsize
  var i = Int(v.ndim) - 1
  while i >= 0 {
    let size = v.shape![i]
    if size > 1, strides[i] != step { return false }
    step *= size
    i -= 1
  }
  return true
}

/// Whether the items of a view lie in Fortran order without gaps.
private func isFContiguous(_ view: UnsafePointer<Py_buffer>) -> Bool {
  let v = view.pointee
  if v.len == 0 { return true }
  guard let strides = v.strides else {
    if v.ndim <= 1 { return true }
    var long = 0
    for i in 0..<Int(v.ndim) where v.shape == nil || v.shape![i] > 1 { long += 1 }
    return long <= 1
  }
  var step = v.itemsize
  for i in 0..<Int(v.ndim) {
    let size = v.shape![i]
    if size > 1, strides[i] != step { return false }
    step *= size
  }
  return true
}

func isContiguous(_ view: UnsafePointer<Py_buffer>, _ order: UInt8) -> Bool {
  if view.pointee.suboffsets != nil { return false }
  switch order {
  case UInt8(ascii: "C"): return isCContiguous(view)
  case UInt8(ascii: "F"): return isFContiguous(view)
  case UInt8(ascii: "A"): return isCContiguous(view) || isFContiguous(view)
  default: return false
  }
}

/// Counts up through the indices of an n-dimensional view, the last (C) or the first (Fortran) fastest.
struct IndexCounter: ~Copyable {
  let indices: UnsafeMutablePointer<Int>
  private let shape: UnsafePointer<Int>
  private let count: Int
  private let isFortran: Bool

  init(_ shape: UnsafePointer<Int>, _ count: Int, isFortran: Bool) {
    indices = UnsafeMutablePointer<Int>.allocate(capacity: max(count, 1))
    indices.initialize(repeating: 0, count: max(count, 1))
    self.shape = shape
    self.count = count
    self.isFortran = isFortran
  }

  func advance() {
    var n = 0
    while n < count {
      let k = isFortran ? n : count - 1 - n
      if indices[k] < shape[k] - 1 {
        indices[k] += 1
        return
      }
      indices[k] = 0
      n += 1
    }
  }

  deinit { indices.deallocate() }
}

/// Copies between a view and `len` bytes in the order 'C', 'F' or 'A'.
private func copyItems(
  _ view: UnsafePointer<Py_buffer>,
  _ flat: UnsafeMutableRawPointer,
  _ len: Int,
  _ order: UInt8,
  toView: Bool
) {
  let v = view.pointee
  let length = min(len, v.len)
  if isContiguous(view, order) {
    if toView { memcpy(v.buf, flat, length) } else { memcpy(flat, v.buf, length) }
    return
  }
  let counter = IndexCounter(v.shape!, Int(v.ndim), isFortran: order == UInt8(ascii: "F"))
  var left = length / max(v.itemsize, 1)
  var place = flat
  while left > 0 {
    let item = PyBuffer_GetPointer(view, counter.indices)!
    if toView { memcpy(item, place, v.itemsize) } else { memcpy(place, item, v.itemsize) }
    place += v.itemsize
    counter.advance()
    left -= 1
  }
}

// MARK: C API

@c @implementation
public func PyObject_CheckBuffer(_ o: ObjectPointer?) -> Int32 {
  o!.type.pointee.tp_as_buffer?.pointee.bf_getbuffer != nil ? 1 : 0
}

@c @implementation
public func PyObject_GetBuffer(
  _ o: ObjectPointer?,
  _ view: UnsafeMutablePointer<Py_buffer>?,
  _ flags: Int32
) -> Int32 {
  if flags == BufferFlag.read || flags == BufferFlag.write {
    _ = Raise.badInternalCall("Objects/abstract.c", 430)
    return -1
  }
  guard let get = o!.type.pointee.tp_as_buffer?.pointee.bf_getbuffer else {
    _ = Raise(.type, "a bytes-like object is required, not '\(o!.type.name)'")
    return -1
  }
  return get(o, view, flags)
}

@c @implementation
public func PyBuffer_Release(_ view: UnsafeMutablePointer<Py_buffer>?) {
  guard let view, let o = view.pointee.obj else { return }
  if let release = o.type.pointee.tp_as_buffer?.pointee.bf_releasebuffer { release(o, view) }
  view.pointee.obj = nil
  suture_decref(o)
}

@c @implementation
public func PyBuffer_FillInfo(
  _ view: UnsafeMutablePointer<Py_buffer>?,
  _ o: ObjectPointer?,
  _ start: UnsafeMutableRawPointer?,
  _ len: Py_ssize_t,
  _ readonly: Int32,
  _ flags: Int32
) -> Int32 {
  guard let view else {
    _ = Raise(.buffer, "PyBuffer_FillInfo: view==NULL argument is obsolete")
    return -1
  }
  if flags != 0 {
    if flags == BufferFlag.read || flags == BufferFlag.write {
      _ = Raise.badInternalCall("Objects/abstract.c", 772)
      return -1
    }
    if BufferFlag.has(flags, BufferFlag.writable), readonly == 1 {
      _ = Raise(.buffer, "Object is not writable.")
      return -1
    }
  }
  if let o { suture_incref(o) }
  view.pointee.obj = o
  view.pointee.buf = start
  view.pointee.len = len
  view.pointee.readonly = readonly
  view.pointee.itemsize = 1
  view.pointee.format = BufferFlag.has(flags, BufferFlag.format) ? byteFormat() : nil
  view.pointee.ndim = 1
  view.pointee.shape = nil
  if BufferFlag.has(flags, BufferFlag.nd) {
    view.pointee.shape = lengthField(view)
  }
  view.pointee.strides = nil
  if BufferFlag.has(flags, BufferFlag.strides) {
    view.pointee.strides = lengthField(view) + 1
  }
  view.pointee.suboffsets = nil
  view.pointee.internal = nil
  return 0
}

/// The address of `len`, which `itemsize` follows: the shape and the stride of a row of bytes.
private func lengthField(_ view: UnsafeMutablePointer<Py_buffer>) -> UnsafeMutablePointer<Int> {
  (UnsafeMutableRawPointer(view) + MemoryLayout<Py_buffer>.offset(of: \.len)!).assumingMemoryBound(
    to: Int.self
  )
}

/// The format "B".
func byteFormat() -> UnsafeMutablePointer<CChar> {
  let text: StaticString = "B"
  return UnsafeMutablePointer(mutating: text.cString)
}

@c @implementation
public func PyBuffer_IsContiguous(_ view: UnsafePointer<Py_buffer>?, _ order: CChar) -> Int32 {
  isContiguous(view!, UInt8(bitPattern: order)) ? 1 : 0
}

@c @implementation
public func PyBuffer_GetPointer(
  _ view: UnsafePointer<Py_buffer>?,
  _ indices: UnsafePointer<Py_ssize_t>?
) -> UnsafeMutableRawPointer? {
  let v = view!.pointee
  guard var p = v.buf else { return nil }
  for i in 0..<Int(v.ndim) {
    p += v.strides![i] * indices![i]
    if let suboffsets = v.suboffsets, suboffsets[i] >= 0 {
      p = p.load(as: UnsafeMutableRawPointer.self) + suboffsets[i]
    }
  }
  return p
}

@c @implementation
public func PyBuffer_SizeFromFormat(_ format: UnsafePointer<CChar>?) -> Py_ssize_t {
  raising { () throws(Raise) in try structSize(format!) }
}

@c @implementation
public func PyBuffer_ToContiguous(
  _ buf: UnsafeMutableRawPointer?,
  _ view: UnsafePointer<Py_buffer>?,
  _ len: Py_ssize_t,
  _ order: CChar
) -> Int32 {
  raising { () throws(Raise) in
    if len != view!.pointee.len {
      throw Raise(.value, "PyBuffer_ToContiguous: len != view->len")
    }
    if len > 0 { copyItems(view!, buf!, len, UInt8(bitPattern: order), toView: false) }
    return 0
  }
}

@c @implementation
public func PyBuffer_FromContiguous(
  _ view: UnsafePointer<Py_buffer>?,
  _ buf: UnsafeRawPointer?,
  _ len: Py_ssize_t,
  _ order: CChar
) -> Int32 {
  if len > 0 {
    copyItems(
      view!,
      UnsafeMutableRawPointer(mutating: buf!),
      len,
      UInt8(bitPattern: order),
      toView: true
    )
  }
  return 0
}

@c @implementation
public func PyObject_CopyData(_ dest: ObjectPointer?, _ src: ObjectPointer?) -> Int32 {
  raising { () throws(Raise) in
    guard PyObject_CheckBuffer(dest) != 0, PyObject_CheckBuffer(src) != 0 else {
      throw Raise(.type, "both destination and source must be bytes-like objects")
    }
    var to = Py_buffer()
    var from = Py_buffer()
    try check(
      PyObject_GetBuffer(dest, &to, BufferFlag.indirect | BufferFlag.writable | BufferFlag.format)
    )
    defer { PyBuffer_Release(&to) }
    try check(PyObject_GetBuffer(src, &from, BufferFlag.fullReadOnly))
    defer { PyBuffer_Release(&from) }
    if to.len < from.len {
      throw Raise(.buffer, "destination is too small to receive data from source")
    }
    try copyData(&to, &from)
    return 0
  }
}

private func copyData(_ to: UnsafePointer<Py_buffer>, _ from: UnsafePointer<Py_buffer>)
  throws(Raise)
{
  let bothC = isContiguous(to, UInt8(ascii: "C")) && isContiguous(from, UInt8(ascii: "C"))
  if bothC || (isContiguous(to, UInt8(ascii: "F")) && isContiguous(from, UInt8(ascii: "F"))) {
    memcpy(to.pointee.buf, from.pointee.buf, from.pointee.len)
    return
  }
  let count = Int(from.pointee.ndim)
  let counter = IndexCounter(from.pointee.shape!, count, isFortran: false)
  var left = 1
  for i in 0..<count { left *= from.pointee.shape![i] }
  while left > 0 {
    memcpy(
      PyBuffer_GetPointer(to, counter.indices)!,
      PyBuffer_GetPointer(from, counter.indices)!,
      from.pointee.itemsize
    )
    counter.advance()
    left -= 1
  }
}

@c @implementation
public func PyBuffer_FillContiguousStrides(
  _ ndims: Int32,
  _ shape: UnsafeMutablePointer<Py_ssize_t>?,
  _ strides: UnsafeMutablePointer<Py_ssize_t>?,
  _ itemsize: Int32,
  _ order: CChar
) {
  var step = Int(itemsize)
  for n in 0..<Int(ndims) {
    let i = UInt8(bitPattern: order) == UInt8(ascii: "F") ? n : Int(ndims) - 1 - n
    strides![i] = step
    step *= shape![i]
  }
}
