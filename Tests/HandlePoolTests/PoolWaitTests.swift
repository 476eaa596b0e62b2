import HandlePool
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// Who waits is woken, and gets the right answer.
@Suite struct PoolWaitTests {
  /// A lease that is held until it is told to end.
  private struct Held {
    let task: Task<Void, any Error>
    let go: Signal

    func end() async throws {
      go.set()
      try await task.value
    }
  }

  private func hold(_ fixture: PoolFixture, _ location: StoreLocation) async -> Held {
    let (held, go) = (Signal(), Signal())
    let task = Task {
      try await fixture.pool.lease(location) { _ in
        held.set()
        go.wait()
      }
    }
    #expect(await eventually { held.isSet })
    return Held(task: task, go: go)
  }

  @Test func placeThatOneDoesNotNeedGoesToTheNext() async throws {
    let fixture = try PoolFixture { $0.cap = 2 }
    let names = try ["a", "b", "x", "z"].map { try fixture.make($0) }
    let (first, second) = (await hold(fixture, names[0]), await hold(fixture, names[1]))
    // Three want x, one wants z: x takes one place, so that z gets the other.
    let waiting = [names[2], names[2], names[2], names[3]].map { location in Task { try await fixture.append("w", to: location) } }
    #expect(await eventually { fixture.pool.statistics.waiting == 4 })
    try await first.end()
    try await second.end()
    for task in waiting { try await task.value }
    #expect(try await fixture.texts(names[2]).count == 3)
    #expect(fixture.pool.statistics.waiting == 0)
    await fixture.pool.shutDown()
  }

  @Test func shutDownEndsWhatIsBeingOpened() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    let tasks = (0..<20).map { _ in Task { await code { try await fixture.append("x", to: location) } } }
    await fixture.pool.shutDown()
    for task in tasks { #expect([nil, .closed].contains(await task.value)) }
    #expect(fixture.pool.statistics.open == 0)
    #expect(await code { try await fixture.pool.preview(location) { _ in } } == .closed)
    #expect(Files.names(fixture.path("a")) == ["sessions.sqlite"])
  }

  @Test func drainWaitsForPreviews() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    let (held, go) = (Signal(), Signal())
    let preview = Task {
      try await fixture.pool.preview(location) { _ in
        held.set()
        go.wait()
      }
    }
    #expect(await eventually { held.isSet })
    #expect(await fixture.pool.drain(location, patience: 0.01, deadline: 0.02) == false)
    let drained = Task { await fixture.pool.drain(location, patience: 60, deadline: 60) }
    go.set()
    #expect(await drained.value)
    try await preview.value
    await fixture.pool.shutDown()
  }

  @Test func openerIsNotStarvedByPreviewsThatOverlap() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    let stop = Signal()
    let readers = (0..<4).map { _ in
      Task {
        while !stop.isSet { _ = try await fixture.pool.preview(location) { try $0.summary() } }
      }
    }
    try await fixture.append("in between", to: location)
    stop.set()
    for reader in readers { try await reader.value }
    #expect(try await fixture.texts(location) == ["in between"])
    await fixture.pool.shutDown()
  }

  @Test func cancelledWaiterIsGone() async throws {
    let fixture = try PoolFixture { $0.cap = 1 }
    let (first, second) = (try fixture.make("a"), try fixture.make("b"))
    let held = await hold(fixture, first)
    let waiting = Task { try await fixture.append("x", to: second) }
    #expect(await eventually { fixture.pool.statistics.waiting == 1 })
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    #expect(fixture.pool.statistics.waiting == 0)
    try await held.end()
    await fixture.pool.shutDown()
  }

  @Test func databaseWithSeveralNamesIsNotOpenedForWriting() async throws {
    let fixture = try PoolFixture()
    let first = try fixture.make("a")
    try await fixture.append("before", to: first)
    Files.makeDirectory(fixture.path("b"))
    Files.hardLink("\(fixture.path("b"))/sessions.sqlite", to: "\(fixture.path("a"))/sessions.sqlite")
    let second = try fixture.location("b").with(uuid: "a")
    #expect(await code { try await fixture.append("second", to: second) } == .targetShared)
    // Not even looked at while the first name is open: closing it would drop the locks.
    #expect(await code { try await fixture.pool.preview(second) { _ in } } == .targetShared)
    #expect(await fixture.pool.drain(first, patience: 1, deadline: 10))
    #expect(await code { try await fixture.append("third", to: first) } == .targetShared)
    #expect(try await fixture.pool.preview(second) { try $0.summary().messages } == 1)
    Files.remove("\(fixture.path("b"))/sessions.sqlite")
    try await fixture.append("after", to: first)
    #expect(try await fixture.texts(first) == ["before", "after"])
    await fixture.pool.shutDown()
  }
}
