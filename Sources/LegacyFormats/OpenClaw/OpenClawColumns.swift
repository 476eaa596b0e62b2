internal import SQLite

/// Where the columns of a table are in `SELECT *`: versions of a schema differ in which there are.
struct OpenClawColumns {
  private let places: [String: Int32]

  /// - Parameter table: its name; without such a table there are no columns.
  init(of table: String, _ connection: Connection) throws {
    places = try connection.withStatement("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid") { statement in
      try statement.bind(table, at: 1)
      var places: [String: Int32] = [:]
      while try statement.step() { places[statement.string(0)] = Int32(places.count) }
      return places
    }
  }

  func has(_ names: String...) -> Bool { names.allSatisfy { places[$0] != nil } }

  /// nil for NULL, and where there is no such column.
  func bytes(_ name: String, _ row: borrowing Statement) -> [UInt8]? { places[name].flatMap { row.bytes($0) } }

  func text(_ name: String, _ row: borrowing Statement) -> String? { places[name].flatMap { row.text($0) } }

  func int64(_ name: String, _ row: borrowing Statement) -> Int64? { places[name].flatMap { row.optionalInt64($0) } }
}
