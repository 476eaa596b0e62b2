/// A transcript in a database: one generation of a session.
struct OpenClawWindow {
  /// Where its records are.
  enum Place {
    case window([UInt8])
    case archive([UInt8])

    /// nil for a locator without a transcript.
    init?(locator: [UInt8]) {
      switch locator.first {
      case UInt8(ascii: "w"): self = .window(Array(locator.dropFirst()))
      case UInt8(ascii: "a"): self = .archive(Array(locator.dropFirst()))
      default: return nil
      }
    }

    var locator: [UInt8] {
      switch self {
      case .window(let id): "w".utf8 + id
      case .archive(let name): "a".utf8 + name
      }
    }
  }

  let id: [UInt8]
  let previous: [UInt8]?
  /// Why it was begun.
  let reason: String?
  let createdAt: Int64
}

/// A transcript that the database keeps whole.
struct OpenClawArchiveRow {
  let name: [UInt8]
  let key: [UInt8]
  let canonical: [UInt8]
  let reason: String
  let isPacked: Bool
  let createdAt: Int64
}
