import SutureSync

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs `body(0) ... body(count - 1)`, each on a thread of its own, all from one start; returns when all have ended.
///
/// - Parameter watchdog: tells when they are stuck; ended by this function. The one that is made here ends the process.
package func runTogether(
  _ count: Int,
  watchdog: Watchdog = Watchdog(),
  _ body: @escaping @Sendable (Int) -> Void
) {
  final class Work: @unchecked Sendable {
    let index: Int
    let gate: Gate
    let body: @Sendable (Int) -> Void
    init(_ index: Int, _ gate: Gate, _ body: @escaping @Sendable (Int) -> Void) {
      self.index = index
      self.gate = gate
      self.body = body
    }
  }
  let gate = Gate(count)
  var threads = [pthread_t](repeating: pthread_t(), count: count)
  for i in 0..<count {
    let work = Unmanaged.passRetained(Work(i, gate, body)).toOpaque()
    let error = pthread_create(
      &threads[i],
      nil,
      { raw in
        let work = Unmanaged<Work>.fromOpaque(raw!).takeRetainedValue()
        work.gate.wait()
        work.body(work.index)
        return nil
      },
      work
    )
    precondition(error == 0, "pthread_create: \(error)")
  }
  for thread in threads {
    pthread_join(thread, nil)
    watchdog.tick()
  }
  watchdog.end()
}

/// Holds threads until the last has come.
package final class Gate: @unchecked Sendable {
  private var mutex = pthread_mutex_t()
  private var condition = pthread_cond_t()
  private var missing: Int

  package init(_ count: Int) {
    missing = count
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&condition, nil)
  }

  package func wait() {
    pthread_mutex_lock(&mutex)
    missing -= 1
    if missing == 0 { pthread_cond_broadcast(&condition) }
    while missing > 0 { pthread_cond_wait(&condition, &mutex) }
    pthread_mutex_unlock(&mutex)
  }
}

/// A small random generator whose seed a failing test prints.
package struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  package mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
