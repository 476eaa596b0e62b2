internal import JSON
internal import SQLite
internal import WarrenModel

/// A row of `session_metadata` as it stands in the database.
struct ZeroClawRow {
  enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case text([UInt8])
    case blob([UInt8])
  }

  private let schema: ZeroClawSchema
  private let values: [Value]

  /// - Parameter statement: on a row of `SELECT * FROM session_metadata`.
  init(_ statement: borrowing Statement, _ schema: ZeroClawSchema) {
    self.schema = schema
    var values: [Value] = []
    for column in 0..<statement.columnCount {
      let value: Value =
        switch statement.kind(column) {
        case .null: .null
        case .integer: .integer(statement.int64(column))
        case .real: .real(statement.double(column))
        case .text: .text(statement.bytes(column) ?? [])
        case .blob: .blob(statement.bytes(column) ?? [])
        }
      values.append(value)
    }
    self.values = values
  }

  func value(_ column: String) -> Value {
    guard let place = schema.places[column], place < values.count else { return .null }
    return values[Int(place)]
  }

  /// The bytes of a text; nil for other types and for "".
  func bytes(_ column: String) -> [UInt8]? {
    if case .text(let bytes) = value(column), !bytes.isEmpty { bytes } else { nil }
  }

  /// The same as text; bytes that are not UTF-8 are replaced.
  func text(_ column: String) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }

  func integer(_ column: String) -> Int64? { if case .integer(let number) = value(column) { number } else { nil } }

  /// nil also where the column does not say a time.
  func time(_ column: String) -> Timestamp? { bytes(column).flatMap { ZeroClawTime.parse($0) } }

  /// The row as an object of its columns. What JSON cannot say (blobs, texts that are not UTF-8) is `{"hex":"…"}`.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in zip(schema.names, values) {
      writer.key(name)
      switch value {
      case .null: writer.null()
      case .integer(let number): writer.int(number)
      case .real(let number): writer.double(number)
      case .text(let bytes) where String(validating: bytes, as: UTF8.self) != nil: writer.string(utf8: bytes)
      case .text(let bytes), .blob(let bytes):
        writer.beginObject()
        writer.key("hex")
        writer.string(Hex.text(bytes))
        writer.endObject()
      }
    }
    writer.endObject()
    return writer.take()
  }
}
