import Dispatch
import Glibc
import Platform
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct LaneTests {
  @Test func bodiesRunInOrder() async {
    let lane = Lane(name: "order")
    let log = Log()
    for number in 0..<1000 { lane.submit { log.add(number) } }
    await lane.run {}
    #expect(log.numbers == Array(0..<1000))
  }

  @Test func resultsAndErrorsComeBack() async throws {
    let lane = Lane(name: "errors")
    #expect(await lane.run { 7 } == 7)
    let failed = SystemError(code: EIO, call: .read)
    do {
      try await lane.run { () throws(SystemError) in throw failed }
      Issue.record("nothing was thrown")
    } catch { #expect(error == failed) }
  }

  @Test func blockedLanesDoNotHoldUpTheOthers() async throws {
    let lanes = LaneSet(name: "blocking")
    let turnstile = Turnstile()
    let blocked = (0..<15).map { _ in Task { await lanes.run { turnstile.pass() } } }
    while turnstile.arrived < 15 { await Task.yield() }
    var total = 0
    for number in 0..<49 { total += await lanes.run { number } }
    #expect(total == 49 * 48 / 2)
    turnstile.open()
    for task in blocked { await task.value }
  }

  @Test func sixtyFourBlockingCallsRunSixteenAtATime() async {
    let lanes = LaneSet(name: "shared")
    // It opens when the sixteenth blocks, so it would never open if fewer could block at once.
    let turnstile = Turnstile(opensAt: 16)
    let done = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<64 {
        group.addTask {
          await lanes.run {
            turnstile.pass()
            return 1
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(done == 64)
  }

  @Test func anActorStaysOnItsLane() async {
    let lane = Lane(name: "actor")
    let resident = Resident(lane: lane)
    #expect(await resident.isOnLane())
  }

  private actor Resident {
    private let lane: Lane
    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    init(lane: Lane) { self.lane = lane }

    func isOnLane() -> Bool { lane.pending == 1 && lane.runningNanoseconds != nil }
  }
}

/// Numbers in the order in which they came.
private final class Log: Sendable {
  private let content = Mutex<[Int]>([])

  var numbers: [Int] { content.withLock { $0 } }

  func add(_ number: Int) { content.withLock { $0.append(number) } }
}

/// Blocks threads until it is opened; from then on it is passed freely.
private final class Turnstile: Sendable {
  private let count = Atomic<Int>(0)
  private let opensAt: Int?
  private let lock = DispatchSemaphore(value: 0)

  init(opensAt: Int? = nil) { self.opensAt = opensAt }

  var arrived: Int { count.load(ordering: .acquiring) }

  func pass() {
    if count.add(1, ordering: .acquiringAndReleasing).newValue == opensAt { open() }
    lock.wait()
    lock.signal()
  }

  func open() { lock.signal() }
}
