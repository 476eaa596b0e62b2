internal import Platform

/// The records of one transcript, wherever they lie.
protocol OpenClawRecords {
  /// Goes through them in order, from the first each time, until the body says stop.
  func visit(_ body: (OpenClawRecord) throws -> StreamFlow) throws
}

/// Those of a file.
struct OpenClawFileRecords: OpenClawRecords {
  let file: SharedDescriptor

  func visit(_ body: (OpenClawRecord) throws -> StreamFlow) throws {
    try OpenClawTranscript.lines(of: file) { line, _ in
      guard case .record(let record) = line else { return .goOn }
      return try body(record)
    }
  }
}

/// Messages out of records.
enum OpenClawMessages {
  /// The active branch: one pass, two where the tree has forks.
  static func branch(_ records: some OpenClawRecords) throws -> OpenClawBranch {
    var finder = OpenClawBranchFinder()
    try records.visit { record in
      if let id = record.id { finder.note(id: id, parent: record.parent) }
      return .goOn
    }
    if finder.needsSecondPass {
      try records.visit { record in
        if let id = record.id { finder.resolve(id: id) }
        return .goOn
      }
    }
    return finder.branch
  }

  /// The messages above an ordinal. One without an id is in no tree, and so on every branch.
  static func deliver(
    _ records: some OpenClawRecords, branch: OpenClawBranch, after ordinal: Int64, _ body: (ForeignMessage) throws -> StreamFlow
  ) throws {
    var (messages, entries): (Int64, Int) = (0, 0)
    try records.visit { record in
      let entry = record.id == nil ? nil : entries
      if entry != nil { entries += 1 }
      guard record.kind == .message else { return .goOn }
      messages += 1
      if messages <= ordinal { return .goOn }
      return try body(
        ForeignMessage(
          ordinal: messages, role: record.role, text: record.text, createdAt: record.createdAt, body: record.body,
          isActive: entry.map(branch.contains) ?? true))
    }
  }
}
