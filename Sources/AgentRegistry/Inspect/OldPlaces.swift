internal import Platform
package import WarrenModel

/// Places in a root where an earlier version of a program kept sessions, or left those of what it has deleted. They are not counted with it.
package enum OldPlaces {
  private static let deleted: FilePath = "data/agents/_deleted"

  /// A finding `store_elsewhere` for each. Blocks its thread: for a lane.
  package static func findings(of root: StateRoot) -> [Finding] {
    var found: [Finding] = []
    if kind(of: "sessions/sessions.json", in: root) == .regular {
      found.append(finding("sessions/sessions.json", "OpenClaw kept the sessions there before it had agents"))
    }
    if let sessions = Below.directory("workspace/sessions", in: root.descriptor) {
      if SessionsFolder(sessions).lines > 0 || kind(of: "workspace/sessions/sessions.db", in: root) == .regular {
        found.append(finding("workspace/sessions", "ZeroClaw kept the sessions there before it had agents"))
      }
    }
    guard let directory = Below.directory(deleted, in: root.descriptor), var reader = try? DirectoryReader(directory) else { return found }
    while let entry = try? reader.next() {
      guard let place = try? deleted.appending(Array(entry.name)).appending(StoreKind.zeroclawWorkspace.path),
        kind(of: place, in: root) == .regular
      else { continue }
      found.append(finding(place, "ZeroClaw left the sessions of an agent there that it has deleted"))
    }
    return found
  }

  private static func finding(_ path: FilePath, _ evidence: String) -> Finding {
    Finding(
      code: "store_elsewhere", severity: .info, subject: path.bytes, evidence: "\(evidence); they are not counted with the root",
      remedy: "Look at it with \"warren inspect\".")
  }

  private static func kind(of path: FilePath, in root: StateRoot) -> FileKind? { Below.kind(of: path, in: root.descriptor) }
}
