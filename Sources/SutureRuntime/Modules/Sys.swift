import CSuture

// MARK: C API

@c @implementation
func suture_sys_format(_ isStderr: Int32, _ format: UnsafePointer<CChar>, _ va: VariadicArguments) {
  preservingPending {
    if let text = suture_text_format(format, va) {
      suture_decref(text)
    } else {
      PyErr_Clear()
    }
  }
}

@c @implementation
func suture_sys_write(_ isStderr: Int32, _ text: UnsafePointer<CChar>, _ size: Py_ssize_t, _ truncated: Int32) {}

@c @implementation
func suture_sys_audit(_ event: UnsafePointer<CChar>, _ format: UnsafePointer<CChar>?, _ va: VariadicArguments) -> Int32 { 0 }
