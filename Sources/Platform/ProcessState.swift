/// The fields of /proc/PID/stat that matter here. See proc(5).
struct ProcessState: Hashable, Sendable {
  let isZombie: Bool
  let threads: Int
  /// Clock ticks since boot.
  let startTime: UInt64

  /// nil where the line is none. The command's name, which comes second, may hold spaces and parentheses: what counts is after the last ")".
  init?(stat: [UInt8]) {
    guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > Self.startField, let threads = Int(String(decoding: fields[Self.threadsField], as: UTF8.self)),
      let startTime = UInt64(String(decoding: fields[Self.startField], as: UTF8.self))
    else { return nil }
    isZombie = fields[0].first == UInt8(ascii: "Z") || fields[0].first == UInt8(ascii: "X")
    self.threads = threads
    self.startTime = startTime
  }

  // Counted from the state, which is field 3 of the manual page: 20 and 22 there.
  private static let threadsField = 17
  private static let startField = 19
}
