/// The name of an agent: the name of its directory below `agents/`, byte for byte.
public struct AgentName: RawBytes {
  public let bytes: [UInt8]

  /// Takes any bytes that a file name can have.
  /// - Throws: `name_invalid` for an empty name, `.`, `..`, a slash, a NUL byte or more than 255 bytes.
  public init(bytes: [UInt8]) throws(WarrenError) {
    let reason: String? =
      if bytes.isEmpty {
        "it is empty"
      } else if bytes == [0x2E] || bytes == [0x2E, 0x2E] {
        "it is a reserved file name"
      } else if bytes.contains(0x2F) {
        "it holds a slash"
      } else if bytes.contains(0) {
        "it holds a NUL byte"
      } else if bytes.count > 255 {
        "it has \(bytes.count) bytes, more than a file name can have (255)"
      } else {
        nil
      }
    if let reason {
      throw WarrenError(
        .nameInvalid, "This cannot be the name of an agent: \(reason).", remedy: "Choose a name that can be a file name.", subject: bytes)
    }
    self.bytes = bytes
  }

  /// The same for text.
  public init(_ text: String) throws(WarrenError) { try self.init(bytes: Array(text.utf8)) }
}
