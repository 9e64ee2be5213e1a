import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The thread state that belongs to the calling OS thread, attached or not.
///
/// It ends with the thread.
enum ThreadKey {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { raw in
      #if os(Linux)
      guard let raw else { return }
      #endif
      let t = raw.assumingMemoryBound(to: PyThreadState.self)
      Thread.attach(t)
      PyThreadState_Clear(t)
      Thread.detach()
      ThreadTable.delete(t)
    }
    return key
  }()

  /// The state, made at the first call.
  static func current() -> ThreadPointer {
    if let t = existing() { return t }
    let t = ThreadTable.make()
    set(t)
    return t
  }

  static func existing() -> ThreadPointer? {
    pthread_getspecific(key)?.assumingMemoryBound(to: PyThreadState.self)
  }

  static func set(_ t: ThreadPointer?) { pthread_setspecific(key, t) }
}
