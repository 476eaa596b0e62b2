import TestSupport
import Testing

/// Deleting from a root that is full of traps: names, links, mounts.
@Suite(.serialized) struct AwkwardDeletionTests {
  private static let names: [[UInt8]] =
    ["-rf", "--all-agents", "cafe\u{301}", "café", "line\nbreak", "...", "..foo", "%41gent", "*", "$(id)", " both ends ", "con", "CON"]
    .map { Array($0.utf8) } + [
      [UInt8](repeating: UInt8(ascii: "n"), count: 255), Array((String(repeating: "é", count: 127) + "n").utf8),
      [0xFF, 0xFE] + Array("-not-utf8".utf8), Array("caf".utf8) + [0xE9],
      Array("line\n".utf8) + [0x80] + [UInt8](repeating: 0x79, count: 200),
    ]

  private let directory = TemporaryDirectory("fleet")

  /// A fleet that another program wrote, with all traps, taken over.
  private func fleet() throws -> WarrenCommand {
    let samples = try #require(Project.samples)
    let root = directory.path("fleet")
    let made = Child.run(["python3", "\(samples)/make_fleet.py", root, "--backend", "mixed", "--agents", "4", "--awkward"])
    try #require(made.status == 0, "\(made.errors)")
    let warren = WarrenCommand(root: root)
    try #require(warren("init", "--adopt").status == 0)
    return warren
  }

  /// The entries of `agents/` that are no directories, with identity, times and content: those of a directory change with what is in it.
  private func files(_ warren: WarrenCommand) throws -> [Substring] {
    let samples = try #require(Project.samples)
    let listed = Child.run(["python3", "\(samples)/tree_listing.py", "--identity", "\(warren.root)/agents"])
    try #require(listed.status == 0, "\(listed.errors)")
    return String(decoding: listed.output, as: UTF8.self).split(separator: "\n").filter { !$0.contains("\tdir\t") }
  }

  @Test(.enabled(if: Project.samples != nil, "the sample generators lie beside the project"))
  func awkwardNamesAreDeletedAndRestoredByteForByte() throws {
    let warren = try fleet()
    let all = Set(RawNames.list("\(warren.root)/agents"))
    let before = try files(warren)
    for name in Self.names {
      try #require(all.contains(name), "\(String(decoding: name, as: UTF8.self))")
      let deleted = warren.run(bytes: ["agents", "delete", "--yes", "--"].map { Array($0.utf8) } + [name])
      #expect(deleted.status == 0, "\(deleted.errors)")
      #expect(Set(RawNames.list("\(warren.root)/agents")) == all.subtracting([name]))
      let trashed = Files.names("\(warren.root)/.warren/trash").flatMap { RawNames.list("\(warren.root)/.warren/trash/\($0)") }
      #expect(trashed == [name])
      let restored = warren.run(bytes: ["agents", "restore", "--"].map { Array($0.utf8) } + [name])
      #expect(restored.status == 0, "\(restored.errors)")
      #expect(Set(RawNames.list("\(warren.root)/agents")) == all)
    }
    #expect(try files(warren) == before)
    #expect(try warren.remains().isEmpty)
  }

  @Test(.enabled(if: Project.samples != nil, "the sample generators lie beside the project"))
  func hardLinkedDatabaseIsRefusedWithBothOwners() throws {
    let warren = try fleet()
    let before = try files(warren)
    for name in ["twin-a", "twin-b"] {
      for words in [["--dry-run"], ["--yes"], ["--yes", "--force", "--purge"]] {
        let refused = warren.run(["agents", "delete", name, "--json"] + words)
        #expect(refused.status != 0)
        let told = refused.errors + refused.text
        #expect(told.contains("target_shared") && told.contains("twin-a") && told.contains("twin-b"), "\(told)")
      }
    }
    // Names that lead to an agent, or out, are none.
    for name in ["linked-in", "linked-out", "dangling", "loop", "notes.txt"] {
      #expect(warren("agents", "delete", name, "--yes").status == 66, "\(name)")
    }
    #expect(try files(warren) == before)
    #expect(try warren.remains().isEmpty)
  }

  @Test func linkedContentIsUnlinkedAndNotFollowed() throws {
    let warren = WarrenCommand()
    try #require(warren.make("a", backend: "jsonl", texts: ["one"]))
    let outside = directory.path("outside")
    Files.makeDirectory("\(outside)/below")
    Files.write("\(outside)/below/precious", "x")
    let agent = warren.path(of: "a")
    Files.makeDirectory("\(agent)/deep/deeper")
    Files.link("\(agent)/deep/out", to: outside)
    Files.link("\(agent)/deep/deeper/file", to: "\(outside)/below/precious")
    Files.link("\(agent)/deep/loop", to: "..")
    Files.link("\(agent)/dangling", to: "nowhere")
    let before = Files.listing(outside)
    #expect(warren("agents", "delete", "a", "--yes").status == 0)
    #expect(warren("agents", "purge", "a", "--yes").status == 0)
    #expect(Files.listing(outside) == before)
    #expect(warren.directories.isEmpty && warren.trash.isEmpty)
  }

  private static let canMount = Child.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).status == 0

  /// In a mount namespace of its own: nothing stays mounted.
  @Test(.enabled(if: canMount, "the machine lets nobody mount"), arguments: ["tmpfs", "bind"])
  func mountInsideIsRefused(_ kind: String) throws {
    let warren = WarrenCommand()
    try #require(warren.make("a", backend: "sqlite", texts: ["one"]))
    let outside = directory.path("outside")
    Files.makeDirectory(outside)
    Files.write("\(outside)/precious", "x")
    let place = "\(warren.path(of: "a"))/deep/mounted"
    Files.makeDirectory(place)
    let mount = kind == "tmpfs" ? "mount -t tmpfs none '\(place)'" : "mount --bind '\(outside)' '\(place)'"
    let before = Files.listing(outside)
    let script = "\(mount) && exec '\(Products.path("warren"))' --root '\(warren.root)' agents delete a --json --yes --wait 1 \"$@\""
    for words in [[], ["--purge"], ["--dry-run"]] {
      let refused = WarrenCommand.Outcome(Child.run(["unshare", "--mount", "sh", "-c", script, "sh"] + words))
      #expect(refused.status != 0)
      #expect((refused.errors + refused.text).contains("mount_point"), "\(refused.errors)")
    }
    #expect(Files.listing(outside) == before)
    #expect(warren.directories == ["a"])
    #expect(try warren.remains().isEmpty)
    // Mounted after it has come into the trash: the purge leaves it alone, and goes on once it is unmounted.
    #expect(warren("agents", "delete", "a", "--yes").status == 0)
    let trashed = try #require(warren.trashed("a").first)
    let later = kind == "tmpfs" ? "mount -t tmpfs none '\(trashed)/deep/mounted'" : "mount --bind '\(outside)' '\(trashed)/deep/mounted'"
    let purge = "\(later) && exec '\(Products.path("warren"))' --root '\(warren.root)' agents purge a --json --yes"
    let refused = WarrenCommand.Outcome(Child.run(["unshare", "--mount", "sh", "-c", purge]))
    #expect(refused.errors.contains("mount_point"), "\(refused.errors) \(refused.text)")
    #expect(Files.listing(outside) == before)
    #expect(warren("agents", "purge", "a", "--yes").status == 0)
    #expect(try warren.remains().isEmpty && warren.trash.isEmpty)
  }
}
