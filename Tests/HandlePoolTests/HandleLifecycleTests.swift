import HandlePool
import Testing

@Suite struct HandleLifecycleTests {
  private func opened(leases: Int) -> HandleLifecycle {
    var lifecycle = HandleLifecycle()
    lifecycle.opened()
    for _ in 0..<leases { _ = lifecycle.take() }
    return lifecycle
  }

  @Test func nothingIsTakenBeforeItIsOpenOrAfterItDrains() {
    var opening = HandleLifecycle()
    let early = opening.take()
    #expect(!early)
    var draining = opened(leases: 1)
    let (next, late) = (draining.drain(), draining.take())
    #expect(next == .nothing && !late)
  }

  @Test func lastLeaseOfADrainingHandleCloses() {
    var lifecycle = opened(leases: 2)
    let steps = [lifecycle.drain(), lifecycle.release(), lifecycle.release()]
    #expect(steps == [.nothing, .nothing, .close])
    #expect(lifecycle.state == .closing)
    lifecycle.closed()
    #expect(lifecycle.state == .closed)
  }

  @Test func drainingAnIdleHandleClosesItOnce() {
    var lifecycle = opened(leases: 0)
    #expect(lifecycle.isIdle)
    let steps = [lifecycle.drain(), lifecycle.drain()]
    #expect(steps == [.close, .nothing])
  }

  @Test func lastReleaseOfAnOpenHandleIsIdle() {
    var lifecycle = opened(leases: 2)
    let steps = [lifecycle.release(), lifecycle.release()]
    #expect(steps == [.nothing, .idle])
    #expect(lifecycle.isIdle)
  }

  @Test func handleThatDidNotOpenEnds() {
    var lifecycle = HandleLifecycle()
    lifecycle.closed()
    #expect(lifecycle.state == .closed)
  }
}
