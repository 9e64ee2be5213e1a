import ArgumentParser

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program that runs beside this one, with pipes to its input and from its output.
///
/// It is ended when the last reference goes.
final class Child {
  private var process = pid_t()
  private let input: Int32
  private let output: Int32
  private var buffer: [UInt8] = []

  /// - Parameter quiet: its stderr goes to /dev/null, and nothing is said where it cannot be started.
  init(_ arguments: [String], quiet: Bool = false) throws {
    var toChild: [Int32] = [0, 0]
    var fromChild: [Int32] = [0, 0]
    guard pipe(&toChild) == 0 else { throw fail("bench: no pipe: errno \(errno)") }
    guard pipe(&fromChild) == 0 else { throw fail("bench: no pipe: errno \(errno)") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    for descriptor in toChild + fromChild {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    if quiet { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let error = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
    close(toChild[0])
    close(fromChild[1])
    input = toChild[1]
    output = fromChild[0]
    signal(SIGPIPE, SIG_IGN)
    if error != 0 {
      process = 0
      if quiet { throw ExitCode.failure }
      throw fail("bench: \(arguments[0]) cannot be started: \(String(cString: strerror(error)))")
    }
  }

  deinit {
    close(input)
    close(output)
    if process > 0 { waitpid(process, nil, 0) }
  }

  func send(_ text: String) { write(text, to: input) }

  /// The next line without its end; nil: the output has ended.
  func readLine() -> String? {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      let n = read(output, &chunk, chunk.count)
      if n < 0, errno == EINTR { continue }
      if n <= 0 { return nil }
      buffer += chunk[..<n]
    }
  }

  /// Waits for the end of the program.
  ///
  /// - Returns: its exit code; negative: the signal that ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    waitpid(process, &status, 0)
    process = 0
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }
}
