import Glibc
import TestSupport

/// What a living process has open, as `/proc` shows it.
enum OpenFiles {
  /// The paths; those of unlinked files end with " (deleted)".
  static func paths(of pid: Int32) -> [String] {
    guard let directory = opendir("/proc/\(pid)/fd") else { return [] }
    defer { closedir(directory) }
    var paths: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink("/proc/\(pid)/fd/\(name)", &buffer, buffer.count)
      if count > 0 { paths.append(String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)) }
    }
    return paths
  }

  /// Those below a root that nobody may have open any more: unlinked, or in the trash.
  static func stray(of pid: Int32, in root: String) -> [String] {
    paths(of: pid).filter { $0.hasPrefix(root + "/") && ($0.hasSuffix(" (deleted)") || $0.contains("/.warren/trash/")) }
  }

  /// Whether a process holds a write lock of SQLite's: it is in a transaction.
  static func isWriting(_ pid: Int32) -> Bool {
    guard let file = fopen("/proc/locks", "r") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = line.withUnsafeBufferPointer { buffer in
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }.split(separator: " ")
      if words.count > 4, words[1] == "POSIX", words[3] == "WRITE", words[4] == "\(pid)" { return true }
    }
    return false
  }

  /// Whether each of its threads stands still after SIGSTOP.
  static func isStopped(_ pid: Int32) -> Bool {
    let threads = Files.names("/proc/\(pid)/task")
    return !threads.isEmpty
      && threads.allSatisfy { thread in
        guard Files.exists("/proc/\(pid)/task/\(thread)/stat") else { return true }
        // The state comes after the name, which is in parentheses.
        return Files.text("/proc/\(pid)/task/\(thread)/stat").split(separator: ")").last?.hasPrefix(" T") == true
      }
  }
}
