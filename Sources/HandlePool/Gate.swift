package import Platform
package import WarrenModel

/// The durable mark in an agent directory that refuses new leases in every process.
package enum Gate {
  /// Its name in the agent directory.
  package static let name: FilePath = ".warren-gate"

  /// Whoever meets a gate answers this: a deletion, a rename or a restore is at work.
  package static func deleting(_ agent: AgentName) -> WarrenError {
    WarrenError(
      .deleting, "The agent is being deleted or moved.", remedy: "Wait for the operation; \"warren operations list\" shows it.",
      subject: agent.bytes)
  }

  /// The directory that was meant is not there any more.
  package static func deleted(_ agent: AgentName) -> WarrenError {
    WarrenError(.deleted, "The agent is gone.", remedy: "\"warren agents list\" shows those that are there.", subject: agent.bytes)
  }

  static func replaced(_ agent: AgentName) -> WarrenError {
    WarrenError(
      .replaced, "Another directory has taken the place of the agent's.", remedy: "Look the agent up again.", subject: agent.bytes)
  }

  /// A store of another program is previewed, never opened.
  static func foreign(_ agent: AgentName) -> WarrenError {
    WarrenError(
      .foreignStore, "The agent's store belongs to another program; Warren only reads it.",
      remedy: "Import it with \"warren import SOURCE --into ROOT\", which a later version brings.", subject: agent.bytes)
  }

  /// A database that has several names is not written through any of them.
  package static func shared(_ agent: AgentName, names: Int) -> WarrenError {
    WarrenError(
      .targetShared, "The database has \(names) names (hard links); writing through more than one would destroy it.",
      remedy: "Keep one of them: copy the file over the others, or remove them.", subject: agent.bytes)
  }
}
