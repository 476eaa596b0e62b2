/// How an agent keeps its sessions.
public enum Backend: String, Hashable, Sendable, CaseIterable {
  /// One SQLite database, `sessions.sqlite`.
  case sqlite
  /// One file of JSON lines a session, ZeroClaw's format.
  case jsonl
}
