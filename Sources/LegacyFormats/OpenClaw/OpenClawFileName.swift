package import WarrenModel

/// What a name in OpenClaw's `sessions/` stands for.
package enum OpenClawFileName: Hashable, Sendable {
  /// A transcript that was put aside.
  package struct Archive: Hashable, Sendable {
    /// `reset`, `deleted` or `bak`.
    package let reason: String
    package let at: Timestamp
    /// Packed with zstd.
    package let isCompressed: Bool

    package init(reason: String, at: Timestamp, isCompressed: Bool) {
      self.reason = reason
      self.at = at
      self.isCompressed = isCompressed
    }
  }

  /// `sessions.json`.
  case store
  /// `sessions.json.bak.<digits>`.
  case storeBackup
  /// `<sessionId>.jsonl`, `<sessionId>-topic-<thread>.jsonl`.
  case transcript(sessionID: [UInt8])
  /// `<sessionId>.checkpoint.<uuid>.jsonl`.
  case checkpoint(sessionID: [UInt8])
  case archive(sessionID: [UInt8], Archive)
  /// `<sessionId>.trajectory.jsonl` and the path file beside it.
  case trajectory(sessionID: [UInt8])
  /// Locks and files that were being written: never data.
  case litter
  case other

  package init(_ name: [UInt8]) {
    func ends(_ suffix: String) -> Bool { OpenClawBytes.hasSuffix(name, suffix) }
    if name.elementsEqual("sessions.json".utf8) {
      self = .store
    } else if ends(".lock") || ends(".tmp") || name.first == 0x2E {
      self = .litter
    } else if OpenClawBytes.hasPrefix(name, "sessions.json.bak."), name.count > 18, name[18...].allSatisfy(OpenClawBytes.isDigit) {
      self = .storeBackup
    } else if let found = Self.archived(name) {
      self = found
    } else if ends(".trajectory.jsonl") {
      self = .trajectory(sessionID: Array(name.dropLast(17)))
    } else if ends(".trajectory-path.json") {
      self = .trajectory(sessionID: Array(name.dropLast(21)))
    } else if ends(".jsonl"), name.count > 6 {
      let stem = name.dropLast(6)
      self = Self.checkpoint(stem).map { .checkpoint(sessionID: $0) } ?? .transcript(sessionID: Self.sessionID(stem))
    } else {
      self = .other
    }
  }

  /// The session of a transcript's stem: what stands before the topic.
  private static func sessionID(_ stem: ArraySlice<UInt8>) -> [UInt8] {
    Array(OpenClawBytes.first("-topic-", in: stem).map { $0 > stem.startIndex ? stem[..<$0] : stem } ?? stem)
  }

  /// The session of a checkpoint's stem; nil where this is none, whatever words the session's id holds.
  private static func checkpoint(_ stem: ArraySlice<UInt8>) -> [UInt8]? {
    guard stem.count > 48, OpenClawBytes.isUUID(stem.suffix(36)) else { return nil }
    let front = stem.dropLast(36)
    return OpenClawBytes.hasSuffix(front, ".checkpoint.") ? Array(front.dropLast(12)) : nil
  }

  private static func archived(_ name: [UInt8]) -> OpenClawFileName? {
    let isCompressed = OpenClawBytes.hasSuffix(name, ".zst")
    let bare = name.dropLast(isCompressed ? 4 : 0)
    for reason in ["reset", "deleted", "bak"] {
      guard let mark = OpenClawBytes.last(".\(reason).", in: bare), let at = OpenClawTime.parse(stamp: bare[(mark + reason.count + 2)...]),
        case .transcript(let id) = OpenClawFileName(Array(bare[..<mark]))
      else { continue }
      return .archive(sessionID: id, Archive(reason: reason, at: at, isCompressed: isCompressed))
    }
    return nil
  }

  /// Whether a session id can be the front of a file's name: `[a-z0-9][a-z0-9._-]{0,127}` in either case, and no checkpoint's name.
  static func isSafe(sessionID: [UInt8]) -> Bool {
    guard let first = sessionID.first, sessionID.count <= 128, OpenClawBytes.isAlphanumeric(first) else { return false }
    return sessionID.allSatisfy { OpenClawBytes.isAlphanumeric($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
      && checkpoint(sessionID[...]) == nil
  }
}
