// Embeds Warren: opens a root, appends, searches, lists across agents, closes.
// Run it with the path of a state root; what is missing of it is made.
import Warren

guard CommandLine.arguments.count == 2 else {
  print("usage: embed ROOT")
  throw WarrenError(.usage, "The state root is missing.")
}

let host = try AgentHost(root: CommandLine.arguments[1])
_ = try await host.initialize()

for name in ["alice", "bob"] {
  do {
    _ = try await host.createAgent(AgentName(name), backend: nil)
  } catch let error as WarrenError where error.code == .agentExists {}
}

let alice = AgentSelector("alice")
let greeting = AppendRequest(
  session: try SessionKey("main"),
  messages: [NewMessage(role: "user", text: "Has the backup finished?"), NewMessage(role: "assistant", text: "Yes, at 02:14.")],
  idempotencyKey: "greeting-1")
let ids = try await host.append(greeting, to: alice)
print("messages", ids)

for hit in try await host.search(SearchQuery(text: "backup"), in: .all).hits {
  print("found in", hit.agent?.description ?? "-", hit.session, "-", hit.snippet)
}

for session in try await host.sessions(SessionQuery(limit: 10), in: .all).sessions {
  print("session", session.agent?.description ?? "-", session.key, "with", session.messageCount, "messages")
}

await host.close()
