/// A moment in milliseconds since 1970 in UTC. An unknown time is nil, never invented.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// This moment moved by a number of milliseconds; it stops at the ends of what can be represented.
  public func advanced(byMilliseconds delta: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
    return Timestamp(milliseconds: overflow ? (delta < 0 ? .min : .max) : sum)
  }

  public var description: String { rfc3339 }

  /// RFC 3339 in UTC with milliseconds, such as `2026-11-21T09:30:00.000Z`.
  public var rfc3339: String { String(decoding: rfc3339Bytes, as: UTF8.self) }

  /// What RFC 3339 can say: the years 0000 to 9999. A moment outside is shown as the nearest end.
  private static let earliest: Int64 = -62_167_219_200_000
  private static let latest: Int64 = 253_402_300_799_999

  /// The same as ASCII bytes, for writers that stream.
  public var rfc3339Bytes: [UInt8] {
    let milliseconds = min(max(milliseconds, Self.earliest), Self.latest)
    let days = milliseconds.floored(by: 86_400_000)
    let rest = Int(milliseconds - days * 86_400_000)
    let (year, month, day) = Self.civil(fromDays: days)
    var out: [UInt8] = []
    out.reserveCapacity(24)
    Self.append(Int(year.magnitude), width: 4, to: &out)
    for (mark, value) in [(0x2D, month), (0x2D, day), (0x54, rest / 3_600_000), (0x3A, rest / 60_000 % 60), (0x3A, rest / 1000 % 60)] {
      out.append(UInt8(mark))
      Self.append(value, width: 2, to: &out)
    }
    out.append(0x2E)
    Self.append(rest % 1000, width: 3, to: &out)
    out.append(0x5A)
    return out
  }

  private static func append(_ value: Int, width: Int, to out: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      out.append(UInt8(0x30 + value / divisor % 10))
      divisor /= 10
    }
  }

  /// Days since 1970 as a date of the proleptic Gregorian calendar: eras of 400 years that begin on 1 March.
  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted.floored(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Int64 {
  fileprivate func floored(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
