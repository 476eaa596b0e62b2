internal import Platform

/// Removes a small tree of ours: links as links, nothing on another device, whatever is left where the system refuses.
enum TreeRemoval {
  /// Levels at most: what we build has three.
  private static let depth = 16

  static func remove(_ name: FilePath, in parent: SharedDescriptor) {
    guard let device = try? parent.status().identity.device else { return }
    remove(name, in: parent, device, depth)
  }

  private static func remove(_ name: FilePath, in parent: SharedDescriptor, _ device: UInt64, _ levels: Int) {
    guard let opened = try? parent.openDirectory(name) else {
      try? parent.unlink(name)
      return
    }
    let directory = SharedDescriptor(opened)
    guard levels > 0, (try? directory.status().identity.device) == device else { return }
    for entry in names(in: directory) { remove(entry, in: directory, device, levels - 1) }
    try? parent.removeDirectory(name)
  }

  private static func names(in directory: SharedDescriptor) -> [FilePath] {
    var names: [FilePath] = []
    guard var reader = try? DirectoryReader(directory, bufferSize: 16 << 10) else { return [] }
    while let entry = try? reader.next() { if let name = try? FilePath(bytes: Array(entry.name)) { names.append(name) } }
    return names
  }
}
