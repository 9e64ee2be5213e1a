import CSuture

let bufferFullReadOnly: Int32 = 0x11C  // PyBUF_FULL_RO
