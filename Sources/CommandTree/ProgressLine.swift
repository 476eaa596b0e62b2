/// One line on a terminal that says how far a long operation is; it redraws in place and erases itself.
///
/// It has no timer: it draws when it is told of progress, at most ten times a second. The caller decides whether there is a terminal.
package struct ProgressLine: Sendable {
  /// More would only flicker.
  private static let interval: Duration = .milliseconds(100)
  /// Rates over less than this jump about.
  private static let settled: Duration = .seconds(1)
  /// Larger rates and times mean nothing, and would not fit an integer.
  private static let sane = 1e15
  /// Carriage return, then erase to the end of the line.
  private static let erase = "\r\u{1B}[K"

  private let label: String
  private let total: Int64?
  private let width: Int
  private let now: @Sendable () -> ContinuousClock.Instant
  private let write: @Sendable (String) -> Void
  private let started: ContinuousClock.Instant
  private var drawn: ContinuousClock.Instant?

  /// - Parameters:
  ///   - total: how many there are, or nil where that is not known.
  ///   - width: the columns of the terminal.
  ///   - now: the clock.
  ///   - write: takes the text for the terminal.
  package init(
    _ label: String, total: Int64?, width: Int = 80, now: @escaping @Sendable () -> ContinuousClock.Instant,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.label = TextEscape.shown(label)
    self.total = total
    self.width = width
    self.now = now
    self.write = write
    started = now()
  }

  /// Tells how many are done.
  package mutating func update(_ done: Int64) {
    let moment = now()
    if let drawn, moment - drawn < Self.interval { return }
    drawn = moment
    // The last column stays free: some terminals wrap when it is written.
    write(Self.erase + CellWidth.prefix(of: text(done, elapsed: moment - started), cells: max(1, width - 1)))
  }

  /// Takes the line away, so that what is printed next starts on a clean one.
  package mutating func finish() {
    if drawn != nil { write(Self.erase) }
    drawn = nil
  }

  private func text(_ done: Int64, elapsed: Duration) -> String {
    var parts = [label + " \(done)" + (total.map { "/\($0)" } ?? "")]
    if let total, total > 0 { parts.append("\(Int(Double(min(max(done, 0), total)) / Double(total) * 100)) %") }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    if elapsed >= Self.settled, done > 0 {
      let rate = Double(done) / seconds
      parts.append((rate < 10 ? "\(Int(rate)).\(Int(rate * 10) % 10)" : "\(Int64(min(rate, Self.sane)))") + "/s")
      if let total, total > done { parts.append(Age.distance(Int64(min(Double(total - done) / rate, Self.sane).rounded(.up))) + " left") }
    }
    return parts.joined(separator: "  ")
  }
}
