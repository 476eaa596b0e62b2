/// Reads numbers, limits and lengths of time from the bytes of a command line.
package enum ValueReader {
  /// The rows that one request can ask for by number: the largest page of every surface.
  package static let rows: ClosedRange<Int64> = 1...1000

  /// A whole number in decimal digits, with a minus where the range allows it.
  package static func integer(_ bytes: [UInt8], in range: ClosedRange<Int64>) throws(ParseError) -> Int64 {
    guard let value = number(bytes), range.contains(value) else {
      throw refused(bytes, "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number of rows from 1 to 1000, or `all`.
  package static func limit(_ bytes: [UInt8]) throws(ParseError) -> RowLimit {
    if bytes.elementsEqual("all".utf8) { return .all }
    guard let value = number(bytes), rows.contains(value) else {
      throw refused(bytes, "is neither a number from \(rows.lowerBound) to \(rows.upperBound) nor `all`")
    }
    return .count(Int(value))
  }

  /// A length of time: a number with `s`, `m`, `h` or `d`; a bare number is seconds where that is allowed.
  package static func duration(_ bytes: [UInt8], bareSeconds: Bool = false) throws(ParseError) -> Duration {
    var digits = bytes
    var unit: Int64? = bareSeconds ? 1 : nil
    if let last = bytes.last, !isDigit(last) {
      unit = seconds(in: last)
      digits.removeLast()
    }
    guard let unit, digits.first.map(isDigit) ?? false, let count = number(digits) else {
      let bare = bareSeconds ? ", nor a number of seconds" : ""
      throw refused(bytes, "is not a length of time such as 90s, 15m, 36h or 7d\(bare)")
    }
    let (total, overflow) = count.multipliedReportingOverflow(by: unit)
    if overflow { throw refused(bytes, "is too long a time") }
    return .seconds(total)
  }

  private static func seconds(in unit: UInt8) -> Int64? {
    switch unit {
    case UInt8(ascii: "s"): 1
    case UInt8(ascii: "m"): 60
    case UInt8(ascii: "h"): 3600
    case UInt8(ascii: "d"): 86_400
    default: nil
    }
  }

  /// Digits alone, perhaps behind a minus; `Int64.init` would take a plus as well.
  private static func number(_ bytes: [UInt8]) -> Int64? {
    let digits = bytes.first == UInt8(ascii: "-") ? bytes[1...] : bytes[...]
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    return Int64(String(decoding: bytes, as: UTF8.self))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func refused(_ bytes: [UInt8], _ why: String) -> ParseError {
    ParseError(.invalidValue, "`\(TextEscape.shown(bytes))` \(why).", word: bytes)
  }
}
