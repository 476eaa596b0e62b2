internal import Glibc
internal import Platform

/// The way from the top of a tree down to one of its directories: links are not followed, other mounts not entered.
///
/// It holds few descriptors and one name a level, whatever the depth: farther up it comes back by "..", and looks whether it is where it was.
struct TreeDescent<Work> {
  private struct Level {
    let name: FilePath
    let status: FileStatus
    /// nil where it lies far above the current directory.
    var descriptor: SharedDescriptor?
    var work: Work
  }

  /// The tree's own directory: what differs from it in device or mount is outside.
  let top: FileStatus
  /// The directory that it is in.
  private(set) var current: SharedDescriptor
  /// What is left to do in the current directory.
  var work: Work
  /// As it was when it was entered.
  private(set) var status: FileStatus
  private var name: FilePath = "."
  /// Bytes of the current directory's path below the top, a slash after each name.
  private var length = 0
  /// The directories above the current one, the top first.
  private var above: [Level] = []

  init(top directory: SharedDescriptor, work: Work) throws(SystemError) {
    top = try directory.status()
    status = top
    current = directory
    self.work = work
  }

  var isAtTop: Bool { above.isEmpty }

  /// Goes into a directory of the current one; false, and it stays, where that is on another mount.
  mutating func enter(_ name: FilePath, work: Work) throws(SystemError) -> Bool {
    let opened = SharedDescriptor(try current.openDirectory(name))
    let status = try opened.status()
    if status.isOutside(top) { return false }
    above.append(Level(name: self.name, status: self.status, descriptor: current, work: self.work))
    let far = above.count - 1 - DescentLimits.openLevels
    if far >= 0 { above[far].descriptor = nil }
    (current, self.status, self.name, self.work) = (opened, status, name, work)
    length += name.bytes.count + 1
    return true
  }

  /// Goes back up; answers the name of the directory that it leaves, nil at the top.
  /// - Throws: ESTALE where that directory has been moved elsewhere meanwhile.
  mutating func leave() throws(SystemError) -> FilePath? {
    guard let level = above.last else { return nil }
    let parent: SharedDescriptor
    if let open = level.descriptor {
      parent = open
    } else {
      parent = SharedDescriptor(try current.openDirectory(".."))
      guard try parent.status().identity == level.status.identity else { throw SystemError(code: ESTALE, call: .open, path: name) }
    }
    above.removeLast()
    length -= name.bytes.count + 1
    defer { (current, status, name, work) = (parent, level.status, level.name, level.work) }
    return name
  }

  /// Whether the kernel would take the path below the top of an entry in one piece.
  func isShort(_ entry: FilePath) -> Bool { length + entry.bytes.count <= DescentLimits.longestPath }

  /// The path below the top of an entry of the current directory, or of that directory itself (nil).
  ///
  /// Of a long one, the beginning, "...", and the last name, so that many of them stay small.
  func path(of entry: FilePath?) throws(SystemError) -> FilePath {
    guard let last = entry ?? (isAtTop ? nil : name) else { return "." }
    let depth = entry == nil ? above.count - 1 : above.count
    let before = entry == nil ? length - name.bytes.count - 1 : length
    let isShort = before + last.bytes.count <= DescentLimits.longestPath
    let room = DescentLimits.longestPath - last.bytes.count - (isShort ? 0 : DescentLimits.cut.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(before, room) + last.bytes.count)
    for level in 0..<depth {
      let name = level + 1 < above.count ? above[level + 1].name : name
      if bytes.count + name.bytes.count + 1 > room { break }
      bytes += name.bytes
      bytes.append(0x2F)
    }
    return try FilePath(bytes: bytes + (isShort ? [] : DescentLimits.cut) + last.bytes)
  }
}

private enum DescentLimits {
  /// Directories above the current one that are held open: enough for common trees to come back without another open.
  static let openLevels = 16
  /// Bytes; the kernel's PATH_MAX without the NUL.
  static let longestPath = 4095
  static let cut: [UInt8] = Array(".../".utf8)
}

extension FileStatus {
  /// Whether an entry of a tree is on another mount or device than the tree's top, itself being a mount point or a mounted subvolume.
  ///
  /// Files are told apart by their mount where the kernel names it: overlayfs gives them devices of the layers below.
  func isOutside(_ top: FileStatus) -> Bool {
    if let mountID, let topID = top.mountID {
      return mountID != topID || (kind == .directory && identity.device != top.identity.device)
    }
    return identity.device != top.identity.device
  }
}
