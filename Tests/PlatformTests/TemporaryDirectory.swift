import Glibc
import Platform

/// A directory for one test, removed with all that is in it at the end of its life.
final class TemporaryDirectory: Sendable {
  let path: FilePath
  /// The directory, opened with the test's seam.
  let root: SharedDescriptor

  init(calls: SystemCalls = .direct) throws {
    path = try FilePath("/tmp").appending("warren-platform-".utf8.map { $0 } + RandomBytes.hexadecimal(8))
    try WorkingDirectory().makeDirectory(path)
    root = SharedDescriptor(try WorkingDirectory(calls: calls).openDirectory(path))
  }

  deinit {
    if let directory = try? WorkingDirectory().openDirectory(path) { try? Self.empty(directory) }
    try? WorkingDirectory().removeDirectory(path)
  }

  func write(_ text: String, to name: FilePath) throws {
    let file = try root.openRegular(name, .readWrite, creating: .ifMissing)
    try file.write(Array(text.utf8))
    try file.close()
  }

  func read(_ name: FilePath) throws -> String { String(decoding: try root.openRegular(name).readToEnd(), as: UTF8.self) }

  /// The names in the directory, sorted.
  func names() throws -> [[UInt8]] {
    var reader = try DirectoryReader(root)
    var names: [[UInt8]] = []
    while let entry = try reader.next() { names.append(Array(entry.name)) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  func makeFIFO(_ name: FilePath) throws {
    let whole = try path.appending(name)
    guard whole.withCString({ mkfifo($0, 0o600) }) == 0 else { throw SystemError(code: errno, call: .open, path: name) }
  }

  private static func empty(_ directory: borrowing FileDescriptor) throws {
    var reader = try DirectoryReader(directory)
    while let entry = try reader.next() {
      let name = try FilePath(bytes: Array(entry.name))
      if entry.kind == .directory {
        try empty(directory.openDirectory(name))
        try directory.removeDirectory(name)
      } else {
        try directory.unlink(name)
      }
    }
  }
}

/// The error that the body throws, nil where it throws none.
func failure(_ body: () throws -> Void) -> SystemError? {
  do {
    try body()
    return nil
  } catch { return error as? SystemError }
}
