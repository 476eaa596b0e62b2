internal import Glibc
internal import JSON
internal import LegacyFormats
internal import Platform
internal import SQLite
internal import TestSupport
internal import WarrenModel

/// An agent directory of one test's own, and the sources that read it.
struct OpenClawGround {
  let directory = TemporaryDirectory("openclaw")
  let agent: String

  /// - Parameter agent: its path below the directory.
  init(agent: String = "ops") {
    self.agent = agent
    Files.makeDirectory(directory.path("\(agent)/sessions"))
    Files.makeDirectory(directory.path("\(agent)/agent"))
  }

  func path(_ name: String) -> String { directory.path("\(agent)/sessions/\(name)") }
  var database: String { directory.path("\(agent)/agent/openclaw-agent.sqlite") }

  func write(_ name: String, _ text: String) { Files.write(path(name), text) }
  func write(_ name: String, _ bytes: [UInt8]) { Files.write(path(name), bytes) }
  func writeStore(_ text: String) { write("sessions.json", text) }

  /// A time after all of the tests' own.
  static let now = Timestamp(milliseconds: 1_800_000_000_000)

  static func open(_ path: String) throws -> SharedDescriptor {
    SharedDescriptor(try WorkingDirectory().openDirectory(FilePath(path)))
  }

  func files(isBeforeAgents: Bool = false, salvages: Bool = false, knows database: OpenClawDatabaseFacts = OpenClawDatabaseFacts()) throws
    -> OpenClawFilesSource
  {
    OpenClawFilesSource(
      OpenClawFilesSource.Place(
        directory: try Self.open(directory.path(agent)), keys: OpenClawKeys(directory: try AgentName(agent)),
        path: RawPath("agents/\(agent)"),
        absolutePath: directory.bytes(agent), isBeforeAgents: isBeforeAgents, database: database), now: Self.now, salvages: salvages)
  }

  /// Runs `body` on a source in a preview.
  func withDatabase<T>(readsNewer: Bool = false, _ body: (OpenClawDatabaseSource) throws -> T) throws -> T? {
    let keys = OpenClawKeys(directory: try AgentName(agent))
    return try Preview.read(path: Array(database.utf8)) { connection in
      try body(OpenClawDatabaseSource(connection, keys: keys, path: RawPath("db"), now: Self.now, readsNewer: readsNewer))
    }
  }

  /// A line of a transcript.
  static func message(_ id: String, after parent: String?, _ text: String, role: String = "user") -> String {
    let above = parent.map { "\"\($0)\"" } ?? "null"
    return #"{"type":"message","id":"\#(id)","parentId":\#(above),"timestamp":"2026-09-01T00:00:00.000Z","#
      + #""message":{"role":"\#(role)","content":"\#(text)","timestamp":1788220800500}}"# + "\n"
  }

  static func header(_ id: String, more: String = "") -> String {
    #"{"type":"session","version":3,"id":"\#(id)","timestamp":"2026-09-01T00:00:00.000Z","cwd":"/srv"\#(more)}"# + "\n"
  }
}

extension ForeignSource {
  func all(_ session: ForeignSession, generation: Int? = nil, after ordinal: Int64 = 0) throws -> [ForeignMessage] {
    var messages: [ForeignMessage] = []
    try self.messages(of: session, generation: generation, after: ordinal) {
      messages.append($0)
      return .goOn
    }
    return messages
  }

  func session(_ key: String, in sessions: [ForeignSession]) -> ForeignSession? {
    sessions.first { $0.key.bytes == Array(key.utf8) }
  }

  var codes: [String] { problems.map(\.code).sorted() }
}

/// The error of a closure that must fail.
func failure(_ body: () throws -> Void) -> WarrenError? {
  do {
    try body()
    return nil
  } catch { return error as? WarrenError }
}
