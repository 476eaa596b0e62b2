/// One value that a scanner read, in the bytes that it was read from. It holds both; the bytes are never copied.
package struct JSONValue: Sendable {
  let bytes: [UInt8]
  let tape: JSONTape
  let index: Int

  var node: JSONNode { tape.nodes[index] }

  /// What the value is.
  package var kind: JSONKind { node.kind }

  /// Where the value lies in the bytes that were given to the scanner, quotes and braces included.
  package var span: Range<Int> { tape.span(of: index) }

  /// The bytes of the value as they were written.
  package var rawBytes: ArraySlice<UInt8> { bytes[span] }

  /// Whether this is null; a value that is missing is nil instead.
  package var isNull: Bool { kind == .null }

  /// nil where this is neither true nor false.
  package var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    case .null, .number, .string, .array, .object, .key: nil
    }
  }

  /// The elements of an array; none where this is not one.
  package var elements: JSONElements { JSONElements(of: self) }

  /// The members of an object, duplicates included; none where this is not one.
  package var members: JSONMembers { JSONMembers(of: self) }

  func at(_ index: Int) -> JSONValue { JSONValue(bytes: bytes, tape: tape, index: index) }
}
