import CSuture
import SutureSync

// PyMutex: the lock for what no object carries. SutureSync/ByteLock.swift has the states.

// MARK: Operations

private func lock(of mutex: UnsafeMutablePointer<PyMutex>) -> ByteLock {
  ByteLock(UnsafeMutableRawPointer(mutex).assumingMemoryBound(to: UInt8.self))
}

// MARK: C API

@c @implementation
public func PyMutex_Lock(_ mutex: UnsafeMutablePointer<PyMutex>?) {
  let lock = lock(of: mutex!)
  if lock.tryLock() { return }
  Thread.waiting { LockStatistics.timed(.mutexContended) { lock.lockSlow() } }
}

@c @implementation
public func PyMutex_Unlock(_ mutex: UnsafeMutablePointer<PyMutex>?) {
  if !lock(of: mutex!).unlock() {
    Diagnostics.fatalError(in: "PyMutex_Unlock", "unlocking mutex that is not locked")
  }
}
