internal import WarrenModel

/// What is known of a session beside its messages, in `.<stem>.meta.json`. Counts are not among it: the messages are counted.
struct SessionMetadata: Hashable {
  /// A former generation.
  struct Closed: Hashable {
    let number: Int
    let createdAt: Timestamp?
    let mark: IDMark
  }

  var name: String?
  var state = SessionState.idle
  var origin = SessionOrigin.unknown
  var createdAt: Timestamp?
  /// As recorded; the files have the last word.
  var generation = 1
  var generationCreatedAt: Timestamp?
  var closed: [Closed] = []
  var mark = IDMark()
  /// Of requests whose lines are gone.
  var records: [IdempotencyRecord] = []
  /// The last operation on its generations that has not been undone.
  var operation: OperationID?
  /// Members that this version does not know, as they were written.
  var others: [Other] = []

  /// Begins a new generation; ids go on above those of the old one.
  mutating func close(lastID: Int64, at now: Timestamp?) {
    closed.append(Closed(number: generation, createdAt: generationCreatedAt ?? (generation == 1 ? createdAt : nil), mark: mark))
    mark = IDMark(id: max(mark.id, lastID), offset: 0)
    generation += 1
    generationCreatedAt = now
    state = .idle
  }

  struct Other: Hashable {
    let key: [UInt8]
    let value: [UInt8]
  }
}
