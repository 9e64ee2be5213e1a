import CSuture

// MARK: C API

@c @implementation
func suture_warn_format(
  _ category: ObjectPointer?, _ source: ObjectPointer?, _ level: Py_ssize_t, _ format: UnsafePointer<CChar>,
  _ va: VariadicArguments
) -> Int32 {
  guard let text = suture_text_format(format, va) else { return -1 }
  suture_decref(text)
  return 0
}
