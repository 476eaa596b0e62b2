package import WarrenModel

/// The keys of OpenClaw's sessions for one agent directory: canonical forms of what older versions and hands wrote.
package struct OpenClawKeys: Hashable, Sendable {
  /// What a key is by its shape.
  package enum Shape: Hashable, Sendable {
    /// `agent:<id>:<rest>`.
    case agent(id: [UInt8], rest: [UInt8])
    /// Begins with `agent:` and does not parse.
    case malformed
    /// A form of the time before agents, or an alias.
    case legacy
    /// Empty.
    case missing
  }

  /// The id that OpenClaw gives the directory: its label, or `main` where nothing of the name survives.
  package let agentID: [UInt8]
  /// What the main session is called.
  package let mainKey: [UInt8]

  /// - Parameters:
  ///   - name: the agent directory.
  ///   - mainKey: `session.mainKey` of the configuration, or the database's own record of it.
  package init(directory name: AgentName, mainKey: String = "main") {
    agentID = Array((AgentLabel(of: name)?.text ?? "main").utf8)
    self.mainKey = OpenClawBytes.lowercased(mainKey.utf8)
  }

  private init(agentID: [UInt8], mainKey: [UInt8]) {
    self.agentID = agentID
    self.mainKey = mainKey
  }

  /// The same agent with the main key that its database names.
  func with(mainKey: [UInt8]) -> OpenClawKeys { OpenClawKeys(agentID: agentID, mainKey: OpenClawBytes.lowercased(mainKey)) }

  /// Lower case, except where case carries meaning: the id of a signal group, and the room of a matrix channel or group up to a final
  /// `:thread:` marker.
  package static func folded(_ key: [UInt8]) -> [UInt8] {
    let parts = split(key)
    var out = parts.map { OpenClawBytes.lowercased($0) }
    for index in out.indices.dropLast(2) {
      let kind = out[index + 1]
      if out[index].elementsEqual("signal".utf8), kind.elementsEqual("group".utf8) { out[index + 2] = Array(parts[index + 2]) }
      if out[index].elementsEqual("matrix".utf8), kind.elementsEqual("channel".utf8) || kind.elementsEqual("group".utf8) {
        for rest in (index + 2)..<out.count where !(rest == out.count - 2 && out[rest].elementsEqual("thread".utf8)) {
          out[rest] = Array(parts[rest])
        }
        break
      }
    }
    return Array(out.joined(separator: [0x3A]))
  }

  /// What a key is. Empty parts are dropped, as OpenClaw does: `agent::main:x` is the session `x` of `main`.
  package static func shape(of key: [UInt8]) -> Shape {
    if key.isEmpty { return .missing }
    let folded = folded(key)
    guard OpenClawBytes.hasPrefix(folded, "agent:") else { return .legacy }
    let parts = split(folded).filter { !$0.isEmpty }
    guard parts.count >= 3 else { return .malformed }
    return .agent(id: Array(parts[1]), rest: Array(parts[2...].joined(separator: [0x3A])))
  }

  /// The canonical form. A malformed key stays what it is, folded, so that nothing is lost.
  package func canonical(_ key: [UInt8]) -> [UInt8] {
    let folded = Self.folded(key)
    if OpenClawBytes.hasPrefix(folded, "agent:") { return folded }
    if folded.elementsEqual("global".utf8) || folded.elementsEqual("unknown".utf8) { return folded }
    if folded.elementsEqual("main".utf8) { return main }
    let isWhatsApp = OpenClawBytes.hasSuffix(folded, "@g.us")
    if OpenClawBytes.hasPrefix(folded, "group:") { return own((isWhatsApp ? "whatsapp:" : "unknown:").utf8 + folded) }
    if isWhatsApp, !folded.contains(0x3A) { return own("whatsapp:group:".utf8 + folded) }
    return own(folded)
  }

  /// The key of the agent's main session.
  package var main: [UInt8] { own(mainKey) }

  /// The key that a transcript gets which nothing names.
  func recovered(_ sessionID: [UInt8]) -> [UInt8] { own("recovered:".utf8 + OpenClawBytes.lowercased(sessionID)) }

  /// Whether a key of the form `agent:…` names another agent than this one.
  func isOther(_ key: [UInt8]) -> Bool {
    guard case .agent(let id, _) = Self.shape(of: key), let name = try? AgentName(bytes: id) else { return false }
    return !(AgentLabel(of: name)?.text ?? "main").utf8.elementsEqual(agentID)
  }

  /// Whether a key of the time before agents is that of one person: no group, channel, sub-agent, job or hook.
  static func isLegacyDirect(_ key: [UInt8]) -> Bool {
    guard shape(of: key) == .legacy else { return false }
    let folded = folded(key)
    if ["global", "unknown", "main"].contains(where: { folded.elementsEqual($0.utf8) }) || OpenClawBytes.hasSuffix(folded, "@g.us") {
      return false
    }
    let parts = split(folded)
    let others = ["group", "channel", "subagent", "cron", "hook", "node", "acp", "acp-bridge", "heartbeat", "dashboard"]
    return !parts.dropLast().contains { part in others.contains { part.elementsEqual($0.utf8) } }
      && !parts.contains { $0.elementsEqual("heartbeat".utf8) }
  }

  private func own(_ rest: some Sequence<UInt8>) -> [UInt8] { "agent:".utf8 + agentID + ":".utf8 + rest }

  private static func split(_ key: [UInt8]) -> [ArraySlice<UInt8>] { key.split(separator: 0x3A, omittingEmptySubsequences: false) }
}
