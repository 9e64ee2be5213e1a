import CSuture

/// Tells the collector of a new container whose fields are all valid (or NULL). `o`'s type has Py_TPFLAGS_HAVE_GC.
@inline(__always)
func gcTrack(_ o: ObjectPointer) { suture_gc_header(o).pointee.next |= 1 }

/// The opposite: first thing in a container's tp_dealloc.
@inline(__always)
func gcUntrack(_ o: ObjectPointer) { suture_gc_header(o).pointee.next &= ~1 }
