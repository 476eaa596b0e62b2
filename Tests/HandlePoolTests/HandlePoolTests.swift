import Dispatch
import HandlePool
import Platform
import SQLite
import SessionStore
import Synchronization
import TestSupport
import Testing
import WarrenModel

@Suite struct HandlePoolTests {
  @Test func tasksThatOpenTheSameStoreShareOneHandle() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 { group.addTask { try await fixture.append("\(number)", to: location) } }
      try await group.waitForAll()
    }
    #expect(fixture.pool.statistics.open == 1)
    #expect(Set(try await fixture.texts(location)) == Set((0..<40).map(String.init)))
    await fixture.pool.shutDown()
    #expect(Files.names(fixture.path("a")).sorted() == ["sessions.sqlite"])
  }

  @Test func eachLeaseGetsTheRightStoreUnderEviction() async throws {
    let fixture = try PoolFixture { $0.cap = 4 }
    let locations = try (0..<24).map { try fixture.make("agent-\($0)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for round in 0..<4 {
        for location in locations {
          group.addTask { try await fixture.append("\(location.agent) \(round)", to: location) }
        }
      }
      try await group.waitForAll()
    }
    #expect(fixture.pool.statistics.open <= 4)
    for location in locations {
      #expect(Set(try await fixture.texts(location)) == Set((0..<4).map { "\(location.agent) \($0)" }))
    }
    await fixture.pool.shutDown()
  }

  @Test func waitingForAPlaceEndsWithAClearError() async throws {
    let fixture = try PoolFixture {
      $0.cap = 1
      $0.placeTimeout = 0.05
    }
    let (first, second) = (try fixture.make("a"), try fixture.make("b"))
    let (held, go) = (Signal(), Signal())
    let holder = Task {
      try await fixture.pool.lease(first) { _ in
        held.set()
        go.wait()
      }
    }
    #expect(await eventually { held.isSet })
    #expect(await code { try await fixture.append("x", to: second) } == .tooManyOpen)
    go.set()
    try await holder.value
    try await fixture.append("x", to: second)
    await fixture.pool.shutDown()
  }

  @Test func drainWaitsForALease() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    let (held, go) = (Signal(), Signal())
    let holder = Task {
      try await fixture.pool.lease(location) { store in
        held.set()
        go.wait()
        return try store.append(fixture.request("inside"))
      }
    }
    #expect(await eventually { held.isSet })
    let drained = Task { await fixture.pool.drain(location, patience: 30, deadline: 30) }
    go.set()
    #expect(await drained.value)
    _ = try await holder.value
    #expect(fixture.pool.statistics.open == 0)
    #expect(try await fixture.texts(location) == ["inside"])
    await fixture.pool.shutDown()
  }

  @Test func drainInterruptsAStatementThatDoesNotEnd() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    for number in 0..<200 { try await fixture.append("word \(number)", to: location) }
    let held = Signal()
    let holder = Task {
      try await fixture.pool.lease(location) { store in
        held.set()
        while true { _ = try store.search(SearchQuery(text: "word", limit: 1000, order: .ranked)) }
      }
    }
    #expect(await eventually { held.isSet })
    #expect(await fixture.pool.drain(location, patience: 0.01, deadline: 20))
    #expect(await code { try await holder.value } == .interrupted)
    await fixture.pool.shutDown()
  }

  @Test func gateRefusesLeasesAndIdleHandlesLetGo() async throws {
    let fixture = try PoolFixture()
    let (gated, other) = (try fixture.make("a"), try fixture.make("b"))
    try await fixture.append("x", to: gated)
    try await fixture.append("x", to: other)
    #expect(fixture.pool.statistics.open == 2)
    Files.write(fixture.path("a/.warren-gate"), "operation")
    #expect(await eventually { fixture.pool.statistics.open == 1 })
    #expect(await code { try await fixture.append("late", to: gated) } == .deleting)
    try await fixture.append("y", to: other)
    #expect(await eventually { !Files.exists(fixture.path("a/sessions.sqlite-wal")) })
    await fixture.pool.shutDown()
  }

  @Test func lockedDirectoryIsBeingDeleted() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    let descriptor = try WorkingDirectory().openDirectory(FilePath(fixture.path("a")))
    #expect(try descriptor.tryLock(.exclusive))
    #expect(await code { try await fixture.append("late", to: location) } == .deleting)
    #expect(await code { try await fixture.pool.preview(location) { _ in } } == .deleting)
    try descriptor.unlock()
    try await fixture.append("now", to: location)
    await fixture.pool.shutDown()
  }

  @Test func movedOrReplacedDirectoryIsNotWrittenTo() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    try await fixture.append("before", to: location)
    Files.rename(fixture.path("a"), to: fixture.path("moved"))
    #expect(await code { try await fixture.append("late", to: location) } == .deleted)
    let anew = try fixture.make("a")
    #expect(await code { try await fixture.append("late", to: location) } == .replaced)
    #expect(await eventually { fixture.pool.statistics.open == 0 })
    try await fixture.append("other", to: anew)
    #expect(try await fixture.texts(anew) == ["other"])
    #expect(try await fixture.texts(fixture.location("moved").with(uuid: "a")) == ["before"])
    await fixture.pool.shutDown()
  }

  @Test func otherUUIDInTheDatabaseIsRefused() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    #expect(await code { try await fixture.append("x", to: location.with(uuid: "other")) } == .uuidMismatch)
    #expect(fixture.pool.statistics.open == 0)
    await fixture.pool.shutDown()
  }

  @Test func idleHandlesAreClosedAfterAWhile() async throws {
    let fixture = try PoolFixture { $0.idleTimeout = 0.02 }
    let locations = try (0..<3).map { try fixture.make("a\($0)") }
    for location in locations { try await fixture.append("x", to: location) }
    #expect(await eventually { fixture.pool.statistics.open == 0 })
    for location in locations { #expect(try await fixture.texts(location) == ["x"]) }
    await fixture.pool.shutDown()
  }

  @Test func previewLeavesNoTraceAndUsesAnOpenHandle() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    try await fixture.append("x", to: location)
    #expect(try await fixture.pool.preview(location) { try $0.summary().messages } == 1)
    _ = await fixture.pool.drain(location, patience: 1, deadline: 1)
    let before = Files.listing(fixture.directory.path)
    #expect(try await fixture.pool.preview(location) { try $0.summary().messages } == 1)
    #expect(Files.listing(fixture.directory.path) == before)
    #expect(fixture.pool.statistics.open == 0)
    await fixture.pool.shutDown()
  }

  @Test func openingWaitsForARunningPreview() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    let (held, go) = (Signal(), Signal())
    let order = Mutex<[String]>([])
    let preview = Task {
      try await fixture.pool.preview(location) { _ in
        held.set()
        go.wait()
      }
      order.withLock { $0.append("preview") }
    }
    #expect(await eventually { held.isSet })
    let append = Task { try await fixture.append("x", to: location) }
    #expect(await eventually { fixture.pool.statistics.waiting == 1 })
    #expect(fixture.pool.statistics.open == 0)
    go.set()
    try await preview.value
    try await append.value
    #expect(try await fixture.texts(location) == ["x"])
    await fixture.pool.shutDown()
  }

  @Test func failingAppendSparesItsNeighbours() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    _ = try await fixture.pool.append(fixture.request("first", idempotency: "x"), to: location)
    await withTaskGroup(of: (Int, ErrorCode?).self) { group in
      for number in 0..<30 {
        group.addTask {
          let request = try? fixture.request(number % 3 == 0 ? "other" : "n\(number)", idempotency: number % 3 == 0 ? "x" : nil)
          return (number, await code { if let request { _ = try await fixture.pool.append(request, to: location) } })
        }
      }
      for await (number, code) in group { #expect(code == (number % 3 == 0 ? .idempotencyConflict : nil)) }
    }
    #expect(try await fixture.texts(location).count == 21)
    await fixture.pool.shutDown()
  }

  @Test func longLogIsCheckpointedBetweenRequests() async throws {
    let fixture = try PoolFixture { $0.checkpointFrames = 50 }
    let location = try fixture.make("a")
    for number in 0..<300 { try await fixture.append(String(repeating: "text \(number) ", count: 50), to: location) }
    #expect(Files.read(fixture.path("a/sessions.sqlite-wal")).count < 2_000_000)
    #expect(Files.read(fixture.path("a/sessions.sqlite")).count > 100_000)
    #expect(try await fixture.texts(location).count == 300)
    await fixture.pool.shutDown()
  }

  @Test func nothingIsToBeHadAfterShutDown() async throws {
    let fixture = try PoolFixture()
    let location = try fixture.make("a")
    await fixture.pool.shutDown()
    #expect(await code { try await fixture.append("x", to: location) } == .closed)
  }
}

extension StoreLocation {
  func with(uuid: String) -> StoreLocation { StoreLocation(agent: agent, identity: identity, backend: backend, uuid: uuid) }
}

/// Something that happens once, to be waited for on a lane.
final class Signal: Sendable {
  private let state = Atomic<Bool>(false)
  private let semaphore = DispatchSemaphore(value: 0)

  var isSet: Bool { state.load(ordering: .acquiring) }

  func set() {
    state.store(true, ordering: .releasing)
    semaphore.signal()
  }

  /// Blocks its thread; whoever waits next is let through too.
  func wait() {
    semaphore.wait()
    semaphore.signal()
  }
}
