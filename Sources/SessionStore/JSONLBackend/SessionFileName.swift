internal import Platform

/// What a name in a sessions directory stands for.
///
/// | name | is |
/// |---|---|
/// | `<stem>.jsonl` | the current generation of a session |
/// | `<stem>.jsonl.reset.<n>` | its generation n, closed |
/// | `.<stem>.meta.json` | what is known of it beside its messages |
/// | `.deleted/<operation>/` | an operation: the files of the sessions that it deleted, under their own names |
/// | `.deleted/<operation>/operation.json` | what it did (`OperationRecord`) |
/// | `.deleted/<operation>/<stem>.jsonl.torn` | a request that a crash cut short; in a directory without a record |
/// | `.deleted/pending.json` | the operation that is being done: after a crash the next writer finishes it or takes it back |
enum SessionFileName: Hashable {
  case session(stem: [UInt8])
  case generation(stem: [UInt8], number: Int)
  case metadata(stem: [UInt8])
  /// What was cut off a session's file.
  case torn(stem: [UInt8])
  /// Left by a writer that died.
  case temporary
  /// OpenClaw's index: the directory is no JSONL store.
  case openClawIndex
  case other

  static let suffix = Array(".jsonl".utf8)
  private static let tornSuffix = Array(".jsonl.torn".utf8)
  private static let resetInfix = Array(".jsonl.reset.".utf8)
  private static let metadataSuffix = Array(".meta.json".utf8)
  /// The longest name that Linux takes, in bytes.
  static let longest = 255
  static let trash: FilePath = ".deleted"
  /// In an operation's directory.
  static let record: FilePath = "operation.json"
  /// In `trash`.
  static let pending: FilePath = "pending.json"
  static let pendingPath: FilePath = ".deleted/pending.json"
  static let openClawIndexName = Array("sessions.json".utf8)

  init(_ name: [UInt8]) {
    if name.first == 0x2E {
      if AtomicFile.isTemporaryName(name) {
        self = .temporary
      } else if name.count > Self.metadataSuffix.count + 1, name.suffix(Self.metadataSuffix.count).elementsEqual(Self.metadataSuffix) {
        self = .metadata(stem: Array(name.dropFirst().dropLast(Self.metadataSuffix.count)))
      } else {
        self = .other
      }
    } else if name.count > Self.suffix.count, name.suffix(Self.suffix.count).elementsEqual(Self.suffix) {
      self = .session(stem: Array(name.dropLast(Self.suffix.count)))
    } else if name.count > Self.tornSuffix.count, name.suffix(Self.tornSuffix.count).elementsEqual(Self.tornSuffix) {
      self = .torn(stem: Array(name.dropLast(Self.tornSuffix.count)))
    } else if name == Self.openClawIndexName {
      self = .openClawIndex
    } else {
      self = Self.generation(name) ?? .other
    }
  }

  private static func generation(_ name: [UInt8]) -> SessionFileName? {
    guard let digits = name.lastIndex(of: 0x2E).map({ name[($0 + 1)...] }), !digits.isEmpty, digits.count < 10, digits.first != 0x30,
      let number = Int(String(decoding: digits, as: UTF8.self)), number > 0
    else { return nil }
    let rest = name.dropLast(digits.count)
    guard rest.count > resetInfix.count, rest.suffix(resetInfix.count).elementsEqual(resetInfix) else { return nil }
    return .generation(stem: Array(rest.dropLast(resetInfix.count)), number: number)
  }

  static func main(_ stem: [UInt8]) throws(SystemError) -> FilePath { try FilePath(bytes: stem + suffix) }

  static func generation(_ stem: [UInt8], _ number: Int) throws(SystemError) -> FilePath {
    try FilePath(bytes: stem + resetInfix + Array(String(number).utf8))
  }

  static func torn(_ stem: [UInt8]) throws(SystemError) -> FilePath { try FilePath(bytes: stem + tornSuffix) }

  static func metadata(_ stem: [UInt8]) throws(SystemError) -> FilePath { try FilePath(bytes: [0x2E] + stem + metadataSuffix) }
}
