/// One member of an object.
package struct JSONMember: Sendable {
  let keyNode: JSONValue

  /// What the key stands for.
  package var value: JSONValue { keyNode.at(keyNode.index + 1) }

  /// Where the key lies, quotes included.
  package var keySpan: Range<Int> { keyNode.span }

  /// The key with its escapes decoded.
  /// - Throws: `lone_surrogate`.
  package func key() throws(JSONError) -> String { try keyNode.decoded() }

  /// The key as bytes of UTF-8; half a surrogate pair as the three bytes that UTF-8 would give it.
  package var keyBytes: [UInt8] { keyNode.decodedBytes(replacing: false) }

  /// Whether the decoded key is `key`, byte for byte.
  package func hasKey(_ key: String) -> Bool {
    var key = key
    return key.withUTF8 { keyNode.keyEquals(UnsafeRawBufferPointer($0)) }
  }
}
