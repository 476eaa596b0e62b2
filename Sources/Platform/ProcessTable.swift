internal import Glibc

/// The processes, as /proc shows them. What it shows is so; what it does not show may be hidden (other pid namespaces, hidepid).
package struct ProcessTable: Sendable {
  /// Where /proc is mounted.
  package let root: FilePath

  package init(root: FilePath = "/proc") { self.root = root }

  /// The number of this process.
  package static var ownPid: Int32 { getpid() }

  /// This process.
  package func current() throws(SystemError) -> ProcessFacts {
    let pid = getpid()
    guard let state = ProcessState(stat: try read("self/stat")) else { throw SystemError(code: EIO, call: .read, path: "self/stat") }
    return ProcessFacts(pid: pid, startTime: state.startTime, bootID: try bootID())
  }

  /// The kernel's random number of this boot, as text.
  package func bootID() throws(SystemError) -> [UInt8] {
    try read("sys/kernel/random/boot_id").filter { $0 != UInt8(ascii: "\n") }
  }

  /// Whether that very process lives: false after a reboot, for a later process with its number, and for a dead one not yet reaped.
  ///
  /// Where /proc does not say, a process with that number counts as that one.
  package func isAlive(_ facts: ProcessFacts) -> Bool {
    if let boot = try? bootID(), boot != facts.bootID { return false }
    do throws(SystemError) {
      guard let state = ProcessState(stat: try read("\(facts.pid)/stat")) else { return exists(facts.pid) }
      // A process whose first thread has ended and others run looks like a zombie too.
      return state.startTime == facts.startTime && !(state.isZombie && state.threads <= 1)
    } catch { return exists(facts.pid) }
  }

  /// Which program a process runs.
  package func command(of pid: Int32) -> ProcessCommand {
    let name = (try? read("\(pid)/comm")).map { Array($0.prefix { $0 != UInt8(ascii: "\n") }) }
    let line = (try? read("\(pid)/cmdline", limit: Self.longestProgram)).map { Array($0.prefix { $0 != 0 }) }
    return ProcessCommand(pid: pid, name: name, program: line.flatMap { $0.isEmpty ? nil : $0 })
  }

  func read(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
    try WorkingDirectory().openRegular(root.appending(path.utf8)).readToEnd(limit: limit)
  }

  private func exists(_ pid: Int32) -> Bool { pid > 0 && (kill(pid, 0) == 0 || errno != ESRCH) }

  /// Bytes of a command line that are looked at: the longest path.
  private static let longestProgram = 4096
}
