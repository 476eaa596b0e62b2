internal import Platform
internal import WarrenModel

extension JSONLStore {
  package func survey(_ scope: PurgeSurvey.Scope) throws -> PurgeSurvey {
    try translating {
      var survey = PurgeSurvey()
      var receipt = PurgeReceipt(kind: .sessionPurge, startedAt: clock.now)
      let directory = try directory()
      var live: [SessionFile] = []
      var targets: [OperationRecord.Target] = []
      switch scope {
      case .reset(let key?): live = [try known(key, in: directory)]
      case .delete(let key):
        live = [try known(key, in: directory)]
        if let directory { targets = try remains(of: Set(stems(of: key)), in: directory) }
      case .reset(nil):
        if let directory {
          live = try DirectoryScan(directory, path: path.bytes).newestFirst.compactMap { try openListed($0, in: directory) }
        }
      case .deleted(let moment):
        if let directory {
          targets = try self.targets(before: moment, in: directory)
          survey.leftovers = try DirectoryScan(directory, path: path.bytes).temporaries.count
        }
      }
      guard let directory else { return survey }
      let numbers = try formerNumbers(of: live.map(\.stem), in: directory)
      for session in live {
        try count(session.stem, numbers[session.stem] ?? [], in: directory, into: &receipt)
        survey.sessions.append(try summary(of: session, try readableMetadata(of: session.stem, in: directory)))
      }
      if case .reset = scope { targets = try cutOff(live.map(\.stem), in: directory) }
      var deleted: [SessionSummary] = []
      for target in targets { try add(target, to: &survey, &deleted, &receipt, in: directory) }
      survey.sessions += deleted.newestFirst
      survey.messages = receipt.messages
      return survey
    }
  }

  private func add(
    _ target: OperationRecord.Target, to survey: inout PurgeSurvey, _ deleted: inout [SessionSummary], _ receipt: inout PurgeReceipt,
    in directory: SharedDescriptor
  ) throws {
    guard let place = try openTrash(target.id, in: directory) else { return }
    if try record(in: place) == nil { survey.leftovers += 1 }
    let content = try DirectoryScan(place, path: path.bytes)
    for entry in content.sessions where target.stem.map({ $0 == entry.stem }) ?? true {
      guard let session = try openListed(entry, in: place) else { continue }
      try count(entry.stem, content.generations[entry.stem] ?? [], in: place, into: &receipt)
      deleted.append(try summary(of: session, try readableMetadata(of: entry.stem, in: place)))
    }
  }
}

extension [SessionSummary] {
  /// As in lists.
  var newestFirst: [SessionSummary] {
    sorted {
      let (left, right) = ($0.lastActivity?.milliseconds ?? .min, $1.lastActivity?.milliseconds ?? .min)
      return left == right ? $0.key < $1.key : left > right
    }
  }
}
