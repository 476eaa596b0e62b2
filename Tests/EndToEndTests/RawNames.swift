import Glibc
import TestSupport

/// Names that need not be text.
enum RawNames {
  /// The names in a directory, byte for byte.
  static func list(_ path: String) -> [[UInt8]] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    return names
  }
}

extension WarrenCommand {
  /// Runs `warren WORDS` with words that need not be text: the test's own way of starting programs knows only text.
  func run(bytes words: [[UInt8]]) -> Outcome {
    let start = "import os, sys; os.execv(sys.argv[1], [sys.argv[1]] + [bytes.fromhex(word) for word in sys.argv[2:]])"
    let digits = words.map { $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
    return Outcome(Child.run(["python3", "-c", start, Products.path("warren")] + digits, environment: ["WARREN_ROOT": root]))
  }
}
