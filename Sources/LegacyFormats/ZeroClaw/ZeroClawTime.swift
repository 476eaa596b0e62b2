internal import WarrenModel

/// Times as ZeroClaw writes them: RFC 3339 text with any offset and any fraction (https://www.rfc-editor.org/rfc/rfc3339#section-5.6).
enum ZeroClawTime {
  /// nil where the text is no such time; digits below a millisecond are cut off.
  static func parse(_ text: some Collection<UInt8>) -> Timestamp? {
    var reader = Reader(rest: text.prefix(longest + 1).map { $0 }[...])
    guard text.count <= longest, let year = reader.number(4), reader.takes("-"), let month = reader.number(2), reader.takes("-"),
      let day = reader.number(2), reader.takes("Tt "), let hour = reader.number(2), reader.takes(":"), let minute = reader.number(2),
      reader.takes(":"), let second = reader.number(2), let fraction = reader.fraction(), let offset = reader.offset(), reader.rest.isEmpty,
      (1...12).contains(month), (1...days(in: month, of: year)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let seconds = Int64(days(year, month, day)) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset * 60)
    return Timestamp(milliseconds: seconds * 1000 + Int64(fraction))
  }

  /// Bytes; none that is written has more.
  private static let longest = 64

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970 of a date of the proleptic Gregorian calendar: years that begin on 1 March.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func number(_ digits: Int) -> Int? {
      guard rest.count >= digits, rest.prefix(digits).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      defer { rest = rest.dropFirst(digits) }
      return rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    mutating func takes(_ choices: StaticString) -> Bool {
      guard let first = rest.first, choices.withUTF8Buffer({ $0.contains(first) }) else { return false }
      rest = rest.dropFirst()
      return true
    }

    /// Milliseconds; 0 where there is no fraction, nil for a point without digits.
    mutating func fraction() -> Int? {
      guard rest.first == 0x2E else { return 0 }
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      if digits.isEmpty { return nil }
      rest = rest.dropFirst(digits.count + 1)
      return (digits.prefix(3) + [0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Minutes east of UTC.
    mutating func offset() -> Int? {
      if takes("Zz") { return 0 }
      let isWest = rest.first == 0x2D
      guard takes("+-"), let hours = number(2), takes(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
      return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
  }
}
