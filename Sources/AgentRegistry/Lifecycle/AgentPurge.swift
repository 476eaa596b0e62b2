internal import JSON
internal import ModelJSON
internal import Platform
internal import WarrenModel

/// Removing a deleted agent for good. Once it is in the journal it only goes forward: whoever next takes the lock goes on with it.
///
/// Blocks its thread: for a lane.
struct AgentPurge {
  let entry: JournalEntry
  let tombstone: Tombstone
  private let trash: SharedDescriptor
  private let trashPath: FilePath

  init(_ entry: JournalEntry, _ tombstone: Tombstone, trash: SharedDescriptor, at trashPath: FilePath) {
    self.entry = entry
    self.tombstone = tombstone
    self.trash = trash
    self.trashPath = trashPath
  }

  /// The directory in the trash that holds the agent's; nil where it has gone.
  static func place(of tombstone: Tombstone, in trash: SharedDescriptor) throws(SystemError) -> SharedDescriptor? {
    do throws(SystemError) { return SharedDescriptor(try trash.openDirectory(FilePath(tombstone.operation.text))) } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  /// Removes what is left of it, durably.
  func run() throws(WarrenError) -> Freed {
    var freed = Freed()
    let subject = tombstone.agent.bytes
    let place = try RegistryErrors.translating(subject) { () throws(SystemError) in try Self.place(of: tombstone, in: trash) }
    if let place {
      let name = try RegistryErrors.translating(subject) { () throws(SystemError) in try FilePath(bytes: tombstone.agent.bytes) }
      CutPoint.purgeBegun.reached()
      let parent = try RegistryErrors.translating(subject) { () throws(SystemError) in
        try trashPath.appending(Array(tombstone.operation.text.utf8))
      }
      var purge = TreePurge(name, in: place, parentPath: parent)
      try purge.run()
      freed = purge.freed
    }
    CutPoint.purgeRemoved.reached()
    try RegistryErrors.translating(subject) { () throws(SystemError) in
      do throws(SystemError) { try trash.removeDirectory(FilePath(tombstone.operation.text)) } catch {
        // What others have put beside it is not ours to remove.
        if !error.isNotFound && !error.isNotEmpty { throw error }
      }
      try trash.sync()
    }
    return freed
  }

  /// What the receipt says: paths below the root, times, sizes in bytes.
  /// - Parameter isResumed: whether a crash has cut an earlier try short: then `bytes_freed` lacks what that one had removed.
  func receipt(_ freed: Freed, at now: Timestamp, isResumed: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("agent", raw: tombstone.agent.bytes)
    writer.field("uuid", tombstone.uuid)
    writer.field("deletion", tombstone.operation.text)
    writer.field("directory", raw: Findings.path(of: tombstone.agent))
    writer.field("trash", raw: Self.path(of: tombstone))
    writer.field("device", tombstone.identity.device)
    writer.field("inode", tombstone.identity.inode)
    writer.field("sessions", tombstone.sessions)
    writer.field("messages", tombstone.messages)
    writer.field("files", tombstone.files)
    writer.field("bytes", tombstone.bytes)
    writer.field("files_removed", freed.files)
    writer.field("bytes_freed", freed.bytes)
    writer.field("resumed", isResumed)
    writer.field("deleted_at", tombstone.deletedAt)
    writer.field("started_at", entry.startedAt)
    writer.field("purged_at", now)
    writer.endObject()
    return writer.take()
  }

  /// The path of a deleted agent's directory below the root.
  static func path(of tombstone: Tombstone) -> [UInt8] {
    StateRoot.controlName.bytes + [0x2F] + ControlDirectory.trashName.bytes + [0x2F] + Array(tombstone.operation.text.utf8) + [0x2F]
      + tombstone.agent.bytes
  }
}
