/// The id of an operation: 32 lower-case hexadecimal digits, never reused.
public struct OperationID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Digits of an id: 128 random bits.
  public static let length = 32

  public let text: String

  /// - Throws: `operation_unknown`, since nothing else can have such an id.
  public init(_ text: String) throws(WarrenError) {
    guard let id = OperationID(exactly: Array(text.utf8)) else { throw WarrenError.unknownOperation(Array(text.utf8)) }
    self = id
  }

  /// nil where the bytes are no id.
  public init?(exactly bytes: [UInt8]) {
    let isDigits = bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard bytes.count == Self.length, isDigits else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  public var description: String { text }

  public static func < (left: OperationID, right: OperationID) -> Bool { left.text < right.text }
}

extension WarrenError {
  /// `operation_unknown`, about these words.
  package static func unknownOperation(_ words: [UInt8]) -> WarrenError {
    WarrenError(
      .operationUnknown, "There is no such operation.", remedy: "\"warren operations list\" shows those that there are.", subject: words)
  }
}
