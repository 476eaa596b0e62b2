/// OpenClaw's normalized agent id in its strict form: for look-ups and for show, never to build a path. Several directories may share one.
///
/// Rule: trim white space (JavaScript's); `[A-Za-z0-9][A-Za-z0-9_-]{0,63}` becomes lower case; anything else becomes lower case with each run
/// of other characters as one `-`, without leading and trailing `-`, cut to 64 characters. Where nothing survives there is no label.
public struct AgentLabel: Hashable, Sendable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  /// The label of a directory name; nil where nothing of it survives.
  public init?(of name: AgentName) {
    let scalars = Self.trimmed(Array(name.description.unicodeScalars))
    if Self.isPlain(scalars) {
      text = String(String.UnicodeScalarView(scalars)).lowercased()
      return
    }
    let dashed = Self.dashed(scalars)
    let kept = dashed.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed().prefix(64)
    if kept.isEmpty { return nil }
    text = String(kept)
  }

  private static func trimmed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    Array(scalars.drop(while: isTrimmed).reversed().drop(while: isTrimmed).reversed())
  }

  private static func isTrimmed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
    default: false
    }
  }

  private static func isPlain(_ scalars: [Unicode.Scalar]) -> Bool {
    guard let first = scalars.first, scalars.count <= 64, isAlphanumeric(first) else { return false }
    return scalars.allSatisfy { isAlphanumeric($0) || $0 == "_" || $0 == "-" }
  }

  private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: false
    }
  }

  /// Lower case, each run of characters outside `[a-z0-9_-]` as one dash.
  private static func dashed(_ scalars: [Unicode.Scalar]) -> [Character] {
    var result: [Character] = []
    var inRun = false
    for scalar in scalars.flatMap({ Array($0.properties.lowercaseMapping.unicodeScalars) }) {
      let kept = (isAlphanumeric(scalar) && scalar.value < 0x80) || scalar == "_" || scalar == "-"
      if kept { result.append(Character(scalar)) } else if !inRun { result.append("-") }
      inRun = !kept
    }
    return result
  }
}
