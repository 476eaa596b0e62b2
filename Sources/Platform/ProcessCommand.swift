/// Which program a process runs, as far as /proc tells.
package struct ProcessCommand: Hashable, Sendable {
  package let pid: Int32
  /// The kernel's name for it (15 bytes at most); nil where the process is gone or hidden.
  package let name: [UInt8]?
  /// The first word of its command line, and no more: arguments may hold content.
  package let program: [UInt8]?

  package init(pid: Int32, name: [UInt8]? = nil, program: [UInt8]? = nil) {
    self.pid = pid
    self.name = name
    self.program = program
  }
}

extension ProcessCommand: CustomStringConvertible {
  /// "sqlite3 (pid 4711)"
  package var description: String {
    guard let known = name ?? program else { return "pid \(pid)" }
    return String(decoding: known, as: UTF8.self) + " (pid \(pid))"
  }
}
