internal import Platform
internal import WarrenModel

/// What a group appends to one session: one write.
final class AppendPlan {
  let session: SessionFile
  let isNew: Bool
  var metadata: SessionMetadata
  var metadataChanged: Bool
  var memory: FileMemory
  /// The lines, newlines included.
  var lines: [UInt8] = []
  /// Whether the last line in the file is torn: a newline comes first then.
  let isTorn: Bool
  /// The latest time of the messages.
  var activity: Timestamp?
  /// Places of the requests in the group.
  var requests: [Int] = []
  var nextID: Int64

  init(session: SessionFile, isNew: Bool, metadata: SessionMetadata, memory: FileMemory, isTorn: Bool) {
    self.session = session
    self.isNew = isNew
    self.metadata = metadata
    metadataChanged = false
    self.memory = memory
    self.isTorn = isTorn
    nextID = max(memory.lastID, metadata.mark.id) + 1
  }
}
