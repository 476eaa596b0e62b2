import CommandTree
import Synchronization
import Testing

/// A clock that a test moves and a terminal that keeps what it was sent.
private final class Stage: Sendable {
  private let state = Mutex((moment: ContinuousClock.now, sent: [String]()))

  var moment: ContinuousClock.Instant {
    get { state.withLock { $0.moment } }
    set { state.withLock { $0.moment = newValue } }
  }
  var sent: [String] { state.withLock { $0.sent } }

  func line(total: Int64?, width: Int = 80) -> ProgressLine {
    ProgressLine(
      "Copying", total: total, width: width, now: { self.moment }, write: { text in self.state.withLock { $0.sent.append(text) } })
  }
}

@Suite struct ProgressLineTests {
  private let stage = Stage()

  @Test func itShowsCountRateAndTimeLeft() {
    var line = stage.line(total: 2000)
    line.update(0)
    stage.moment += .seconds(10)
    line.update(500)
    #expect(stage.sent == ["\r\u{1B}[KCopying 0/2000  0 %", "\r\u{1B}[KCopying 500/2000  25 %  50/s  30 s left"])
  }

  @Test func itDrawsTenTimesASecondAtMost() {
    var line = stage.line(total: nil)
    for done in 0..<1000 {
      line.update(Int64(done))
      stage.moment += .milliseconds(1)
    }
    #expect(stage.sent.count == 10)
  }

  @Test func anUnknownTotalShowsNoShare() {
    var line = stage.line(total: nil)
    stage.moment += .seconds(4)
    line.update(10)
    #expect(stage.sent == ["\r\u{1B}[KCopying 10  2.5/s"])
  }

  @Test func itErasesItself() {
    var line = stage.line(total: 1)
    line.update(1)
    line.finish()
    line.finish()
    #expect(stage.sent.last == "\r\u{1B}[K")
    #expect(stage.sent.count == 2)
  }

  @Test func whatWasNeverDrawnIsNotErased() {
    var line = stage.line(total: 1)
    line.finish()
    #expect(stage.sent.isEmpty)
  }

  @Test func itStaysOnOneLine() {
    var line = stage.line(total: 100, width: 10)
    line.update(50)
    #expect(stage.sent == ["\r\u{1B}[KCopying 5"])
  }

  @Test func extremesDoNotTrap() {
    var line = stage.line(total: .max)
    stage.moment += .seconds(1_000_000_000)
    line.update(1)
    stage.moment += .seconds(1)
    line.update(.max)
    stage.moment += .seconds(1)
    line.update(.min)
    #expect(stage.sent.count == 3)
  }
}
