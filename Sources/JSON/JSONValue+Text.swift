// Strings, decoded.
extension JSONValue {
  /// The text of a string; nil where this is not one.
  /// - Throws: `lone_surrogate`, which no String can hold.
  package func string() throws(JSONError) -> String? {
    kind == .string ? try decoded() : nil
  }

  /// The text of a string with U+FFFD for each half of a surrogate pair; nil where this is not a string.
  package var repairedString: String? {
    guard kind == .string else { return nil }
    return node.traits.contains(.escaped) ? String(decoding: decodedBytes(replacing: true), as: UTF8.self) : plainText
  }

  /// Whether this is a string with half a surrogate pair.
  package var hasLoneSurrogate: Bool { node.traits.contains(.loneSurrogate) }

  /// The text of a string as UTF-8, without making a String; nil where this is not one.
  /// Half a surrogate pair gives U+FFFD.
  package var utf8: [UInt8]? {
    kind == .string ? decodedBytes(replacing: true) : nil
  }

  /// Where the text of a string lies if its bytes are its text, without quotes; nil for one with escapes, and for other values.
  package var plainSpan: Range<Int>? {
    kind == .string && !node.traits.contains(.escaped) ? contentSpan(of: index) : nil
  }

  /// The bytes of a string or key without its quotes.
  func contentSpan(of index: Int) -> Range<Int> {
    let span = tape.span(of: index)
    return tape.nodes[index].traits.contains(.bare) ? span : span.lowerBound + 1..<span.upperBound - 1
  }

  func decoded() throws(JSONError) -> String {
    guard node.traits.contains(.escaped) else { return plainText }
    guard node.traits.contains(.loneSurrogate) else { return String(decoding: decodedBytes(replacing: false), as: UTF8.self) }
    let offset = contentSpan(of: index).lowerBound
    let fault = JSONFault(.loneSurrogate, at: offset, "half a surrogate pair in this string")
    throw bytes.withUnsafeBytes { JSONError(fault, in: $0, from: tape.base) }
  }

  private var plainText: String {
    bytes.withUnsafeBytes { String(decoding: UnsafeRawBufferPointer(rebasing: $0[contentSpan(of: index)]), as: UTF8.self) }
  }

  /// The bytes of a string or key with its escapes decoded; half a surrogate pair as U+FFFD or as three bytes of its own.
  func decodedBytes(replacing: Bool) -> [UInt8] {
    let span = contentSpan(of: index)
    guard node.traits.contains(.escaped) else { return Array(bytes[span]) }
    return bytes.withUnsafeBytes { buffer in
      var decoder = JSONUnescaper(UnsafeRawBufferPointer(rebasing: buffer[span]), replacesHalves: replacing)
      return decoder.run()
    }
  }
}
