package import Platform
package import WarrenModel

/// What one pass over `agents/` has found: the agents, and what lies beside them and why it is none.
package struct Discovery: Sendable {
  /// A real directory: an agent, whatever is in it.
  package struct Agent: Hashable, Sendable {
    package let name: AgentName
    package let identity: FileIdentity
  }

  /// Ordered by the bytes of their names.
  package private(set) var agents: [Agent] = []
  /// Ordered by the bytes of their names.
  package private(set) var links: [AgentLink] = []
  /// About what is no agent, and about names; ordered by their subjects.
  package private(set) var findings: [Finding] = []

  /// Reads the directory once and looks at each entry; opens nothing else. What comes or goes meanwhile may be seen or not.
  /// - Throws: `denied`, `io_error` where the directory itself cannot be read.
  package init(of root: StateRoot) throws(WarrenError) {
    guard let directory = try root.agentsDirectory() else { return }
    try RegistryErrors.translating(root.agentsPath.bytes) { () throws(SystemError) in
      let mount = try directory.status().mountID
      var reader = try DirectoryReader(directory)
      while let entry = try reader.next() {
        guard let name = try? AgentName(bytes: Array(entry.name)) else { continue }
        // What the entry says about its kind is not believed for directories: a mount point has another inode.
        if let kind = entry.kind, kind != .directory {
          try add(name, kind, nil, root)
        } else if let status = try? reader.status(of: entry) {
          try add(name, status.kind, status, root)
          noteMount(name, status, mount)
        }
      }
    }
    agents.sort { $0.name < $1.name }
    links.sort { $0.name < $1.name }
    findings.sort { $0.subject.lexicographicallyPrecedes($1.subject) }
  }

  private mutating func add(_ name: AgentName, _ kind: FileKind, _ status: FileStatus?, _ root: StateRoot) throws(SystemError) {
    switch kind {
    case .directory:
      if let status { agents.append(Agent(name: name, identity: status.identity)) }
      return
    case .symbolicLink:
      let link = AgentLink(name: name, target: AgentLink.target(of: try root.agentsPath.appending(name.bytes), in: root))
      links.append(link)
      findings.append(link.finding)
    case .regular, .fifo, .socket, .other:
      findings.append(
        Findings.made("not_a_directory", .info, below: name, evidence: "it is not a directory and therefore not an agent"))
    }
    findings += Findings.about(name)
  }

  private mutating func noteMount(_ name: AgentName, _ status: FileStatus, _ mount: UInt64?) {
    guard status.kind == .directory, let mount, let own = status.mountID, own != mount else { return }
    findings.append(
      Findings.made(
        "mount_point", .info, below: name, evidence: "another file system is mounted here", remedy: "It cannot be moved to the trash."))
  }
}
