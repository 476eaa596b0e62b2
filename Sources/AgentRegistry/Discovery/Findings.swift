internal import Platform
internal import WarrenModel

/// Makes findings; their subjects are paths below the root.
enum Findings {
  /// The path below the root of something in an agent directory (nil: of the directory).
  static func path(of agent: AgentName, _ rest: FilePath? = nil) -> [UInt8] {
    StateRoot.agentsName.bytes + [0x2F] + agent.bytes + (rest.map { [0x2F] + $0.bytes } ?? [])
  }

  static func made(
    _ code: String, _ severity: Finding.Severity, below agent: AgentName, _ rest: FilePath? = nil, evidence: String, remedy: String? = nil,
    fixable: Bool = false
  ) -> Finding {
    Finding(
      code: code, severity: severity, subject: path(of: agent, rest), evidence: evidence, remedy: remedy, fixable: fixable)
  }

  /// What is odd about the name itself.
  static func about(_ name: AgentName) -> [Finding] {
    var found: [Finding] = []
    if name.bytes.contains(where: { $0 >= 0x80 }), name.utf8Text == nil {
      found.append(made("name_not_utf8", .info, below: name, evidence: "the name is not UTF-8"))
    }
    if name.bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      found.append(made("name_control_character", .info, below: name, evidence: "the name holds a control character"))
    }
    return found
  }

  static func modeTooOpen(_ agent: AgentName, _ rest: FilePath?, mode: UInt32) -> Finding {
    made(
      "mode_too_open", .warning, below: agent, rest, evidence: "others than the owner have access (mode \(String(mode & 0o777, radix: 8)))",
      remedy: "Take it away: chmod go-rwx.", fixable: true)
  }

  /// Labels that several agents share: none of them is found by it. Ordered by the labels.
  static func labelCollisions(of agents: [AgentName]) -> [Finding] {
    shared(agents.compactMap { name in AgentLabel(of: name).map { ($0.text, name) } }).map { label, owners in
      Finding(
        code: "label_collision", severity: .info, subject: Array(label.utf8), evidence: "the label of \(owners)",
        remedy: "Give exact names.")
    }
  }

  /// Uuids that several agents have, as after a copy of a directory: what tells one agent from another no longer does.
  static func sharedUUIDs(of agents: [FoundAgent]) -> [Finding] {
    shared(agents.compactMap { agent in agent.uuid.map { ($0, agent.name) } }).map { uuid, owners in
      Finding(
        code: "uuid_shared", severity: .warning, subject: Array(uuid.utf8), evidence: "the uuid of \(owners)",
        remedy: "Keep one of the directories; create a new agent for a copy.")
    }
  }

  /// What several have, in order, with its owners in words.
  private static func shared(_ pairs: [(String, AgentName)]) -> [(String, String)] {
    let owners = Dictionary(grouping: pairs, by: \.0).filter { $0.value.count > 1 }
    return owners.sorted { $0.key < $1.key }.map { text, owners in
      let first = owners.prefix(2).map { "\"\($0.1)\"" }.joined(separator: " and ")
      return (text, first + (owners.count > 2 ? " and \(owners.count - 2) more" : ""))
    }
  }
}
