internal import Platform

/// What lies at a path of several steps below a directory, where none of the steps is a link: `O_NOFOLLOW` looks at the last one alone.
enum Below {
  static func status(of path: FilePath, in directory: SharedDescriptor) -> FileStatus? {
    guard let (parent, name) = try? descend(path, directory) else { return nil }
    return try? parent.statusIfExists(of: name)
  }

  static func kind(of path: FilePath, in directory: SharedDescriptor) -> FileKind? { status(of: path, in: directory)?.kind }

  /// nil where there is no directory, or it may not be entered.
  static func directory(_ path: FilePath, in directory: SharedDescriptor) -> SharedDescriptor? {
    guard let (parent, name) = try? descend(path, directory) else { return nil }
    return try? SharedDescriptor(parent.openDirectory(name))
  }

  /// The directory that the last step is in, and that step.
  private static func descend(_ path: FilePath, _ directory: SharedDescriptor) throws(SystemError) -> (SharedDescriptor, FilePath) {
    let steps = path.bytes.split(separator: 0x2F)
    var place = directory
    for step in steps.dropLast() { place = SharedDescriptor(try place.openDirectory(FilePath(bytes: Array(step)))) }
    return (place, try FilePath(bytes: steps.last.map { Array($0) } ?? [0x2E]))
  }
}
