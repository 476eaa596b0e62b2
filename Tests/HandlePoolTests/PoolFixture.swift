import HandlePool
import Platform
import SessionStore
import TestSupport
import WarrenModel

/// Agents in a directory of the test's own, and a pool over them.
struct PoolFixture {
  let directory = TemporaryDirectory()
  let pool: HandlePool
  let clock = WallClock { Timestamp(milliseconds: Clocks.realtimeMilliseconds) }

  init(_ change: (inout PoolConfiguration) -> Void = { _ in }) throws {
    Files.makeDirectory(directory.path("agents"))
    var configuration = PoolConfiguration()
    configuration.durability = .normal
    change(&configuration)
    let path = try FilePath(directory.path("agents"))
    let descriptor = SharedDescriptor(try WorkingDirectory().openDirectory(path))
    pool = HandlePool(root: PoolRoot(path: path, descriptor: descriptor, clock: clock), configuration: configuration)
  }

  func path(_ name: String) -> String { directory.path("agents/\(name)") }

  @discardableResult
  func make(_ name: String) throws -> StoreLocation {
    Files.makeDirectory(path(name))
    try SQLiteStore.create(path: Array("\(path(name))/sessions.sqlite".utf8), uuid: name, clock: clock)
    return try location(name)
  }

  func location(_ name: String) throws -> StoreLocation {
    StoreLocation(
      agent: try AgentName(name), identity: try WorkingDirectory().status(of: FilePath(path(name))).identity, backend: .sqlite, uuid: name)
  }

  func append(_ text: String, to location: StoreLocation) async throws {
    _ = try await pool.append(request(text), to: location)
  }

  func request(_ text: String, key: String = "k", idempotency: String? = nil) throws -> AppendRequest {
    AppendRequest(session: try SessionKey(key), messages: [NewMessage(role: "user", text: text)], idempotencyKey: idempotency)
  }

  func texts(_ location: StoreLocation) async throws -> [String] {
    try await pool.lease(location) { try $0.history(SessionKey("k"), HistoryQuery(limit: nil)).messages.map(\.text) }
  }
}

/// The code of the error that `body` throws; nil where it throws none.
func code(_ body: () async throws -> Void) async -> ErrorCode? {
  do {
    try await body()
    return nil
  } catch let error as WarrenError { return error.code } catch { return ErrorCode(rawValue: "\(error)") }
}
