internal import JSON

/// What a line of a transcript is.
enum OpenClawLine {
  /// Nothing but white space.
  case blank
  case record(OpenClawRecord)
  /// Cannot be used; a reason code of the format's description.
  case skipped(String)
}

/// Judges lines one after the other with one tape.
struct OpenClawLineJudge {
  /// JavaScript's parser knows no limit; ours costs nodes, never stack.
  static let depthLimit = 1 << 20

  private var scanner = JSONScanner(.strict, depthLimit: OpenClawLineJudge.depthLimit)

  /// The record holds the tape: let go of it before the next line, or the tape is made anew.
  mutating func judge(_ line: [UInt8], isTerminated: Bool = true) -> OpenClawLine {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }) { return .blank }
    do throws(JSONError) {
      return OpenClawRecord(try scanner.scan(line), in: line).map { .record($0) } ?? .skipped("not_an_object")
    } catch {
      return .skipped(Self.reason(error, of: line, isTerminated: isTerminated))
    }
  }

  private static func reason(_ error: JSONError, of line: [UInt8], isTerminated: Bool) -> String {
    if error.code == .nulBytes { return "nul_bytes" }
    // What was cut in the middle of a character is torn, not badly encoded.
    if !isTerminated, error.code == .unexpectedEnd || (error.code == .invalidUTF8 && error.offset + 4 > line.count) { return "torn" }
    if String(validating: line, as: UTF8.self) == nil { return "invalid_utf8" }
    switch error.code {
    case .byteOrderMark, .controlCharacter, .trailingCharacters: return error.code.rawValue
    default: return "invalid_json"
    }
  }
}
