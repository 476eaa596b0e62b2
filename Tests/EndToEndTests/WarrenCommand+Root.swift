import JSON
import TestSupport

/// What lies in the root of a command, and what the commands say of it.
extension WarrenCommand {
  func path(of agent: String) -> String { "\(root)/agents/\(agent)" }

  var gate: String { ".warren-gate" }

  /// The names in `agents/`, sorted.
  var directories: [String] { Files.names("\(root)/agents").sorted() }

  /// The directories in the trash with what they hold, by operation.
  var trash: [String: [String]] {
    let operations = Files.names("\(root)/.warren/trash")
    return Dictionary(uniqueKeysWithValues: operations.map { ($0, Files.names("\(root)/.warren/trash/\($0)")) })
  }

  /// The paths in the trash of agents that had this name.
  func trashed(_ agent: String) -> [String] {
    trash.filter { $0.value.contains(agent) }.map { "\(root)/.warren/trash/\($0.key)/\(agent)" }
  }

  /// Makes an agent with messages in the session "k".
  func make(_ agent: String, backend: String, texts: [String]) -> Bool {
    run(["agents", "create", "--backend", backend, "--", agent]).status == 0 && send(texts, to: agent) == 0
  }

  func send(_ texts: [String], to agent: String) -> Int32 {
    let lines = texts.map { "{\"role\":\"user\",\"text\":\"\($0)\"}\n" }.joined()
    return run(["sessions", "send", "k", "--agent=\(agent)", "--stdin"], input: lines).status
  }

  /// The texts of the session "k"; nil where it cannot be read.
  func texts(of agent: String) throws -> [String]? {
    let outcome = run(["sessions", "history", "k", "--agent=\(agent)", "--limit", "all", "--json"])
    return outcome.status == 0 ? try outcome.json().texts("messages", "text").compactMap { $0 } : nil
  }

  func uuid(of agent: String) throws -> String? {
    let outcome = run(["agents", "show", "--json", "--", agent])
    return outcome.status == 0 ? try outcome.json().text("uuid") : nil
  }

  /// Operations that no process has finished.
  func unfinished() throws -> Int { try run(["operations", "list", "--unfinished", "--json"]).json().list("operations").count }

  /// What is left over in the root that belongs to nothing, a line each: gates, places in the trash, half built things, operations.
  func remains() throws -> [String] {
    var found = directories.filter { Files.exists("\(path(of: $0))/\(gate)") }.map { "gate in \($0)" }
    let kept = try run(["agents", "list", "--deleted", "--json"]).json().list("agents")
    var known: [String: String] = [:]
    for agent in kept { known[try agent.text("operation") ?? ""] = try agent.text("name") }
    for (operation, names) in trash where known[operation] == nil || names != known[operation].map({ [$0] }) {
      found.append("trash/\(operation) with \(names)")
    }
    found += known.keys.filter { trash[$0] == nil }.map { "tombstone \($0) without a directory" }
    found += Files.names("\(root)/.warren/tmp").map { "tmp/\($0)" }
    let count = try unfinished()
    if count != 0 { found.append("\(count) unfinished operations") }
    return found
  }
}

extension Files {
  /// Whether the files below a directory hold all of these texts, and no file of an open database is among them.
  static func hold(_ texts: [String], below directory: String) -> Bool {
    let paths = files(below: directory)
    let contents = paths.map { Files.read($0) }
    let isClosed = !paths.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") }
    return isClosed && texts.allSatisfy { text in contents.contains { $0.contains(Array(text.utf8)) } }
  }

  /// The regular files of a tree.
  static func files(below path: String) -> [String] {
    names(path).flatMap { name -> [String] in
      let place = "\(path)/\(name)"
      let below = files(below: place)
      return below.isEmpty && isRegular(place) ? [place] : below
    }
  }

  private static func isRegular(_ path: String) -> Bool { listing(path).first?.dropFirst(path.count + 1).hasPrefix("10") == true }
}
