/// What an entry's `sessionFile` means in the directory that holds the store.
enum OpenClawSessionPath {
  /// The name of a transcript, or nil where the path leads nowhere that may be read; and whether it is a path of this very place.
  ///
  /// Taken are a plain name, an absolute path into this `sessions/`, and the exact shape `…/agents/<id>/sessions/<name>` of another root or
  /// host, a Windows one included. Anything else, `..` and folders below `sessions/` above all, is refused.
  /// - Parameter absolute: the agent directory's path, where it is known.
  static func fileName(_ stated: [UInt8], absolute: [UInt8]?) -> (name: [UInt8]?, isOwn: Bool) {
    let isWindows = stated.count > 2 && OpenClawBytes.isAlphanumeric(stated[0]) && stated[1] == 0x3A && !stated.contains(0x2F)
    let path = isWindows ? stated.map { $0 == 0x5C ? 0x2F : $0 } : stated
    guard path.contains(0x2F) else {
      let name = checked(path[...])
      return (name, name != nil)
    }
    let parts = path.split(separator: 0x2F, omittingEmptySubsequences: false)
    guard path.first == 0x2F || isWindows, parts.count >= 4, !parts.contains(where: { $0.elementsEqual("..".utf8) }) else {
      return (nil, false)
    }
    let name = checked(parts[parts.count - 1])
    let folder = path.dropLast(parts[parts.count - 1].count)
    if let absolute, folder.elementsEqual(absolute + "/sessions/".utf8) { return (name, name != nil) }
    let hasShape =
      parts[parts.count - 2].elementsEqual("sessions".utf8) && !parts[parts.count - 3].isEmpty
      && parts[parts.count - 4].elementsEqual("agents".utf8)
    return (hasShape ? name : nil, false)
  }

  /// The name, if it can be a transcript's.
  private static func checked(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    guard name.count <= 255, !name.contains(0), !name.contains(0x5C), case .transcript = OpenClawFileName(Array(name)) else { return nil }
    return Array(name)
  }
}
