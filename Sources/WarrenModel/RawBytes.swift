/// A name, key or path: bytes, compared and hashed as bytes, never normalized.
///
/// In Swift the two Unicode spellings of "café" are equal Strings; as directory names they are two agents.
public protocol RawBytes: Hashable, Comparable, Sendable, CustomStringConvertible {
  var bytes: [UInt8] { get }
}

extension RawBytes {
  /// The text, or nil where the bytes are not UTF-8.
  public var utf8Text: String? { String(validating: bytes, as: UTF8.self) }

  /// For people and logs: the text with what is not UTF-8 replaced. Never used to find anything.
  public var description: String { String(decoding: bytes, as: UTF8.self) }

  public static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
