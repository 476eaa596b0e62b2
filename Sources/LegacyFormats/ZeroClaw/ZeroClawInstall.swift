internal import WarrenModel

/// What ZeroClaw's `config.toml` says about whose sessions are whose.
package struct ZeroClawInstall: Hashable, Sendable {
  package struct Agent: Hashable, Sendable {
    /// As bytes; aliases are ASCII where ZeroClaw wrote them.
    package let alias: [UInt8]
    package fileprivate(set) var isEnabled = true
    /// `type.name`, in their order.
    package fileprivate(set) var channels: [[UInt8]] = []
    /// As configured: absolute, or below the installation; nil for `agents/<alias>/workspace`.
    package fileprivate(set) var workspace: [UInt8]?

    fileprivate init(alias: [UInt8]) { self.alias = alias }
  }

  /// In the order of the file.
  package private(set) var agents: [Agent] = []
  /// Lines that were not understood, and passed.
  package private(set) var skippedLines = 0

  /// - Parameter toml: the bytes of the file; never refused.
  package init(toml: [UInt8]) {
    var reader = TOMLReader(toml)
    var agents: [Agent] = []
    reader.read { path, value in
      guard path.count >= 2, path[0].elementsEqual("agents".utf8), !path[1].isEmpty else { return }
      let index = agents.firstIndex { $0.alias == path[1] } ?? agents.count
      if index == agents.count { agents.append(Agent(alias: path[1])) }
      let key = path[2...].map { String(decoding: $0, as: UTF8.self) }
      switch (key, value) {
      case (["channels"], .strings(let channels)): agents[index].channels = channels
      case (["enabled"], .bool(let isEnabled)): agents[index].isEnabled = isEnabled
      case (["workspace", "path"], .string(let path)): agents[index].workspace = path
      default: break
      }
    }
    self.agents = agents
    skippedLines = reader.skippedLines
  }

  package var aliases: Set<[UInt8]> { Set(agents.map(\.alias)) }

  /// The alias that a session belongs to, as ZeroClaw resolves it: the one that the row names, else the first enabled agent that lists its
  /// channel; nil where neither says.
  package func owner(of session: ForeignSession) -> [UInt8]? {
    if let owner = session.owner { return owner }
    guard let channel = session.origin.channel.map({ Array($0.utf8) }) else { return nil }
    return agents.first { $0.isEnabled && $0.channels.contains(channel) }?.alias
  }

  /// Where an agent works: below the installation, or absolute. Several aliases may work in one place.
  package func workspace(of alias: [UInt8]) -> [UInt8] {
    agents.first { $0.alias == alias }?.workspace ?? Array("agents/".utf8) + alias + Array("/workspace".utf8)
  }
}
