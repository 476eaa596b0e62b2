internal import AgentRegistry
internal import Glibc
internal import Platform
internal import TestSupport
internal import WarrenModel

/// A state root of one test's own.
struct Ground {
  let directory: TemporaryDirectory
  let lanes = LaneSet(name: "test", count: 4)
  let clock = WallClock { Timestamp(milliseconds: 1_790_000_000_000) }

  var path: String { directory.path("root") }

  /// - Parameter inMemory: for tests that sync a great many times.
  init(inMemory: Bool = false) {
    directory = TemporaryDirectory("registry", inMemory: inMemory)
    Files.makeDirectory(directory.path("root"))
  }

  func path(_ below: String) -> String { "\(path)/\(below)" }

  /// Makes an agent directory, and in it directories and files of some bytes.
  func agent(_ name: String, files: [String] = []) {
    Files.makeDirectory(path("agents/\(name)"))
    for file in files {
      let parts = file.split(separator: "/").dropLast()
      if !parts.isEmpty { Files.makeDirectory(path("agents/\(name)/" + parts.joined(separator: "/"))) }
      Files.write(path("agents/\(name)/\(file)"), "{\"role\":\"user\",\"content\":\"hello\"}\n")
    }
  }

  /// Makes a directory of any name.
  func agent(bytes name: [UInt8]) {
    Files.makeDirectory(path("agents"))
    let path = Array(path("agents/").utf8) + name
    let made = path.withUnsafeBufferPointer { buffer in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: buffer.count + 1) { text in
        for (index, byte) in buffer.enumerated() { text[index] = CChar(bitPattern: byte) }
        text[buffer.count] = 0
        return text.baseAddress.map { mkdir($0, 0o700) } ?? -1
      }
    }
    precondition(made == 0)
  }

  func manifest(_ name: String, uuid: String = Ground.uuid, backend: String = "sqlite") {
    Files.write(
      path("agents/\(name)/.warren.json"), "{\"format\":1,\"uuid\":\"\(uuid)\",\"backend\":\"\(backend)\",\"created_at\":null}\n")
  }

  static let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"

  func root(calls: SystemCalls = .direct) throws -> StateRoot { try StateRoot(path: FilePath(path), calls: calls) }

  func scan() async throws -> RootScan { try await root().scan(lanes: lanes) }

  func inspect(_ name: String) throws -> FoundAgent { try AgentInspector(root()).inspect(AgentName(name)) }

  func creator(_ root: StateRoot) -> AgentCreator { AgentCreator(root: root, owner: LockOwner(command: "warren test"), clock: clock) }

  /// What is below the root now.
  var listing: [String] { Files.listing(path) }
}

/// The error that a call throws; nil where it does not.
func failure(_ body: () async throws -> Void) async -> WarrenError? {
  do {
    try await body()
    return nil
  } catch { return error as? WarrenError }
}

extension FoundAgent {
  var codes: Set<String> { Set(findings.map(\.code)) }
}

extension String {
  var raw: [UInt8] { Array(utf8) }
}
