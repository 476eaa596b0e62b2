package import Platform
package import WarrenModel

/// Finds the agent that a user's words mean, and makes nothing.
///
/// In this order: the exact name; the uuid; the label, as text, if exactly one directory has it. What the words would become when
/// normalized is only offered: "Retired Agent" does not mean `retired-agent`, the more so once the former is deleted.
package struct AgentResolver: Sendable {
  /// What the agent is wanted for.
  package enum Purpose: Hashable, Sendable {
    case look
    /// A label is only offered.
    case destroy
  }

  private let root: StateRoot
  private let lanes: LaneSet

  package init(root: StateRoot, lanes: LaneSet) {
    self.root = root
    self.lanes = lanes
  }

  /// Finds it; the exact name costs a few looks, anything else a pass over all directories.
  /// - Throws: `name_invalid`, `agent_unknown` with what is near in its remedy, `deleted` where a tombstone tells so, `agent_ambiguous` with
  ///   the candidates.
  package func resolve(_ selector: AgentSelector, purpose: Purpose = .look) async throws(WarrenError) -> FoundAgent {
    let name = try AgentName(bytes: selector.bytes)
    let (root, words) = (root, selector.bytes)
    return try await lanes.run { () throws(WarrenError) in
      if let found = try Self.exact(name, root) { return found }
      let agents = try Discovery(of: root).agents.map(\.name)
      if let uuid = UUIDText.canonical(words), let found = try Self.byUUID(uuid, agents, root, words) { return found }
      return try Self.byLabel(name, agents, root, purpose)
    }
  }

  private static func exact(_ name: AgentName, _ root: StateRoot) throws(WarrenError) -> FoundAgent? {
    do throws(WarrenError) {
      return try AgentInspector(root).inspect(name)
    } catch {
      if error.code == .replaced { try refuseLink(name, root) }
      if error.code == .replaced || error.code == .deleted { return nil }
      throw error
    }
  }

  /// A link has an exact name too: nobody who gives it means a label.
  private static func refuseLink(_ name: AgentName, _ root: StateRoot) throws(WarrenError) {
    guard let path = try? root.agentsPath.appending(name.bytes), (try? root.descriptor.status(of: path))?.kind == .symbolicLink
    else { return }
    let link = AgentLink(name: name, target: AgentLink.target(of: path, in: root))
    var remedy = "Name an agent: \"warren agents list\" shows them."
    if case .agent(let owner) = link.target { remedy = "Name the agent itself: \"\(owner)\"." }
    throw WarrenError(
      .agentUnknown, "This is a symbolic link and not an agent; \(link.words).", remedy: remedy, subject: name.bytes)
  }

  private static func byUUID(
    _ uuid: String, _ agents: [AgentName], _ root: StateRoot, _ words: [UInt8]
  ) throws(WarrenError) -> FoundAgent? {
    guard let directory = try root.agentsDirectory() else { return nil }
    let owners = agents.filter { name in
      guard let path = try? FilePath(bytes: name.bytes), let agent = try? directory.openDirectory(path),
        case .manifest(let manifest) = Manifest.read(in: agent, limit: root.configuration.manifestBytes)
      else { return false }
      return manifest.uuid.lowercased() == uuid
    }
    if owners.count > 1 { throw ambiguous("Several directories have this uuid", owners, root, words) }
    guard let owner = owners.first else { return nil }
    return try AgentInspector(root).inspect(owner)
  }

  private static func byLabel(
    _ name: AgentName, _ agents: [AgentName], _ root: StateRoot, _ purpose: Purpose
  ) throws(WarrenError) -> FoundAgent {
    let text = name.utf8Text.map { Array($0.utf8) }
    let owners = agents.filter { text != nil && AgentLabel(of: $0).map { Array($0.text.utf8) } == text }
    if owners.count > 1 { throw ambiguous("Several agents have this label", owners, root, name.bytes) }
    guard let owner = owners.first else { throw ControlHistory(root).fate(of: name.bytes) ?? unknown(name, near: near(name, agents), root) }
    if purpose == .destroy {
      throw WarrenError(
        .agentUnknown, "There is no agent of exactly this name; what destroys takes no label.",
        remedy: "Give the exact name: \"\(owner)\".",
        subject: name.bytes)
    }
    return try AgentInspector(root).inspect(owner)
  }

  // MARK: - What is offered

  /// Those with the label that the words would have, then those a slip away.
  private static func near(_ name: AgentName, _ agents: [AgentName]) -> [AgentName] {
    let label = AgentLabel(of: name)
    return agents.compactMap { agent -> (Int, AgentName)? in
      if let label, AgentLabel(of: agent) == label { return (0, agent) }
      let byName = Nearness.distance(from: name.bytes, to: agent.bytes)
      var byLabel: Int?
      if let label, let other = AgentLabel(of: agent) {
        byLabel = Nearness.distance(from: Array(label.text.utf8), to: Array(other.text.utf8))
      }
      return [byName, byLabel].compactMap(\.self).min().map { ($0, agent) }
    }.sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map(\.1)
  }

  private static func unknown(_ name: AgentName, near: [AgentName], _ root: StateRoot) -> WarrenError {
    let remedy =
      near.isEmpty
      ? "\"warren agents list\" shows the agents that there are." : "Did you mean \(listed(near, root, conjunction: "or"))?"
    return WarrenError(.agentUnknown, "There is no such agent.", remedy: remedy, subject: name.bytes)
  }

  private static func ambiguous(_ reason: String, _ owners: [AgentName], _ root: StateRoot, _ words: [UInt8]) -> WarrenError {
    WarrenError(
      .agentAmbiguous, "\(reason): \(listed(owners, root, conjunction: "and")).", remedy: "Give the exact name.", subject: words)
  }

  private static func listed(_ names: [AgentName], _ root: StateRoot, conjunction: String) -> String {
    let most = root.configuration.candidates
    let shown = names.prefix(most).map { "\"\($0)\"" }
    if names.count > most { return shown.joined(separator: ", ") + " and \(names.count - most) more" }
    guard let last = shown.last, shown.count > 1 else { return shown.joined() }
    return shown.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
