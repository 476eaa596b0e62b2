import Glibc
import JSON
import Testing

/// Strict acceptance beside another implementation's: Python's `json`, made strict where it is not.
@Suite struct PythonAgreementTests {
  private static let interpreter = "/usr/bin/python3"
  /// Prints `1` or `0` for each hexadecimal line.
  private static let script = """
    import json, sys
    def refuse(_): raise ValueError
    for line in open(sys.argv[1]):
        try:
            json.loads(bytes.fromhex(line).decode("utf-8"), parse_constant=refuse)
            print(1)
        except (ValueError, RecursionError):
            print(0)
    """

  private func table() -> [[UInt8]] {
    var generator = SeededGenerator(seed: 3)
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "\\n", "\\u00e9", "\\ud83d", "0", "1", "-", "+", ".", "e", "E", "true", "null",
      "fals", " ", "\n", "\t",
      "\u{A0}", "é", "NaN", "'", "//", "1.5", "{\"k\":1}", "[1,2]", "\u{B}", "\u{1}",
    ]
    var table = StrictGrammarTests.accepted.map { Array($0.utf8) }
    for _ in 0..<4000 {
      let count = Int.random(in: 1...6, using: &generator)
      table.append((0..<count).flatMap { _ in Array((pieces.randomElement(using: &generator) ?? "").utf8) })
    }
    for _ in 0..<4000 {
      var bytes = table[Int.random(in: 0..<StrictGrammarTests.accepted.count, using: &generator)]
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
        UInt8.random(in: .min ... .max, using: &generator) & [0x7F, 0xFF][Int.random(in: 0...1, using: &generator)]
      table.append(bytes)
    }
    return table
  }

  @Test(.enabled(if: access(PythonAgreementTests.interpreter, X_OK) == 0))
  func acceptsWhatPythonAccepts() throws {
    let table = table()
    var template = Array("/tmp/json-python-XXXXXX".utf8CString)
    let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer { for path in [directory + "/in", directory + "/out", directory] { remove(path) } }
    try store(table.map { $0.map { hex($0) }.joined() + "\n" }.joined(), at: directory + "/in")
    try run([Self.interpreter, "-c", Self.script, directory + "/in"], output: directory + "/out")
    let answers = try load(directory + "/out").filter { $0 != UInt8(ascii: "\n") }
    try #require(answers.count == table.count)
    var accepted = 0
    for (bytes, answer) in zip(table, answers) {
      #expect((verdict(bytes) == "accepted") == (answer == UInt8(ascii: "1")), "\(text(bytes).debugDescription)")
      if answer == UInt8(ascii: "1") { accepted += 1 }
    }
    #expect(accepted > 300 && accepted < table.count - 300, "\(accepted) of \(table.count)")
  }

  private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

  private func store(_ content: String, at path: String) throws {
    let file = try #require(fopen(path, "w"))
    let bytes = Array(content.utf8)
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    #expect(fclose(file) == 0)
  }

  private func load(_ path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { content += buffer[..<count] }
    return content
  }

  private func run(_ arguments: [String], output: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, arguments[0], &actions, nil, &pointers, nil) == 0)
    var status: Int32 = 0
    #expect(waitpid(child, &status, 0) == child)
    #expect(status == 0)
  }
}
