import CSuture

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Free blocks of one thread, by size: no locks. A block's first word links to the next.
enum Freelists {
  /// Gives every block of a list back to malloc.
  static func empty(_ t: ThreadPointer, _ sizeClass: Int) {
    withUnsafeMutableBytes(of: &t.pointee.freelist) { lists in
      let list = lists.bindMemory(to: UnsafeMutableRawPointer?.self)
      while let block = list[sizeClass] {
        list[sizeClass] = block.load(as: UnsafeMutableRawPointer?.self)
        free(block)
      }
    }
  }
}
