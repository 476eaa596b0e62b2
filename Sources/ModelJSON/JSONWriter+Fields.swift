package import JSON
package import WarrenModel

// The fields that objects of the model are made of. What is nil is null.
extension JSONWriter {
  /// A text.
  package mutating func field(_ key: String, _ text: String?) {
    self.key(key)
    if let text { string(text) } else { null() }
  }

  /// True or false.
  package mutating func field(_ key: String, _ flag: Bool) {
    self.key(key)
    bool(flag)
  }

  /// An integer.
  package mutating func field(_ key: String, _ number: Int?) { field(key, number.map(Int64.init)) }

  /// The same with 64 bits.
  package mutating func field(_ key: String, _ number: Int64?) {
    self.key(key)
    if let number { int(number) } else { null() }
  }

  /// The same without a sign.
  package mutating func field(_ key: String, _ number: UInt64?) {
    self.key(key)
    if let number { int(number) } else { null() }
  }

  /// A number that need not be an integer.
  package mutating func field(_ key: String, _ number: Double?) {
    self.key(key)
    if let number { double(number) } else { null() }
  }

  /// A time in RFC 3339.
  package mutating func field(_ key: String, _ time: Timestamp?) {
    self.key(key)
    if let time { string(utf8: time.rfc3339Bytes) } else { null() }
  }

  /// A name, key or path: as it is where it is UTF-8, else percent-encoded and followed by `<key>_encoded: true`.
  package mutating func field(_ key: String, raw bytes: [UInt8]?) {
    self.key(key)
    guard let bytes else { return null() }
    if isUTF8(bytes) { return string(utf8: bytes) }
    string(utf8: PercentEncoding.encode(bytes))
    field(key + "_encoded", true)
  }

  /// Names, keys or paths as an array of objects with one such member each, so that each can be marked as encoded.
  package mutating func objects(_ key: String, _ list: [[UInt8]]) {
    beginArray()
    for bytes in list {
      beginObject()
      field(key, raw: bytes)
      endObject()
    }
    endArray()
  }

  private func isUTF8(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
  }
}
