internal import AgentRegistry
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

struct RootScanTests {
  @Test func hardLinkedDatabasesAreOneTarget() async throws {
    let ground = Ground()
    for name in ["c", "b", "a"] { ground.agent(name, files: ["sessions/x"]) }
    ground.agent("alone", files: ["sessions/sessions.db"])
    Files.write(ground.path("agents/c/sessions/sessions.db"), "database")
    for name in ["a", "b"] {
      Files.hardLink(ground.path("agents/\(name)/sessions/sessions.db"), to: ground.path("agents/c/sessions/sessions.db"))
    }
    Files.link(ground.path("agents/z"), to: "a")
    let scan = try await ground.scan()
    #expect(scan.databases == 2)
    let b = try #require(scan.agent(named: AgentName("b")))
    #expect(scan.alsoKnownAs(b).map(\.description) == ["agents/a/sessions/sessions.db", "agents/c/sessions/sessions.db", "agents/z"])
    let a = try #require(scan.agent(named: AgentName("a")))
    #expect(scan.alsoKnownAs(a).map(\.description) == ["agents/b/sessions/sessions.db", "agents/c/sessions/sessions.db", "agents/z"])
    #expect(scan.canonicalOwner(of: b.stores[0], in: b)?.description == "a")
    #expect(b.codes.contains("target_shared") && !a.codes.contains("target_shared"))
    let alone = try #require(scan.agent(named: AgentName("alone")))
    #expect(scan.alsoKnownAs(alone).isEmpty && scan.canonicalOwner(of: alone.stores[0], in: alone)?.description == "alone")
  }

  @Test func aLinkToTheFileOfAnotherAgentIsItsTarget() async throws {
    let ground = Ground()
    ground.agent("a")
    ground.agent("b", files: ["sessions.sqlite"])
    ground.agent("c")
    ground.agent("d")
    Files.write(ground.directory.path("outside.sqlite"), "x")
    Files.write(ground.path("lost.sqlite"), "x")
    Files.link(ground.path("agents/a/sessions.sqlite"), to: "../b/sessions.sqlite")
    Files.link(ground.path("agents/c/sessions.sqlite"), to: "../../../outside.sqlite")
    Files.link(ground.path("agents/d/sessions.sqlite"), to: "../../lost.sqlite")
    ground.agent("e", files: ["copies/x"])
    Files.link(ground.path("agents/e/sessions.sqlite"), to: "copies/x")
    let scan = try await ground.scan()
    let a = scan.agents[0]
    #expect(scan.databases == 1)
    #expect(a.state == .ok && scan.canonicalOwner(of: a.stores[0], in: a)?.description == "b")
    #expect(scan.alsoKnownAs(a).map(\.description) == ["agents/b/sessions.sqlite"])
    #expect(scan.agents[2].error?.code == .outsideRoot && scan.agents[2].stores.isEmpty)
    #expect(scan.agents[3].error?.code == .outsideRoot)
    let last = try #require(scan.agents.last)
    let store = try #require(last.stores.first)
    #expect(last.state == .degraded && scan.canonicalOwner(of: store, in: last) == nil)
    // Without the others nobody can tell.
    #expect(try ground.inspect("a").state == .degraded)
  }

  @Test func hardLinkedSessionFilesAreFoundToo() async throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions/one.jsonl", "sessions/two.jsonl"])
    ground.agent("b", files: ["sessions/other.jsonl"])
    Files.hardLink(ground.path("agents/b/sessions/copy.jsonl"), to: ground.path("agents/a/sessions/two.jsonl"))
    let scan = try await ground.scan()
    #expect(scan.alsoKnownAs(scan.agents[0]).map(\.description) == ["agents/b/sessions"])
    #expect(scan.alsoKnownAs(scan.agents[1]).map(\.description) == ["agents/a/sessions"])
    #expect(scan.databases == 0)
  }

  @Test func theLayoutTellsWhoWroteTheRoot() async throws {
    let ground = Ground()
    ground.agent("empty")
    #expect(try await ground.scan().layout == .native)
    ground.agent("native", files: ["sessions.sqlite"])
    #expect(try await ground.scan().layout == .native)
    ground.agent("foreign", files: ["sessions/sessions.json"])
    #expect(try await ground.scan().layout == .mixed)
    let other = Ground()
    Files.write(other.path("openclaw.json"), "{}")
    #expect(try await other.scan().layout == .openclaw)
    _ = try ControlDirectory.initialize(FilePath(other.path), adoptingForeign: true)
    let scan = try await other.scan()
    #expect(scan.layout == .mixed && scan.isManaged)
    let third = Ground()
    Files.makeDirectory(third.path("data/sessions"))
    Files.write(third.path("data/sessions/sessions.db"), "x")
    let install = try await third.scan()
    #expect(install.layout == .zeroclaw && install.databases == 1 && install.installDatabase?.size == 1)
  }

  @Test func anUnmanagedRootIsScannedWithoutATrace() async throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions.sqlite", "sessions/x.jsonl"])
    ground.agent("b", files: ["sessions/sessions.db"])
    Files.link(ground.path("agents/l"), to: "a")
    let before = ground.listing
    let scan = try await ground.scan()
    #expect(scan.agents.count == 2)
    #expect(ground.listing == before)
  }

  @Test func aScanOfARootThatChangesNeverFails() async throws {
    let ground = Ground()
    for number in 0..<300 { ground.agent("stays-\(number)", files: ["sessions/a.jsonl"]) }
    let root = try ground.root()
    let isDone = Flag()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await Lane(name: "changes").run {
          var round = 0
          while !isDone.isRaised {
            round += 1
            let path = ground.path("agents/comes-\(round % 50)")
            Files.makeDirectory(path + "/sessions")
            Files.write(path + "/sessions/a.jsonl", "x")
            removeTree(path)
            Files.link(path, to: "stays-1")
            Files.remove(path)
          }
        }
      }
      for _ in 0..<20 {
        let scan = try? await root.scan(lanes: ground.lanes)
        #expect(scan?.agents.filter { $0.name.description.hasPrefix("stays") && $0.state == .ok }.count == 300)
      }
      isDone.raise()
    }
  }

  @Test func aScanLeavesNoDescriptorOpen() async throws {
    let ground = Ground()
    for number in 0..<200 { ground.agent("a\(number)", files: ["sessions/a.jsonl"]) }
    let root = try ground.root()
    #expect(try await root.scan(lanes: ground.lanes).agents.count == 200)
    // The root's own, and that of agents/.
    #expect(try openBelow(ground.path).sorted() == [ground.path, ground.path("agents")])
  }

  /// The paths below a directory that this process has open.
  private func openBelow(_ path: String) throws -> [String] {
    let working = WorkingDirectory()
    var paths: [String] = []
    var reader = try DirectoryReader("/proc/self/fd", in: working)
    while let entry = try reader.next() {
      let link = try FilePath("/proc/self/fd").appending(Array(entry.name))
      if let target = try? working.readLink(link), target.description.hasPrefix(path) { paths.append(target.description) }
    }
    return paths
  }

  @Test func thousandsOfAgentsComeInOrderFromManyVisits() async throws {
    let ground = Ground()
    for number in 0..<2_000 { ground.agent("a\(number)") }
    let scan = try await ground.scan()
    #expect(scan.agents.count == 2_000)
    #expect(scan.agents.map(\.name) == scan.agents.map(\.name).sorted())
    for agent in scan.agents { #expect(scan.agent(named: agent.name)?.identity == agent.identity) }
  }
}
