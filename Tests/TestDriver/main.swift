// A process of its own for tests: what it does is killed, limited or counted from outside.
import Glibc
import Warren

let words = CommandLine.arguments.dropFirst().map { $0 }
do {
  switch words.first {
  case "append" where words.count == 5: try await append(root: words[1], agent: words[2], session: words[3], prefix: words[4])
  case "visit" where words.count == 4: try await visit(root: words[1], rounds: Int(words[2]) ?? 1, cap: Int(words[3]) ?? 1)
  case "persist" where words.count == 5: try await persist(root: words[1], agent: words[2], session: words[3], prefix: words[4])
  case "idle" where words.count == 3: try await idle(root: words[1], agent: words[2])
  case "serve" where words.count == 4: try await serve(root: words[1], prefix: words[2], tasks: Int(words[3]) ?? 1)
  default:
    print(
      """
      usage: TestDriver append ROOT AGENT SESSION PREFIX | visit ROOT ROUNDS CAP | persist ROOT AGENT SESSION PREFIX
                        | idle ROOT AGENT | serve ROOT PREFIX TASKS
      """)
    exit(64)
  }
} catch {
  say("failed: \(error)")
  exit(1)
}

/// Appends without end; prints each text once it is acknowledged.
func append(root: String, agent: String, session: String, prefix: String) async throws {
  let host = try AgentHost(root: root)
  let key = try SessionKey(session)
  for number in 0... {
    let text = "\(prefix) \(number)"
    let request = AppendRequest(session: key, messages: [NewMessage(role: "user", text: text)], idempotencyKey: text)
    _ = try await host.append(request, to: AgentSelector(agent))
    say(text)
  }
}

/// Appends to every agent in turn, checks that each has got its own, and prints how many descriptors were open at most.
func visit(root: String, rounds: Int, cap: Int) async throws {
  var configuration = AgentHost.Configuration()
  configuration.handleCap = cap
  configuration.survivesPowerLoss = false
  let host = try AgentHost(root: root, configuration: configuration)
  let names = try await host.agents().agents.map(\.name)
  let key = try SessionKey("k")
  var most = 0
  for round in 0..<rounds {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, name) in names.enumerated() {
        group.addTask {
          let request = AppendRequest(session: key, messages: [NewMessage(role: "user", text: "\(name) \(round)")])
          _ = try await host.append(request, to: AgentSelector(name))
        }
        if index % 100 == 99 {
          for _ in 0..<100 { try await group.next() }
          most = max(most, openDescriptors())
        }
      }
      try await group.waitForAll()
    }
  }
  for name in names {
    let texts = try await host.history(key, of: AgentSelector(name), HistoryQuery(limit: nil)).messages.map(\.text)
    guard texts == (0..<rounds).map({ "\(name) \($0)" }) else { throw WarrenError(.failed, "\(name) holds \(texts)") }
  }
  await host.close()
  print("\(names.count) agents, \(most) descriptors")
}

/// A line at once, whatever the output is.
func say(_ text: String) {
  let line = Array("\(text)\n".utf8)
  _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}

func openDescriptors() -> Int {
  guard let directory = opendir("/proc/self/fd") else { return 0 }
  defer { closedir(directory) }
  var count = 0
  while readdir(directory) != nil { count += 1 }
  return count - 3
}
