internal import Platform
package import WarrenModel

extension RootScan {
  /// The agent as a row for output; its database is the primary store, where that is a file.
  /// - Parameters:
  ///   - counts: nil where they were not asked for or could not be read.
  ///   - error: why the store could not be read; it makes the agent degraded, as its own error does.
  package func summary(
    of agent: FoundAgent, in root: StateRoot, counts: StoreSummary? = nil, error: WarrenError? = nil
  ) -> AgentSummary {
    agent.summary(in: root, alsoKnownAs: alsoKnownAs(agent), counts: counts, error: error)
  }
}

extension FoundAgent {
  /// The agent as a row for output, with what a scan knows about further names.
  package func summary(
    in root: StateRoot, alsoKnownAs: [RawPath] = [], counts: StoreSummary? = nil, error: WarrenError? = nil
  ) -> AgentSummary {
    let database = primaryStore.flatMap { $0.kind == .jsonl ? nil : root.absolute($0.path(of: name)) }
    let failure = self.error ?? error
    return AgentSummary(
      name: name, label: label, uuid: uuid, layout: layout, backend: backend, directory: root.absolute(path), database: database,
      alsoKnownAs: alsoKnownAs, counts: counts, state: state == .deleting ? .deleting : failure == nil ? state : .degraded,
      findings: findings + (counts?.findings ?? []), error: state == .deleting ? nil : failure)
  }
}

extension StateRoot {
  /// The path with the real root before it.
  package func absolute(_ below: RawPath) -> RawPath { RawPath(bytes: path.bytes + (path.bytes.last == 0x2F ? [] : [0x2F]) + below.bytes) }
}
