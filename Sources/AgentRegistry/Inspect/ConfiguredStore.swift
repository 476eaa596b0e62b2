internal import LegacyFormats
internal import Platform
internal import WarrenModel

/// Where `openclaw.json` puts the sessions (`session.store`): what lies elsewhere than below the agents is not read with the root.
enum ConfiguredStore {
  private static let name: FilePath = "openclaw.json"
  private static let template = Array("{agentId}".utf8)

  /// The finding `store_outside_root` or `store_elsewhere`; none where the places are the usual ones, or the file cannot be understood.
  static func findings(of root: StateRoot) -> [Finding] {
    guard let file = try? root.descriptor.openRegular(name), let status = try? file.status(),
      status.size <= OpenClawConfiguration.mostBytes, let bytes = try? file.readToEnd(limit: OpenClawConfiguration.mostBytes),
      let stated = OpenClawConfiguration(json5: bytes)?.store
    else { return [] }
    let path = expanded(stated, root.path)
    let remedy = Self.remedy(path)
    guard let below = below(path, root.path) else {
      return [
        Finding(
          code: "store_outside_root", severity: .warning, subject: path,
          evidence: "session.store in openclaw.json puts the sessions outside the root; they are not counted with it", remedy: remedy)
      ]
    }
    if isUsual(below) { return [] }
    return [
      Finding(
        code: "store_elsewhere", severity: .warning, subject: below,
        evidence: "session.store in openclaw.json puts the sessions there; they are not counted with the root", remedy: remedy)
    ]
  }

  private static func remedy(_ path: [UInt8]) -> String {
    let place = place(of: path)
    if place.count < path.count { return "Look at each with \"warren inspect\", the agent's id in the place of {agentId}." }
    return "Look at it with \"warren inspect\"."
  }

  /// With the home directory in the place of `~`, as far as the root itself tells it: `~/.openclaw` is the root of that name.
  private static func expanded(_ stated: [UInt8], _ root: FilePath) -> [UInt8] {
    guard stated.starts(with: Array("~/".utf8)) else { return stated }
    let rest = Array(stated.dropFirst())
    for end in rest.indices.reversed() where rest[end] == 0x2F && end > 0 {
      let front = rest[..<end]
      if root.bytes.count > front.count, root.bytes.suffix(front.count).elementsEqual(front) { return root.bytes + rest[end...] }
    }
    guard let name = root.lastComponent, name.first == 0x2E, let home = root.parent else { return stated }
    // The root is a hidden directory: as a rule one of the home directory.
    return home.bytes + rest
  }

  /// The part before the template, which may be there.
  private static func place(of path: [UInt8]) -> ArraySlice<UInt8> {
    guard path.count >= template.count else { return path[...] }
    let mark = (0...path.count - template.count).first { path[$0...].starts(with: template) }
    return path[..<(mark ?? path.count)]
  }

  /// The path below the root; nil where it leads elsewhere. Links are resolved as far as the path is there.
  private static func below(_ path: [UInt8], _ root: FilePath) -> [UInt8]? {
    guard path.first == 0x2F, !path.split(separator: 0x2F).contains(where: { $0.elementsEqual("..".utf8) }) else { return nil }
    var front = try? FilePath(bytes: Array(place(of: path)))
    while let known = front {
      if let real = try? WorkingDirectory().resolve(known) {
        let rest = path.dropFirst(known.bytes.count).drop { $0 == 0x2F }
        let whole = real.bytes + [0x2F] + rest
        let prefix = root.bytes + (root.bytes.last == 0x2F ? [] : [0x2F])
        return whole.starts(with: prefix) ? Array(whole.dropFirst(prefix.count)) : nil
      }
      front = known.parent
    }
    return nil
  }

  /// `agents/<one directory>/` and one of the two usual places.
  private static func isUsual(_ below: [UInt8]) -> Bool {
    let parts = below.split(separator: 0x2F).map { Array($0) }
    guard parts.count == 4, parts[0] == StateRoot.agentsName.bytes, parts[1] == template else { return false }
    let rest = Array(parts[2...].joined(separator: [0x2F]))
    return rest == StoreKind.openclawJSON.path.bytes || rest == StoreKind.openclawSQLite.path.bytes
  }
}
