internal import SQLite
internal import WarrenModel

/// The events of one transcript in a database, in order.
struct OpenClawEvents: OpenClawRecords {
  let connection: Connection
  let sessionID: [UInt8]
  let schema: OpenClawSchema

  func visit(_ body: (OpenClawRecord) throws -> StreamFlow) throws {
    try lines { line, _, _ in
      guard case .record(let record) = line else { return .goOn }
      return try body(record)
    }
  }

  /// Hands over each event with its `seq` and its length in bytes; one that is packed is skipped as `event_compressed`.
  func lines(_ body: (_ line: OpenClawLine, _ seq: Int64, _ length: Int) throws -> StreamFlow) throws {
    guard schema.hasEvents else { return }
    if schema.hasPackedEvents {
      try connection.withStatement(
        "SELECT seq, event_json, event_zstd IS NOT NULL FROM transcript_events WHERE session_id = ?1 ORDER BY seq"
      ) { try rows($0, body) }
    } else {
      try connection.withStatement("SELECT seq, event_json, 0 FROM transcript_events WHERE session_id = ?1 ORDER BY seq") {
        try rows($0, body)
      }
    }
  }

  private func rows(_ row: borrowing Statement, _ body: (OpenClawLine, Int64, Int) throws -> StreamFlow) throws {
    try row.bind(utf8: sessionID, at: 1)
    var judge = OpenClawLineJudge()
    while try row.step() {
      let json = row.bytes(1)
      let line: OpenClawLine =
        if let json { judge.judge(json) } else { .skipped(row.int64(2) != 0 ? "event_compressed" : "invalid_json") }
      if case .blank = line { continue }
      if try body(line, row.int64(0), json?.count ?? 0) == .stop { return }
    }
  }
}

/// The lines of a transcript that the database keeps whole, as a blob; one that is packed has none.
struct OpenClawArchiveBlob: OpenClawRecords {
  let connection: Connection
  let name: [UInt8]

  func visit(_ body: (OpenClawRecord) throws -> StreamFlow) throws {
    try connection.withStatement(
      "SELECT archive_blob FROM session_transcript_archives WHERE archive_name = ?1 AND encoding = 'identity'"
    ) { row in
      try row.bind(utf8: name, at: 1)
      guard try row.step() else { return }
      try row.withBytes(0) { try Self.lines($0, body) }
    }
  }

  private static func lines(_ blob: UnsafeRawBufferPointer, _ body: (OpenClawRecord) throws -> StreamFlow) throws {
    var judge = OpenClawLineJudge()
    for line in blob.split(separator: 0x0A) {
      guard case .record(let record) = judge.judge(Array(line)) else { continue }
      if try body(record) == .stop { return }
    }
  }
}
