package import Platform
package import WarrenModel

extension JSONLStore {
  package func summary() throws -> StoreSummary {
    try translating {
      guard let (directory, content) = try scan() else {
        return StoreSummary(sessions: 0, messages: 0, running: 0, lastActivity: nil, bytes: 0)
      }
      var total = Total(findings: content.findings + leftovers(content))
      for entry in content.newestFirst { try add(entry, content, to: &total, in: directory) }
      return StoreSummary(
        sessions: total.sessions, messages: total.messages, running: total.running, lastActivity: total.lastActivity,
        bytes: content.bytes, findings: total.findings)
    }
  }

  /// The counts of some of the files, for those that other agents have as well.
  package func summary(of files: Set<FileIdentity>) throws -> StoreSummary {
    try translating {
      guard let (directory, content) = try scan() else {
        return StoreSummary(sessions: 0, messages: 0, running: 0, lastActivity: nil, bytes: 0)
      }
      var total = Total(findings: [])
      let chosen = content.newestFirst.filter { files.contains($0.status.identity) }
      for entry in chosen { try add(entry, content, to: &total, in: directory) }
      return StoreSummary(
        sessions: total.sessions, messages: total.messages, running: total.running, lastActivity: total.lastActivity,
        bytes: chosen.reduce(0) { $0 + $1.status.size })
    }
  }

  private struct Total {
    var sessions = 0
    var messages = 0
    var running = 0
    var lastActivity: Timestamp?
    var findings: [Finding]

    init(findings: [Finding]) { self.findings = findings }
  }

  private func add(_ entry: DirectoryScan.Entry, _ content: DirectoryScan, to total: inout Total, in directory: SharedDescriptor) throws {
    let subject = try path.appending(entry.stem + SessionFileName.suffix).bytes
    let file: SharedDescriptor
    do {
      guard let opened = try openFile(SessionFileName.main(entry.stem), in: directory) else { return }
      file = opened
    } catch let error as SystemError where error.isPermission {
      total.sessions += 1
      total.findings.append(
        Finding(
          code: "session_unreadable", severity: .error, subject: subject, evidence: error.reason, remedy: "Check the file's permissions."))
      return
    }
    if try OpenClawFile.isOne(file) {
      total.findings.append(
        Finding(
          code: "openclaw_transcript", severity: .warning, subject: subject, evidence: "its first line is OpenClaw's",
          remedy: "Import it with \"warren import\", which a later version brings."))
      return
    }
    var scan = FileScan(ids: IDCounter(mark: IDMark()))
    var named: [UInt8]??
    try scan.run(file) { message in
      if named == nil, message.parts.id != nil { named = .some(SessionLine(message.line.bytes)?.key) }
      return .goOn
    }
    if let key = named ?? nil, key != entry.key.bytes {
      total.findings.append(
        Finding(
          code: "session_key_differs", severity: .warning, subject: subject,
          evidence: "its lines were written for another session than its name says", remedy: "Give the file its name back."))
    }
    total.sessions += 1
    total.messages += scan.messages
    total.lastActivity = max(total.lastActivity ?? entry.status.lastActivity, entry.status.lastActivity)
    total.findings += findings(scan, subject)
    if content.metadata.contains(entry.stem) { try addMetadata(of: entry.stem, to: &total, in: directory) }
  }

  private func addMetadata(of stem: [UInt8], to total: inout Total, in directory: SharedDescriptor) throws {
    let recorded: SessionMetadata
    let isDamaged: Bool
    do {
      (recorded, isDamaged) = try recordedMetadata(of: stem, in: directory)
    } catch let error as SystemError where error.isPermission {
      total.findings.append(
        Finding(
          code: "metadata_unreadable", severity: .error, subject: try path.appending(SessionFileName.metadata(stem)).bytes,
          evidence: error.reason, remedy: "Check the file's permissions."))
      return
    }
    if isDamaged {
      total.findings.append(
        Finding(
          code: "metadata_damaged", severity: .warning, subject: try path.appending(SessionFileName.metadata(stem)).bytes,
          evidence: "the name, state and origin of the session cannot be read; its messages are not concerned",
          remedy: "Set them anew; the next change writes the file again."))
    }
    if case .running = recorded.state, try !isClosed(recorded.generation, of: stem, in: directory) { total.running += 1 }
  }

  private func findings(_ scan: FileScan, _ subject: [UInt8]) -> [Finding] {
    var found: [Finding] = []
    func add(_ code: String, _ severity: Finding.Severity, _ evidence: String, _ remedy: String? = nil, fixable: Bool = false) {
      found.append(Finding(code: code, severity: severity, subject: subject, evidence: evidence, remedy: remedy, fixable: fixable))
    }
    if let first = scan.firstSkipped {
      let kinds = scan.skippedByReason.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
      add(
        "lines_skipped", .warning,
        "\(scan.skipped) \(scan.skipped == 1 ? "line" : "lines"): \(kinds.joined(separator: ", ")); first at line \(first.line), byte \(first.offset)",
        "Compacting drops them; look at them before.", fixable: true)
      if scan.messages == 0 { add("no_valid_line", .warning, "no line of the file is a message") }
    }
    if scan.doubtful > 0 {
      add("lines_doubtful", .info, "\(scan.doubtful) in array form; counted as messages, as ZeroClaw does")
    }
    if !scan.endsClean { add("no_final_newline", .info, "the last line does not end in a newline") }
    if scan.ids.disordered > 0 {
      add("ids_disordered", .warning, "\(scan.ids.disordered) lines name ids that do not grow; they are counted on", nil)
    }
    return found
  }

  private func leftovers(_ content: DirectoryScan) -> [Finding] {
    content.temporaries.map {
      Finding(
        code: "tmp_stale", severity: .info, subject: path.bytes + [0x2F] + $0, evidence: "a writer was cut short, or is at work",
        remedy: "Compacting removes it.", fixable: true)
    }
  }
}
