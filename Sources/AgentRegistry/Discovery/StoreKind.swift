package import Platform
internal import SessionStore
package import WarrenModel

/// Where in an agent directory a store may lie, and whose it is.
package enum StoreKind: UInt8, Hashable, Sendable, CaseIterable {
  /// Warren's database.
  case native
  /// Files of JSON lines: Warren's other backend and ZeroClaw's format.
  case jsonl
  case zeroclawSQLite
  /// A database of ZeroClaw in an agent's workspace.
  case zeroclawWorkspace
  case openclawSQLite
  case openclawJSON

  /// The place below the agent directory: of the JSONL files, their directory.
  package var path: FilePath {
    switch self {
    case .native: StoreFactory.databaseName
    case .jsonl: StoreFactory.filesName
    case .zeroclawSQLite: "sessions/sessions.db"
    case .zeroclawWorkspace: "workspace/sessions/sessions.db"
    case .openclawSQLite: "agent/openclaw-agent.sqlite"
    case .openclawJSON: "sessions/sessions.json"
    }
  }

  /// Whether it is one SQLite file.
  package var isDatabase: Bool {
    switch self {
    case .native, .zeroclawSQLite, .zeroclawWorkspace, .openclawSQLite: true
    case .jsonl, .openclawJSON: false
    }
  }

  /// Whether another program wrote it and Warren only reads it.
  package var isForeign: Bool { nativeBackend == nil }

  /// The backend that reads and writes it; nil for a foreign one.
  package var nativeBackend: Backend? {
    switch self {
    case .native: .sqlite
    case .jsonl: .jsonl
    case .zeroclawSQLite, .zeroclawWorkspace, .openclawSQLite, .openclawJSON: nil
    }
  }

  /// The backend's name in output.
  package var backend: String {
    switch self {
    case .native: Backend.sqlite.rawValue
    case .jsonl: Backend.jsonl.rawValue
    case .zeroclawSQLite, .zeroclawWorkspace: "zeroclaw_sqlite"
    case .openclawSQLite: "openclaw_sqlite"
    case .openclawJSON: "openclaw_json"
    }
  }
}
