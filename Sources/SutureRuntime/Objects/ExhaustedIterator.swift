import CSuture

// How an exhausted iterator lets its container go, as CPython's do, although threads that share an iterator read its
// fields without a lock.
//
// X1  A thread reads the fields while the iterator's lock is biased to it, or after it has been in that lock, which ends
//     the bias for good; an unlocked word says that there is none.
// X2  Only a thread that the lock is biased to lets go, inside the lock: nobody else has come in, and who comes waits.
// X3  So an iterator that threads have shared keeps its container until it dies, as in CPython's free-threaded build; and
//     so does one that was born unbiased (Bias.swift, B3).

/// To be called before the fields of an iterator are read (X1).
@inline(__always)
func enterIterator(_ iterator: ObjectPointer) {
  if !isEntered(iterator) { shareIterator(iterator) }
}

/// Whether the iterator's word is that of a new object: this thread's bias, or unlocked, as all are in GIL mode.
@inline(__always)
func isEntered(_ iterator: ObjectPointer) -> Bool {
  suture_load_acquire_u32(suture_lock_word(iterator)) == suture_thread().pointee.bias_birth
}

@inline(never)
func shareIterator(_ iterator: ObjectPointer) {
  let word = suture_load_acquire_u32(suture_lock_word(iterator))
  if word == SUTURE_UNLOCKED || word == suture_thread().pointee.bias { return }
  suture_lock(iterator)
  suture_unlock(iterator)
}

/// Whether no other thread has entered this iterator.
private func isUnshared(_ iterator: ObjectPointer) -> Bool {
  let t = suture_thread()
  return suture_load_relaxed_u32(suture_lock_word(iterator)) == t.pointee.bias
    || t.pointee.mode == SUTURE_GIL
}

/// Drops what a field of an exhausted iterator holds, unless threads share the iterator (X2).
@inline(never)
func letGo(_ field: UnsafeMutablePointer<ObjectPointer?>, of iterator: ObjectPointer) {
  guard field.pointee != nil, isUnshared(iterator) else { return }
  var held: ObjectPointer?
  suture_lock(iterator)
  if isUnshared(iterator) {
    held = field.pointee
    field.pointee = nil
  }
  suture_unlock(iterator)
  if let held { suture_decref_stored(held) }
}
