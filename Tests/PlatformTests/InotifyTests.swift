import Glibc
import Platform
import Testing

@Suite struct InotifyTests {
  /// Events are there when the call that causes them returns, so nothing is waited for.
  @Test func reportsAGateThatIsMade() throws {
    let directory = try TemporaryDirectory()
    let inotify = try Inotify()
    let watch = try inotify.watch(directory.root, for: .gate)
    #expect(try inotify.events() == [])
    try directory.write("", to: ".warren-gate")
    #expect(Self.isReadable(inotify))
    #expect(try inotify.events() == [InotifyEvent(watch: watch, mask: .created, name: Array(".warren-gate".utf8))])
    #expect(!Self.isReadable(inotify))
  }

  @Test func reportsTheDirectorysOwnGoing() throws {
    let directory = try TemporaryDirectory()
    try directory.root.makeDirectory("a")
    let agent = SharedDescriptor(try directory.root.openDirectory("a"))
    let inotify = try Inotify()
    let watch = try inotify.watch(agent, for: .gate)
    try directory.root.rename("a", to: "b", in: directory.root)
    #expect(try inotify.events() == [InotifyEvent(watch: watch, mask: .selfMoved)])
    try directory.root.removeDirectory("b")
    try agent.close()
    let masks = try inotify.events().map(\.mask)
    #expect(masks == [.selfDeleted, .ignored])
    try inotify.remove(watch)
  }

  @Test func namesAreBytesAndMovesCarryACookie() throws {
    let directory = try TemporaryDirectory()
    let name = try FilePath(bytes: [0xFF, 0x0A])
    try directory.write("", to: "a")
    let inotify = try Inotify()
    let watch = try inotify.watch(directory.path, for: [.movedFrom, .movedTo])
    try directory.root.rename("a", to: name, in: directory.root)
    let events = try inotify.events()
    #expect(events.map(\.mask) == [.movedFrom, .movedTo])
    #expect(events.map(\.name) == [[0x61], [0xFF, 0x0A]])
    #expect(events.allSatisfy { $0.watch == watch && $0.cookie == events[0].cookie && $0.cookie != 0 })
  }

  @Test func aRemovedWatchReportsNothingMore() throws {
    let directory = try TemporaryDirectory()
    let inotify = try Inotify()
    let watch = try inotify.watch(directory.root, for: .gate)
    try inotify.remove(watch)
    try directory.write("", to: "x")
    #expect(try inotify.events().map(\.mask) == [.ignored])
  }

  @Test func watchingWhatIsMissingIsNotFound() throws {
    let inotify = try Inotify()
    #expect(failure { _ = try inotify.watch("/nonexistent/warren", for: .gate) }?.isNotFound == true)
  }

  private static func isReadable(_ inotify: Inotify) -> Bool {
    var query = pollfd(fd: inotify.rawValue, events: Int16(POLLIN), revents: 0)
    return poll(&query, 1, 0) == 1
  }
}
