internal import JSON
internal import Platform

/// What a directory of JSONL files holds, as far as names and first lines tell.
struct SessionFiles {
  /// Whether there is a file of sessions, whoever wrote it.
  private(set) var found = false
  /// Whether they are transcripts of OpenClaw, which is never a JSONL store.
  private(set) var areTranscripts = false
  /// Names `*.jsonl` of what is no regular file.
  private(set) var notRegular: [[UInt8]] = []
  /// Files with more than one name.
  private(set) var linked: [FileIdentity] = []

  private static let suffix = Array(".jsonl".utf8)
  private static let trajectory = Array(".trajectory.jsonl".utf8)
  private static let prompts = Array("skills-prompts".utf8)

  init() {}

  /// - Parameter mayBeTranscripts: whether to look for OpenClaw's headers; false where something else tells whose they are.
  init(
    in directory: borrowing FileDescriptor, depth: AgentInspector.Depth, configuration: RegistryConfiguration, mayBeTranscripts: Bool
  ) throws(SystemError) {
    var samples: [[UInt8]] = []
    var reader = try DirectoryReader(directory, bufferSize: 16 << 10)
    while let entry = try reader.next() {
      let name = entry.name
      if mayBeTranscripts, Self.isMark(name) { areTranscripts = true }
      guard Self.ends(name, Self.suffix) else { continue }
      if depth == .everything || entry.kind == nil {
        // It may vanish between the two calls.
        guard let status = try? reader.status(of: entry) else { continue }
        if status.kind == .regular, status.links > 1 { linked.append(status.identity) }
        note(name, status.kind)
      } else if let kind = entry.kind {
        note(name, kind)
      }
      if mayBeTranscripts, found, samples.count < configuration.headerFiles { samples.append(Array(name)) }
      if depth == .recognise, found, samples.count >= configuration.headerFiles || !mayBeTranscripts { break }
    }
    if !mayBeTranscripts || areTranscripts { return }
    for sample in samples where Self.hasHeader(sample, in: directory, limit: configuration.headerBytes) {
      areTranscripts = true
      return
    }
  }

  private mutating func note(_ name: UnsafeRawBufferPointer, _ kind: FileKind) {
    if kind == .regular { found = true } else { notRegular.append(Array(name)) }
  }

  /// A name that OpenClaw gives and ZeroClaw, which writes no dot into a stem, does not.
  private static func isMark(_ name: UnsafeRawBufferPointer) -> Bool { ends(name, trajectory) || name.elementsEqual(prompts) }

  private static func ends(_ name: UnsafeRawBufferPointer, _ suffix: [UInt8]) -> Bool {
    name.count >= suffix.count && UnsafeRawBufferPointer(rebasing: name[(name.count - suffix.count)...]).elementsEqual(suffix)
  }

  /// Whether the first line is the header of a transcript: `{"type":"session",…}`.
  private static func hasHeader(_ name: [UInt8], in directory: borrowing FileDescriptor, limit: Int) -> Bool {
    guard let path = try? FilePath(bytes: name), let start = try? directory.openRegular(path).readToEnd(limit: limit) else { return false }
    let line = Array(start.prefix { $0 != 0x0A })
    // Only a header has this as its first member; what ZeroClaw wrote begins with its role.
    guard line.starts(with: Array("{\"".utf8)) else { return false }
    var scanner = JSONScanner()
    guard let value = try? scanner.scan(line) else { return false }
    return value["type"]?.utf8 == Array("session".utf8)
  }
}
