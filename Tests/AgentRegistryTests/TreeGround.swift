internal import Glibc
internal import Platform
internal import TestSupport

/// A place for trees of any shape: `tree` is worked on, `outside` must stay as it is.
struct TreeGround {
  let directory: TemporaryDirectory

  init(inMemory: Bool = false) {
    directory = TemporaryDirectory("tree", inMemory: inMemory)
    Files.makeDirectory(directory.path("tree"))
    Files.makeDirectory(directory.path("outside/sub"))
    Files.write(directory.path("outside/keep"), "kept")
    Files.write(directory.path("outside/sub/keep"), "kept")
  }

  func path(_ below: String) -> String { directory.path("tree/\(below)") }

  var outside: [String] { Files.listing(directory.path("outside")) }

  var treeExists: Bool { Files.exists(directory.path("tree")) }

  /// The directory that `tree` is in, seen through the calls.
  func parent(calls: SystemCalls = .direct) throws -> SharedDescriptor {
    SharedDescriptor(try WorkingDirectory(calls: calls).openDirectory(FilePath(directory.path)))
  }

  func tree(calls: SystemCalls = .direct) throws -> SharedDescriptor {
    SharedDescriptor(try WorkingDirectory(calls: calls).openDirectory(FilePath(path(""))))
  }

  func identity(_ below: String) throws -> FileIdentity { try tree().status(of: FilePath(below)).identity }

  /// Makes directories one inside the other, each with a file of 4 bytes; answers the deepest.
  @discardableResult func chain(_ levels: Int, name: FilePath = "d", file: FilePath = "f") throws -> FileDescriptor {
    var current = try tree().openDirectory(".")
    for _ in 0..<levels {
      try current.makeDirectory(name)
      let next = try current.openDirectory(name)
      try next.createExclusive(file).write([1, 2, 3, 4])
      current = next
    }
    return current
  }

  /// The descriptors of this process that are in the tree.
  var openInTree: Int {
    let prefix = path("")
    return Files.names("/proc/self/fd").count { name in
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink("/proc/self/fd/\(name)", &buffer, buffer.count)
      return count > 0 && String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self).hasPrefix(prefix)
    }
  }

  /// Runs the body with the rights of nobody, to whom the tree then belongs; as it is where the test is not run by root.
  func withoutPrivilege<T>(_ body: () throws -> T) rethrows -> T {
    if geteuid() == 0 {
      for path in [directory.path, path("")] { precondition(chown(path, Privilege.nobody, Privilege.nobody) == 0) }
    }
    return try Privilege.dropped(body)
  }
}

/// The rights over files of the calling thread.
enum Privilege {
  static let nobody: UInt32 = 65534

  /// Runs the body with the rights of nobody where we are root, else as it is.
  static func dropped<T>(_ body: () throws -> T) rethrows -> T {
    guard geteuid() == 0 else { return try body() }
    setUser(nobody)
    defer { setUser(0) }
    return try body()
  }

  // setfsuid(2), which Swift does not see: of this thread alone, it takes root's rights over files with it.
  private static func setUser(_ user: UInt32) {
    guard let symbol = dlsym(nil, "setfsuid") else { preconditionFailure("no setfsuid") }
    _ = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)(user)
  }
}

/// A mount namespace of one process's own, in which something is mounted below a directory; seen through `/proc/<pid>/root`.
final class Mounts {
  private let child: Child
  /// The directory as that process sees it.
  let path: String

  /// nil where the system does not let us.
  init?(below directory: String, commands: String) {
    child = Child(["unshare", "-rm", "sh", "-c", "cd \"$1\" && \(commands) && echo ready && read end", "sh", directory])
    guard child.readLine() == "ready" else { return nil }
    path = "/proc/\(child.pid)/root\(directory)"
  }

  static let areAllowed: Bool = {
    let directory = TemporaryDirectory("mounts")
    return Mounts(below: directory.path, commands: "mount -t tmpfs none \"$1\"") != nil
  }()
}
