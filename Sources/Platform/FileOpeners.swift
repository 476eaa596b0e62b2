/// The processes that have certain files open.
package struct FileOpeners: Hashable, Sendable {
  package struct Opener: Hashable, Sendable {
    package let process: ProcessCommand
    package let file: FileIdentity
  }

  /// Each process once for each file.
  package let openers: [Opener]
  /// Processes whose descriptors could not be read (another user's); nil where there is no /proc at all.
  package let unreadable: Int?
}
