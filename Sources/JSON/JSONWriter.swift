/// Writes JSON into a buffer of its own, which can be emptied in between: what is written is never looked at again.
///
/// Commas, colons and (where it is asked for) indentation are the writer's. A value without a key in an object, a key anywhere else and
/// ends without a begin are bugs of the caller.
package struct JSONWriter: Sendable {
  private enum Frame {
    case array, object
  }

  /// What has been written and not taken.
  package private(set) var bytes: [UInt8] = []
  private let isPretty: Bool
  private var frames: [Frame] = []
  private var isFirst = true
  private var hasKey = false

  /// - Parameter pretty: whether to indent with two spaces; else the output is compact.
  package init(pretty: Bool = false) { isPretty = pretty }

  /// Takes what has been written so far out of the buffer.
  package mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    return taken
  }

  /// Hands what has been written so far to `body` and forgets it, keeping the memory.
  package mutating func drain<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
    let result: Result<Void, Failure> = bytes.withUnsafeBytes { buffer in
      do throws(Failure) { return .success(try body(buffer)) } catch { return .failure(error) }
    }
    try result.get()
    bytes.removeAll(keepingCapacity: true)
  }

  /// Ends the line behind a whole value; another value may follow.
  package mutating func endLine() {
    precondition(frames.isEmpty, "A line ends within a value.")
    bytes.append(Byte.lineFeed)
    isFirst = true
  }

  /// Begins an object: keys and values follow in turn.
  package mutating func beginObject() { begin(.object, Byte.openingBrace) }
  /// Ends the object that was begun last.
  package mutating func endObject() { end(.object, Byte.closingBrace) }
  /// Begins an array: values follow.
  package mutating func beginArray() { begin(.array, Byte.openingBracket) }
  /// Ends the array that was begun last.
  package mutating func endArray() { end(.array, Byte.closingBracket) }

  /// Writes the key of the value that comes next.
  package mutating func key(_ key: String) {
    beginKey()
    append(quoted: key)
    endKey()
  }

  /// The same for bytes that are known to be UTF-8.
  package mutating func key(utf8 key: [UInt8]) {
    beginKey()
    key.withUnsafeBytes { append(quoted: $0) }
    endKey()
  }

  /// Writes a string.
  package mutating func string(_ text: String) {
    beginValue()
    append(quoted: text)
  }

  /// Writes bytes that are known to be UTF-8 as a string.
  package mutating func string(utf8: UnsafeRawBufferPointer) {
    beginValue()
    append(quoted: utf8)
  }

  /// The same for an array.
  package mutating func string(utf8: [UInt8]) { utf8.withUnsafeBytes { string(utf8: $0) } }

  /// The same for a part of an array.
  package mutating func string(utf8: ArraySlice<UInt8>) { utf8.withUnsafeBytes { string(utf8: $0) } }

  /// Writes an integer.
  package mutating func int(_ value: Int) { int(Int64(value)) }

  /// The same for 64 bits.
  package mutating func int(_ value: Int64) {
    beginValue()
    append(ascii: String(value))
  }

  /// The same without a sign.
  package mutating func int(_ value: UInt64) {
    beginValue()
    append(ascii: String(value))
  }

  /// Writes the shortest text that reads as the same double; null for what JSON has no number for.
  package mutating func double(_ value: Double) {
    beginValue()
    append(ascii: value.isFinite ? value.description : "null")
  }

  /// Writes true or false.
  package mutating func bool(_ value: Bool) {
    beginValue()
    append(ascii: value ? "true" : "false")
  }

  /// Writes null.
  package mutating func null() {
    beginValue()
    append(ascii: "null")
  }

  /// Embeds the bytes of a value as they are.
  package mutating func raw(_ value: UnsafeRawBufferPointer) {
    beginValue()
    append(value)
  }

  /// The same for an array.
  package mutating func raw(_ value: [UInt8]) { value.withUnsafeBytes { raw($0) } }

  /// The same for a part of an array, such as `rawBytes` of a value.
  package mutating func raw(_ value: ArraySlice<UInt8>) { value.withUnsafeBytes { raw($0) } }

  /// Embeds the bytes of a value on one line: line ends become spaces, which only change white space, since no string holds them raw.
  package mutating func rawOnOneLine(_ value: [UInt8]) {
    beginValue()
    let start = bytes.count
    bytes.append(contentsOf: value)
    guard value.contains(where: { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }) else { return }
    for index in start..<bytes.count where bytes[index] == Byte.lineFeed || bytes[index] == Byte.carriageReturn {
      bytes[index] = 0x20
    }
  }

  private mutating func begin(_ frame: Frame, _ mark: UInt8) {
    beginValue()
    bytes.append(mark)
    frames.append(frame)
    isFirst = true
  }

  private mutating func end(_ frame: Frame, _ mark: UInt8) {
    precondition(frames.last == frame && !hasKey, "An end without its begin, or a key without its value.")
    frames.removeLast()
    if isPretty, !isFirst { indent() }
    bytes.append(mark)
    isFirst = false
  }

  private mutating func beginKey() {
    precondition(frames.last == .object && !hasKey, "A key outside an object, or behind another key.")
    separate()
  }

  private mutating func endKey() {
    bytes.append(Byte.colon)
    if isPretty { bytes.append(0x20) }
    hasKey = true
  }

  private mutating func beginValue() {
    if hasKey {
      hasKey = false
      return
    }
    precondition(frames.last != .object, "A value without a key in an object.")
    precondition(!frames.isEmpty || isFirst, "A second value on one line.")
    separate()
  }

  private mutating func separate() {
    if !isFirst { bytes.append(Byte.comma) }
    isFirst = false
    if isPretty, !frames.isEmpty { indent() }
  }

  private mutating func indent() {
    bytes.append(Byte.lineFeed)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * frames.count))
  }

  mutating func append(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }

  mutating func append(byte: UInt8) { bytes.append(byte) }
}
