/// The key of a session within one agent: any bytes, compared as bytes.
public struct SessionKey: RawBytes {
  /// The longest key in bytes: what fits an index page of the store with room to spare.
  public static let longest = 1024

  public let bytes: [UInt8]

  /// - Throws: `key_invalid` for an empty key, `key_too_long` for more than 1,024 bytes.
  public init(bytes: [UInt8]) throws(WarrenError) {
    if bytes.isEmpty {
      throw WarrenError(.keyInvalid, "The session key is empty.", remedy: "Give a key of at least one byte.")
    }
    if bytes.count > Self.longest {
      throw WarrenError(
        .keyTooLong, "The session key has \(bytes.count) bytes; \(Self.longest) is the most.", remedy: "Use a shorter key.",
        subject: Array(bytes.prefix(64)))
    }
    self.bytes = bytes
  }

  /// The same for text.
  public init(_ text: String) throws(WarrenError) { try self.init(bytes: Array(text.utf8)) }
}
