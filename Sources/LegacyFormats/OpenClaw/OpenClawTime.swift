internal import WarrenModel

/// Times as OpenClaw writes them: milliseconds, ISO 8601, and the stamps of archives.
enum OpenClawTime {
  /// `2026-09-01T00:00:00.000Z`, with any fraction and with an offset in place of the Z; nil for anything else.
  static func parse(iso text: some Collection<UInt8>) -> Timestamp? { parse(Array(text), clock: 0x3A) }

  /// The same with `-` in place of `:`, as file names have it, in UTC only.
  static func parse(stamp text: some BidirectionalCollection<UInt8>) -> Timestamp? {
    text.last == 0x5A ? parse(Array(text), clock: 0x2D) : nil
  }

  private static func parse(_ text: [UInt8], clock: UInt8) -> Timestamp? {
    guard text.count >= 20, text.count <= 40, text[4] == 0x2D, text[7] == 0x2D, text[10] | 0x20 == 0x74, text[13] == clock,
      text[16] == clock,
      let year = number(text[0..<4]), let month = number(text[5..<7]), let day = number(text[8..<10]), let hour = number(text[11..<13]),
      let minute = number(text[14..<16]), let second = number(text[17..<19]),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    var at = 19
    var fraction: Int64 = 0
    if text[at] == 0x2E {
      let digits = text[(at + 1)...].prefix { OpenClawBytes.isDigit($0) }
      guard !digits.isEmpty, let value = number((digits.prefix(3) + [0x30, 0x30]).prefix(3)) else { return nil }
      fraction = value
      at = digits.endIndex
    }
    guard let offset = offset(text[at...]) else { return nil }
    let time = days(year, month, day) * 86_400_000 + (hour * 3600 + minute * 60 + second) * 1000 + fraction
    return Timestamp(milliseconds: time - offset)
  }

  /// `Z` or `±HH:MM`, in milliseconds.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
    guard let sign = zone.first else { return nil }
    if sign | 0x20 == 0x7A { return zone.count == 1 ? 0 : nil }
    let rest = zone.dropFirst().filter { $0 != 0x3A }
    guard sign == 0x2B || sign == 0x2D, rest.count == 4, let hours = number(rest[..<2]), let minutes = number(rest[2...]) else {
      return nil
    }
    return (sign == 0x2D ? -1 : 1) * (hours * 60 + minutes) * 60_000
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for digit in digits {
      guard OpenClawBytes.isDigit(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return value
  }

  /// Days since 1970 of a date of the proleptic Gregorian calendar: eras of 400 years that begin on 1 March.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
