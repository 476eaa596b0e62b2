import JSON
import TestSupport

/// Fixtures for `warren inspect`, and what it says of them. The program gets neither a state root nor a home.
struct InspectFixture {
  let directory = TemporaryDirectory("inspect")
  private let warren = WarrenCommand()

  func path(_ name: String) -> String { directory.path(name) }

  func inspect(_ words: String...) -> WarrenCommand.Outcome {
    warren.run(["inspect"] + words, environment: ["WARREN_ROOT": "", "HOME": ""])
  }

  func json(_ path: String) throws -> JSONValue { try inspect(path, "--json").json() }

  /// Formats as "name version schema xcount".
  func formats(_ report: JSONValue) throws -> [String] {
    try report.list("formats").map { format in
      let words = [try format.text("format"), try format.text("version"), try format.text("schema")].compactMap { $0 }
      return words.joined(separator: " ") + " x\(format.number("count") ?? -1)"
    }
  }

  /// Writes a file and the directories above it.
  func write(_ name: String, _ text: String) {
    let parts = name.split(separator: "/")
    if parts.count > 1 { Files.makeDirectory(path(parts.dropLast().joined(separator: "/"))) }
    Files.write(path(name), text)
  }

  static let id = "5cb613cd-0fe6-492f-bfa7-fe7a8738ce5c"

  /// A store of OpenClaw with one session of two messages.
  func writeStore(_ folder: String, store: String = "sessions.json", key: String = "agent:ops:main") {
    write("\(folder)/\(store)", #"{"\#(key)":{"sessionId":"\#(Self.id)","updatedAt":1780000000000}}"#)
    write(
      "\(folder)/\(Self.id).jsonl",
      """
      {"type":"session","version":3,"id":"\(Self.id)","timestamp":"2026-05-08T00:00:00.000Z"}
      {"type":"message","id":"a","parentId":null,"message":{"role":"user","content":"one"}}
      {"type":"message","id":"b","parentId":"a","message":{"role":"assistant","content":"two"}}

      """)
  }
}
