package import WarrenModel

/// Moments for people: how long ago they were.
package enum Age {
  /// After this many days the date says more than the distance.
  private static let dayLimit: Int64 = 30
  /// The years 1 to 9999: what lies outside is damage, not a time.
  private static let credible: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// `just now`, `40 s ago`, `3 min ago`, `5 h ago`, `2 d ago`, `in 3 min`, then the date in UTC; `unknown` for nil and outside the years 1 to 9999.
  package static func shown(_ moment: Timestamp?, now: Timestamp) -> String {
    guard let moment, credible.contains(moment.milliseconds), credible.contains(now.milliseconds) else { return "unknown" }
    let difference = now.milliseconds - moment.milliseconds
    let seconds = abs(difference) / 1000
    if seconds >= dayLimit * 86_400 { return String(moment.rfc3339.prefix { $0 != "T" }) }
    if seconds < 2 { return "just now" }
    let distance = Self.distance(seconds)
    return difference < 0 ? "in " + distance : distance + " ago"
  }

  /// A length of time in its largest whole unit: `40 s`, `3 min`, `5 h`, `2 d`.
  package static func distance(_ seconds: Int64) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}
