import Platform
import SessionStore
import Synchronization
import TestSupport
import WarrenModel

/// A sessions directory of one test's own.
struct JSONLFixture {
  let directory = TemporaryDirectory("jsonl")
  let time = SteppingTime()

  var sessions: String { directory.path("sessions") }

  func store(writable: Bool = true, durability: Durability = .normal, calls: SystemCalls = .direct) throws -> JSONLStore {
    // The clock holds on to the directory, which is removed with its last reference.
    let (time, directory) = (time, directory)
    return try JSONLStore(
      directory: FilePath(sessions), clock: WallClock { withExtendedLifetime(directory) { time.next() } }, durability: durability,
      isWritable: writable, calls: calls)
  }

  func path(_ name: String) -> String { "\(sessions)/\(name)" }

  func put(_ name: String, _ text: String) { put(name, Array(text.utf8)) }

  func put(_ name: String, _ bytes: [UInt8]) {
    Files.makeDirectory(sessions)
    Files.write(path(name), bytes)
  }
}

/// A clock that goes on a second at each look.
final class SteppingTime: Sendable {
  private let milliseconds = Mutex<Int64>(1_700_000_000_000)

  func next() -> Timestamp {
    milliseconds.withLock {
      $0 += 1000
      return Timestamp(milliseconds: $0)
    }
  }
}

func key(_ text: String) throws -> SessionKey { try SessionKey(text) }

func user(_ text: String, body: String? = nil) -> NewMessage {
  NewMessage(role: "user", text: text, body: body.map { Array($0.utf8) })
}

extension JSONLStore {
  @discardableResult
  func say(_ texts: String..., in session: String, idempotency: String? = nil) throws -> [Int64] {
    try append(AppendRequest(session: key(session), messages: texts.map { user($0) }, idempotencyKey: idempotency))
  }

  func all(_ session: String, generation: Int? = nil) throws -> [Message] {
    try history(key(session), HistoryQuery(position: .oldest, limit: nil, generation: generation)).messages
  }

  func texts(_ session: String, generation: Int? = nil) throws -> [String] { try all(session, generation: generation).map(\.text) }

  func ids(_ session: String) throws -> [Int64] { try all(session).map(\.id) }
}
