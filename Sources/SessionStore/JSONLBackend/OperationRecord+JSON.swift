internal import JSON
internal import WarrenModel

extension OperationRecord {
  /// nil where the bytes are no such object.
  init?(json: [UInt8]) {
    var scanner = JSONScanner(.strict)
    guard let value = try? scanner.scan(json), let id = value["id"]?.operation, let kind = value["kind"]?.text,
      let action = value["action"]?.text.flatMap({ Action(rawValue: $0) }), let started = value["started_at"]?.time
    else { return nil }
    self.id = id
    self.kind = OperationKind(rawValue: kind)
    self.action = action
    isPurge = value["purge"]?.int64 == 1
    isUndoable = value["undoable"]?.int64 == 1
    state = value["state"]?.text.flatMap { Operation.State(rawValue: $0) } ?? .done
    startedAt = started
    finishedAt = value["finished_at"]?.time
    deletion = value["deletion"]?.operation
    subjects = value["sessions"]?.elements.compactMap { Self.subject($0) } ?? []
    marks =
      value["marks"]?.elements.compactMap { mark in
        guard let id = mark["id"]?.operation, let state = mark["state"]?.text.flatMap({ Operation.State(rawValue: $0) }) else { return nil }
        return Mark(id: id, state: state)
      } ?? []
    targets =
      value["targets"]?.elements.compactMap { target in
        target["id"]?.operation.map { Target(id: $0, stem: target["stem"]?.text.flatMap { Hex.bytes($0) }) }
      } ?? []
    receipt = value["receipt"].map { Array($0.rawBytes) } ?? []
  }

  private static func subject(_ value: JSONValue) -> Subject? {
    guard let stem = value["stem"]?.text.flatMap({ Hex.bytes($0) }) else { return nil }
    var subject = Subject(stem: stem)
    subject.generation = value["generation"]?.int64.flatMap { Int(exactly: $0) } ?? 0
    subject.from = value["from"]?.int64.flatMap { Int(exactly: $0) }
    subject.lastID = value["last_id"]?.int64 ?? 0
    subject.before = value["before"]?.operation
    subject.createdAt = value["created_at"]?.time
    subject.inode = value["inode"]?.text.flatMap { UInt64($0) } ?? 0
    return subject
  }

  /// The file's content. Stems are hexadecimal, since they need not be UTF-8; times are milliseconds.
  var json: [UInt8] {
    var writer = JSONWriter(pretty: true)
    writer.beginObject()
    writer.field("id", id.text)
    writer.field("kind", kind.rawValue)
    writer.field("action", action.rawValue)
    writer.field("state", state.rawValue)
    if isPurge { writer.field("purge", Int64(1)) }
    if isUndoable { writer.field("undoable", Int64(1)) }
    writer.field("started_at", startedAt.milliseconds)
    writer.field("finished_at", finishedAt?.milliseconds)
    writer.field("deletion", deletion?.text)
    writer.list("sessions", subjects) { subject, writer in
      writer.field("stem", Hex.text(subject.stem))
      writer.field("generation", Int64(subject.generation))
      writer.field("from", subject.from.map { Int64($0) })
      writer.field("last_id", subject.lastID)
      writer.field("before", subject.before?.text)
      writer.field("created_at", subject.createdAt?.milliseconds)
      writer.field("inode", subject.inode == 0 ? nil : String(subject.inode))
    }
    writer.list("marks", marks) { mark, writer in
      writer.field("id", mark.id.text)
      writer.field("state", mark.state.rawValue)
    }
    writer.list("targets", targets) { target, writer in
      writer.field("id", target.id.text)
      writer.field("stem", target.stem.map { Hex.text($0) })
    }
    if !receipt.isEmpty {
      writer.key("receipt")
      writer.raw(receipt)
    }
    writer.endObject()
    writer.endLine()
    return writer.take()
  }
}

extension JSONValue {
  fileprivate var text: String? { try? string() }

  fileprivate var operation: OperationID? { text.flatMap { OperationID(exactly: Array($0.utf8)) } }

  fileprivate var time: Timestamp? { int64.map { Timestamp(milliseconds: $0) } }
}

extension JSONWriter {
  fileprivate mutating func field(_ key: String, _ value: String?) {
    guard let value else { return }
    self.key(key)
    string(value)
  }

  fileprivate mutating func field(_ key: String, _ value: Int64?) {
    guard let value else { return }
    self.key(key)
    int(value)
  }

  fileprivate mutating func list<T>(_ key: String, _ values: [T], _ body: (T, inout JSONWriter) -> Void) {
    if values.isEmpty { return }
    self.key(key)
    beginArray()
    for value in values {
      beginObject()
      body(value, &self)
      endObject()
    }
    endArray()
  }
}
