package import Platform
package import WarrenModel

/// A symbolic link below `agents/`: never an agent, but a name that may lead to one.
package struct AgentLink: Hashable, Sendable {
  /// Where the link leads, by its real path.
  package enum Target: Hashable, Sendable {
    /// To the directory of this agent.
    case agent(AgentName)
    /// To something else below `agents/`: the path below the root.
    case inside(FilePath)
    /// Out of `agents/`, wherever to: the real path.
    case outside(FilePath)
    /// To nothing: what it leads to is not there, or cannot be reached, or it leads to itself.
    case nowhere
  }

  package let name: AgentName
  package let target: Target

  /// Where it leads, in words.
  package var words: String {
    switch target {
    case .agent(let name): "it leads to the agent \"\(name)\""
    case .inside(let path): "it leads to \"\(path)\""
    case .outside(let path): "it leads out of agents/, to \"\(path)\""
    case .nowhere: "it leads to nothing"
    }
  }

  var finding: Finding {
    switch target {
    case .agent, .inside:
      Findings.made("symlink_inside", .info, below: name, evidence: "a symbolic link, not an agent: \(words)")
    case .outside:
      Findings.made(
        "symlink_outside", .warning, below: name, evidence: "a symbolic link, not followed: \(words)",
        remedy: "Move the directory itself here if it is an agent of this root.")
    case .nowhere:
      Findings.made("symlink_dangling", .warning, below: name, evidence: "a symbolic link: \(words)", remedy: "Remove the link.")
    }
  }

  /// Reads where a link of this root leads. A link that vanishes meanwhile leads to nothing.
  static func target(of path: FilePath, in root: StateRoot) -> Target {
    guard let real = try? WorkingDirectory(calls: root.descriptor.calls).resolve(path) else { return .nowhere }
    guard let rest = real.below(root.agentsPath), let below = real.below(root.path) else { return .outside(real) }
    if !rest.bytes.contains(0x2F), let name = try? AgentName(bytes: rest.bytes),
      (try? root.descriptor.status(of: below))?.kind == .directory
    {
      return .agent(name)
    }
    return .inside(below)
  }
}

extension FilePath {
  /// The rest of this path below a directory; both real paths. nil where it does not lie below.
  func below(_ directory: FilePath) -> FilePath? {
    let prefix = directory.bytes.last == 0x2F ? directory.bytes : directory.bytes + [0x2F]
    guard bytes.count > prefix.count, bytes.starts(with: prefix) else { return nil }
    return try? FilePath(bytes: Array(bytes.dropFirst(prefix.count)))
  }
}
