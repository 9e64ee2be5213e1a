import SutureTestSupport
import Testing

@testable import SutureRuntime

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let pythreadCases: [APICase] = [
  APICase("PyThread_init_thread", "PyThread_ReInitTLS") { _ in
    PyThread_init_thread()
    PyThread_ReInitTLS()
  },
  APICase(
    "PyThread_allocate_lock",
    "PyThread_acquire_lock",
    "PyThread_acquire_lock_timed",
    "PyThread_release_lock",
    "PyThread_free_lock"
  ) { _ in
    let lock = PyThread_allocate_lock()
    #expect(PyThread_acquire_lock(lock, 0) == 1)
    #expect(PyThread_acquire_lock(lock, 0) == 0, "held")
    #expect(PyThread_acquire_lock_timed(lock, 1000, 0) == PY_LOCK_FAILURE)
    PyThread_release_lock(lock)
    #expect(PyThread_acquire_lock_timed(lock, 0, 0) == PY_LOCK_ACQUIRED)
    nonisolated(unsafe) let held = lock
    runTogether(2) { i in
      if i == 0 { PyThread_release_lock(held) } else { _ = PyThread_acquire_lock(held, 1) }
    }
    PyThread_release_lock(lock)
    PyThread_free_lock(lock)
  },
  APICase("PyThread_get_thread_ident", "PyThread_get_thread_native_id") { _ in
    #expect(PyThread_get_thread_ident() != 0)
    #expect(PyThread_get_thread_native_id() == UInt(suture_native_thread_id()))
  },
  APICase("PyThread_get_stacksize", "PyThread_set_stacksize") { _ in
    #expect(PyThread_get_stacksize() == 0)
    #expect(PyThread_set_stacksize(1) == -1, "too small")
    #expect(PyThread_set_stacksize(1 << 20) == 0)
    #expect(PyThread_get_stacksize() == 1 << 20)
    #expect(PyThread_set_stacksize(0) == 0)
  },
  APICase("PyThread_start_new_thread") { _ in
    let lock = PyThread_allocate_lock()
    _ = PyThread_acquire_lock(lock, 1)
    let ident = PyThread_start_new_thread({ raw in PyThread_release_lock(raw) }, lock)
    #expect(ident != UInt.max)
    #expect(PyThread_acquire_lock(lock, 1) == 1, "the thread ran")
    PyThread_release_lock(lock)
    PyThread_free_lock(lock)
  },
  APICase(
    "PyThread_create_key",
    "PyThread_set_key_value",
    "PyThread_get_key_value",
    "PyThread_delete_key_value",
    "PyThread_delete_key"
  ) { _ in
    let key = PyThread_create_key()
    #expect(key >= 0 && PyThread_get_key_value(key) == nil)
    let value = UnsafeMutableRawPointer(bitPattern: 16)
    #expect(PyThread_set_key_value(key, value) == 0)
    #expect(PyThread_get_key_value(key) == value)
    PyThread_delete_key_value(key)
    #expect(PyThread_get_key_value(key) == nil)
    PyThread_delete_key(key)
  },
  APICase(
    "PyThread_tss_alloc",
    "PyThread_tss_create",
    "PyThread_tss_is_created",
    "PyThread_tss_set",
    "PyThread_tss_get",
    "PyThread_tss_delete",
    "PyThread_tss_free"
  ) { _ in
    let key = PyThread_tss_alloc()
    #expect(PyThread_tss_is_created(key) == 0)
    #expect(
      PyThread_tss_create(key) == 0 && PyThread_tss_create(key) == 0,
      "a second time does nothing"
    )
    #expect(PyThread_tss_is_created(key) == 1)
    let value = UnsafeMutableRawPointer(bitPattern: 32)
    #expect(PyThread_tss_set(key, value) == 0 && PyThread_tss_get(key) == value)
    PyThread_tss_delete(key)
    #expect(PyThread_tss_is_created(key) == 0)
    PyThread_tss_free(key)
    PyThread_tss_free(nil)
  },
  APICase("PyThread_GetInfo") { _ in
    let info = PyThread_GetInfo()
    #expect(PyTuple_Size(info) == 3)
    let name = PyObject_GetAttrString(info, "name")
    #expect(name.map(swiftText) == "pthread")
    drop(name, info)
  },
]
