internal import JSON

/// What `.warren/lock` says about its holder.
package struct LockRecord: Hashable, Sendable {
  package let pid: Int32
  /// Clock ticks since boot; tells it from a later process with the same number.
  package let startTime: UInt64
  package let owner: LockOwner

  /// nil where the bytes are none: the holder has just come, or has gone.
  init?(_ bytes: [UInt8]) {
    var scanner = JSONScanner()
    guard let value = try? scanner.scan(bytes), let pid = value["pid"]?.int64.flatMap(Int32.init(exactly:)),
      let start = value["start_time"]?.int64.flatMap(UInt64.init(exactly:)), let command = value["command"]?.repairedString
    else { return nil }
    self.pid = pid
    startTime = start
    owner = LockOwner(command: command, socket: value["socket"]?.repairedString)
  }
}
