internal import Glibc

/// Small file operations for tests; they stop the test run where the machine does not do what it must.
package enum Files {
  package static func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o600) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    precondition(descriptor >= 0, "\(path): \(String(cString: strerror(errno)))")
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      precondition(written > 0)
      rest = rest.dropFirst(written)
    }
    Glibc.close(descriptor)
  }

  package static func write(_ path: String, _ text: String) { write(path, Array(text.utf8)) }

  package static func append(_ path: String, _ text: String) { write(path, read(path) + Array(text.utf8)) }

  package static func read(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    precondition(descriptor >= 0, "\(path): \(String(cString: strerror(errno)))")
    defer { Glibc.close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  package static func text(_ path: String) -> String { String(decoding: read(path), as: UTF8.self) }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func makeDirectory(_ path: String) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/\(part)"
      mkdir(made, 0o700)
    }
    precondition(exists(path), path)
  }

  package static func link(_ path: String, to target: String) { precondition(symlink(target, path) == 0) }

  package static func hardLink(_ path: String, to target: String) { precondition(Glibc.link(target, path) == 0) }

  package static func makeFIFO(_ path: String) { precondition(mkfifo(path, 0o600) == 0) }

  package static func changeMode(_ path: String, _ mode: UInt32) { precondition(chmod(path, mode) == 0) }

  package static func rename(_ from: String, to target: String) { precondition(Glibc.rename(from, target) == 0) }

  package static func remove(_ path: String) { unlink(path) }

  /// Sets mtime and atime, in seconds since 1970.
  package static func setTime(_ path: String, seconds: Int) {
    var times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    precondition(utimensat(AT_FDCWD, path, &times, 0) == 0)
  }

  /// One line an entry of a tree: path, kind, mode, links, size, mtime, ctime, inode. Two that are equal: nothing was touched.
  package static func listing(_ path: String) -> [String] {
    var lines: [String] = []
    list(path, into: &lines)
    return lines.sorted()
  }

  private static func list(_ path: String, into lines: inout [String]) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    let size = status.st_mode & S_IFMT == S_IFDIR ? 0 : status.st_size
    lines.append(
      "\(path) \(String(status.st_mode, radix: 8)) \(status.st_nlink) \(size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) "
        + "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec) \(status.st_ino)")
    guard status.st_mode & S_IFMT == S_IFDIR else { return }
    for name in names(path) { list("\(path)/\(name)", into: &lines) }
  }

  /// The names in a directory that are text.
  package static func names(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
