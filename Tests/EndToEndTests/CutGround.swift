import AgentRegistry
import JSON
import TestSupport
import Testing

/// One root for all the cuts of one operation: each cut is on an agent of its own, named like the point.
struct CutGround {
  let warren = WarrenCommand()
  let test: CutCase
  let backend: String

  /// What a cut has shown.
  struct Finding: Sendable {
    enum State: String {
      case before, after
      /// The operation does not pass the point.
      case notPassed = "-"
      /// Neither before nor after.
      case broken = "BROKEN"
    }

    var state = State.broken
    /// What is not as it must be, a line each.
    var complaints: [String] = []

    /// Takes the place of an expectation, which belongs to the thread of a test.
    mutating func check(_ isRight: Bool, _ complaint: @autoclosure () -> String) { if !isRight { complaints.append(complaint()) } }
  }

  /// Another program with one of the databases open; ends with its input.
  static func reader(of database: String) -> Child {
    let child = Child(["python3", "-c", reading, database])
    precondition(child.readLine() == "ready")
    return child
  }

  private static let reading = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1])
    db.execute("SELECT count(*) FROM message").fetchone()
    print("ready", flush=True)
    sys.stdin.read()
    """

  /// Kills the operation at the point, lets another process settle it, and looks.
  /// - Parameter recovery: what that process does.
  func cut(at point: CutPoint, recovery: [String]) throws -> Finding {
    let agent = point.rawValue
    let texts = (1...3).map { "message \($0) of \(agent)." }
    let place = "\(test.title) at \(agent)"
    var finding = Finding()
    // Of an agent that stays whole there is nothing to compare: it needs no messages.
    let isMade =
      test.passes.contains(point)
      ? warren.make(agent, backend: backend, texts: texts) : warren("agents", "create", agent, "--backend", backend).status == 0
    finding.check(isMade, "\(place): cannot be made")
    let uuid = test.passes.contains(point) ? try #require(try warren.uuid(of: agent)) : ""
    let operation = try lay(agent)
    let reader = test.ground == .inUse ? Self.reader(of: "\(warren.path(of: agent))/sessions.sqlite") : nil
    defer { reader?.killNow() }
    let status = warren.run(test.words(agent, operation), environment: ["WARREN_CUT": point.rawValue]).status
    guard status == 128 + 9 else {
      finding.state = .notPassed
      finding.check(status == (test.ground == .inUse ? 75 : 0), "\(place): not cut, and ends with \(status)")
      finding.check(!test.passes.contains(point), "\(place): does not pass it")
      return finding
    }
    finding.check(test.passes.contains(point), "\(place): passes it")
    try lookWithoutTrace(point, place, &finding)
    finding.check(warren.run(recovery).status == 0, "\(place): \(recovery) fails")
    let isBefore = try find(test.before(agent), agent, texts, uuid)
    let state: Finding.State = try isBefore ? .before : find(test.after(agent), agent, texts, uuid) ? .after : .broken
    finding.state = state
    finding.check(state == (test.stands(after: point) ? .after : .before), "\(place): is \(state)")
    finding.complaints += try warren.remains().map { "\(place): \($0)" }
    reader?.killNow()
    try finding.check(
      isUsable(state == .after ? test.after(agent) : test.before(agent), texts), "\(place): cannot be used afterwards")
    return finding
  }

  /// - Returns: the operation that was done last.
  private func lay(_ agent: String) throws -> String {
    func operation(_ words: [String]) throws -> String { try #require(try warren.run(words + ["--json"]).json().text("id")) }
    func delete() throws -> String {
      let json = try warren.run(["agents", "delete", agent, "--yes", "--json"]).json()
      return try #require(try json.list("results").first?["operation"]?.text("id"))
    }
    switch test.ground {
    case .agent, .inUse: return ""
    case .deleted: return try delete()
    case .restored: return try operation(["agents", "restore", delete()])
    case .renamed: return try operation(["agents", "rename", agent, "\(agent)-2"])
    }
  }

  /// Readers after the kill change nothing, and tell that something is unfinished.
  private func lookWithoutTrace(_ point: CutPoint, _ place: String, _ finding: inout Finding) throws {
    let before = Files.listing(warren.root)
    let status = try warren("status", "--json").json()
    let codes = try status.texts("findings", "code")
    let isUnfinished = test.isUnfinished(after: point)
    finding.check(codes.contains("operation_unfinished") == isUnfinished, "\(place): status tells \(codes)")
    try finding.check((warren.unfinished() > 0) == isUnfinished, "\(place): operations tell the contrary")
    finding.check(Files.listing(warren.root) == before, "\(place): readers have changed something")
  }

  /// Whether the agent is at the place with all that it had, and nowhere else.
  private func find(_ place: CutCase.Place, _ agent: String, _ texts: [String], _ uuid: String) throws -> Bool {
    let names = warren.directories.filter { $0 == agent || $0 == "\(agent)-2" }
    let trashed = warren.trashed(agent) + warren.trashed("\(agent)-2")
    let listed = try warren("agents", "list", "--json").json().texts("agents", "name").compactMap { $0 }
    guard listed.sorted() == warren.directories else { return false }
    switch place {
    case .gone: return names.isEmpty && trashed.isEmpty
    case .trash: return names.isEmpty && trashed.count == 1 && Files.hold(texts, below: trashed[0])
    case .agents(let name):
      return try names == [name] && trashed.isEmpty && warren.texts(of: name) == texts && warren.uuid(of: name) == uuid
    }
  }

  /// It can be used again: written to, or brought back with all that it had.
  private func isUsable(_ place: CutCase.Place, _ texts: [String]) throws -> Bool {
    switch place {
    case .gone: true
    case .agents(let name): try warren.send(["later"], to: name) == 0 && warren.texts(of: name) == texts + ["later"]
    case .trash(let name):
      try warren("agents", "restore", name, "--as", "\(name)-back").status == 0 && warren.texts(of: "\(name)-back") == texts
    }
  }
}
