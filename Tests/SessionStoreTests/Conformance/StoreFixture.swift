import Platform
import SessionStore
import Synchronization
import TestSupport
import WarrenModel

/// A moment that a test moves.
final class TestTime: Sendable {
  private let milliseconds = Mutex<Int64>(1_750_000_000_000)

  var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
  var clock: WallClock { WallClock { self.now } }
  func pass(milliseconds passed: Int64) { milliseconds.withLock { $0 += passed } }
}

/// A store of one backend in a directory of its own.
final class StoreFixture {
  static let backends: [Backend] = [.sqlite, .jsonl]

  let directory = TemporaryDirectory()
  let time = TestTime()
  let store: any SessionBackend

  init(_ backend: Backend) throws {
    switch backend {
    case .sqlite:
      let path = directory.bytes("sessions.sqlite")
      try SQLiteStore.create(path: path, uuid: "u", clock: time.clock)
      store = try SQLiteStore(path: path, uuid: "u", durability: .normal, clock: time.clock)
    case .jsonl:
      store = try JSONLStore(directory: FilePath(directory.path("sessions")), clock: time.clock, durability: .normal)
    }
  }

  /// Appends one message a text; roles alternate.
  @discardableResult
  func append(_ texts: String..., to key: String) throws -> [Int64] {
    let messages = texts.enumerated().map { NewMessage(role: $0.offset % 2 == 0 ? "user" : "assistant", text: $0.element) }
    return try store.append(AppendRequest(session: SessionKey(key), messages: messages))
  }

  func texts(_ key: String, _ query: HistoryQuery = HistoryQuery(limit: nil)) throws -> [String] {
    try store.history(SessionKey(key), query).messages.map(\.text)
  }

  /// A moment that has not come.
  var later: Timestamp { time.now.advanced(byMilliseconds: 1_000_000) }

  /// "number count" of all generations of a session, the newest first.
  func generations(_ key: String) throws -> [String] {
    let sessions = try store.list(SessionQuery(limit: nil, generations: true)).sessions.filter { $0.key.description == key }
    return sessions.map { "\($0.generation) \($0.messageCount)" }
  }

  /// "key generation" of what a search of all generations finds.
  func hits(_ text: String) throws -> [String] {
    try store.search(SearchQuery(text: text, limit: 100, history: true)).hits.map { "\($0.session) \($0.generation)" }
  }

  func keys(_ query: SessionQuery = SessionQuery(limit: nil)) throws -> [String] {
    try store.list(query).sessions.map { $0.key.description }
  }
}

/// The code of the error that `body` throws; nil where it throws none.
func code(_ body: () throws -> Void) -> ErrorCode? {
  do {
    try body()
    return nil
  } catch let error as WarrenError { return error.code } catch { return ErrorCode(rawValue: "\(error)") }
}
