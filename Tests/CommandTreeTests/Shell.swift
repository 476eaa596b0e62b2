import Glibc

/// Runs a shell on a script in its own directory.
final class Shell {
  let directory: String

  init() throws {
    var template = Array("/tmp/command-tree-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    guard made != nil else { throw Failure.system(errno) }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  enum Failure: Error { case system(Int32) }

  static func isInstalled(_ name: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains { access($0 + name, X_OK) == 0 }
  }

  func write(_ text: String, to name: String, executable: Bool = false) throws {
    guard let file = fopen("\(directory)/\(name)", "w") else { throw Failure.system(errno) }
    fputs(text, file)
    fclose(file)
    if executable { chmod("\(directory)/\(name)", 0o755) }
  }

  /// What a command of the shell prints, on both streams; it runs in the directory, which is also its home and first in its path.
  func run(_ command: String) throws -> (status: Int32, output: String) {
    let setting = "cd \(directory) && export HOME=$PWD XDG_CONFIG_HOME=$PWD XDG_DATA_HOME=$PWD PATH=$PWD:$PATH LC_ALL=C.UTF-8"
    guard let pipe = popen("\(setting) && { \(command); } 2>&1 </dev/null", "r") else { throw Failure.system(errno) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
    return (pclose(pipe), String(decoding: output, as: UTF8.self))
  }

  deinit { _ = try? run("rm -rf \(directory)") }
}
