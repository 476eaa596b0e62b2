package import Platform
package import WarrenModel

/// What is in a directory and below it, links not followed and other mounts not entered.
package struct TreeSurvey: Sendable {
  /// Names of all that is no directory; a file with two names in the tree counts twice.
  package internal(set) var files = 0
  /// The directory itself not among them.
  package internal(set) var directories = 0
  /// Bytes in regular files, each file once.
  package internal(set) var bytes: Int64 = 0
  /// Bytes on disk of what `files` counts, each file once.
  package internal(set) var allocated: Int64 = 0
  package internal(set) var symbolicLinks = 0
  /// All regular files.
  package internal(set) var identities: Set<FileIdentity> = []
  /// The regular files that have more names than one, wherever these are.
  package internal(set) var linkedIdentities: Set<FileIdentity> = []
  /// SQLite databases, as paths below the directory.
  package internal(set) var databases: [FilePath] = []
  /// Databases so deep that their path is none that the kernel takes; SQLite cannot open them.
  package internal(set) var unreachableDatabases = 0
  /// What lies on another mount or device, as paths below the directory; a very long path is cut.
  package internal(set) var mounts: [FilePath] = []
  /// Directories that could not be read, as paths below the directory ("." for itself); a very long path is cut.
  package internal(set) var unreadable: [(path: FilePath, error: WarrenError)] = []

  init() {}

  /// Walks through the directory.
  ///
  /// - Parameter readingHeaders: tells databases by their first 16 bytes, and not by their names (files of several names apart). Only for a process that has none of
  ///   them open: closing the descriptor drops SQLite's locks.
  /// - Throws: where the directory itself cannot be read, or directories are moved about meanwhile (`replaced`); the caller knows about
  ///   which agent that is. What cannot be read below it is in `unreadable`.
  package init(of directory: SharedDescriptor, readingHeaders: Bool) throws(WarrenError) {
    do throws(SystemError) {
      let walk = try SurveyWalk(directory, readingHeaders: readingHeaders)
      self = try walk.run()
    } catch { throw TreeErrors.translate(error) }
  }

  /// Whether the directory is a mount of its own, so that it cannot be renamed away from its parent's other entries.
  package static func isMountPoint(
    _ directory: borrowing some Descriptor & ~Copyable, in parent: borrowing some Descriptor & ~Copyable
  ) throws(SystemError) -> Bool {
    try directory.status().isOutside(parent.status())
  }
}
