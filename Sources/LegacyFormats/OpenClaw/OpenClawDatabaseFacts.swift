/// What the database beside an agent's transcripts holds already, so that the files are not taken for orphans.
package struct OpenClawDatabaseFacts: Hashable, Sendable {
  /// Ids of sessions, those of former generations included.
  package let sessionIDs: Set<[UInt8]>
  /// File names of archives whose content is in the database.
  package let archiveNames: Set<[UInt8]>

  package init(sessionIDs: Set<[UInt8]> = [], archiveNames: Set<[UInt8]> = []) {
    self.sessionIDs = sessionIDs
    self.archiveNames = archiveNames
  }
}
