// A program that serves many agents: how long its appends take while others change the root.
import Synchronization
import Warren

private final class Tally: Sendable {
  /// Of the appends since the last look, in microseconds.
  let latencies = Mutex<[Int64]>([])
  let isDone = Atomic(false)
}

/// Appends to random agents whose names begin with the prefix, so many at a time; after each line of its input it prints how many appends
/// there were since the last one, and their median, 99th percentile and longest in microseconds. Ends with its input.
func serve(root: String, prefix: String, tasks: Int) async throws {
  let host = try AgentHost(root: root)
  let names = try await host.agents().agents.map(\.name).filter { $0.bytes.starts(with: prefix.utf8) }
  let tally = Tally()
  let key = try SessionKey("k")
  say("ready \(names.count)")
  try await withThrowingTaskGroup(of: Void.self) { group in
    for _ in 0..<tasks {
      group.addTask {
        while !tally.isDone.load(ordering: .relaxed), let name = names.randomElement() {
          let request = AppendRequest(session: key, messages: [NewMessage(role: "user", text: "What has been done since yesterday?")])
          let start = ContinuousClock.now
          _ = try await host.append(request, to: AgentSelector(name))
          let (seconds, attoseconds) = (ContinuousClock.now - start).components
          tally.latencies.withLock { $0.append(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) }
        }
      }
    }
    while await inputLine() != nil {
      let sorted = tally.latencies.withLock { latencies in
        defer { latencies = [] }
        return latencies.sorted()
      }
      let shares = [0.5, 0.99, 1].map { sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * $0))] }
      say("\(sorted.count) p50 \(shares[0]) p99 \(shares[1]) max \(shares[2])")
    }
    tally.isDone.store(true, ordering: .relaxed)
    try await group.waitForAll()
  }
  await host.close()
}
