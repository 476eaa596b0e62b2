/// Reads the words of a command line by a tree of commands.
///
/// Words are bytes. `--` ends the options; `--name=VALUE` and `--name VALUE` take the value as it is, even if it begins with a dash; short
/// options may stand in one word (`-qv`, `-n5`). A mistake in options does not stop the reading, so that `--help` behind it is still seen.
package struct CommandParser: Sendable {
  private static let dash = UInt8(ascii: "-")
  private static let equals = UInt8(ascii: "=")

  private let root: CommandSpec

  package init(_ root: CommandSpec) { self.root = root }

  /// Reads a command line without the program's name.
  package func parse(_ words: [[UInt8]]) throws(ParseError) -> Invocation {
    var reading = Reading(root)
    var rest = words[...]
    var ended = false
    while let word = rest.popFirst() {
      if ended || word.first != Self.dash || word.count == 1 {
        try reading.take(plain: word)
      } else if word == [Self.dash, Self.dash] {
        ended = true
      } else if word[1] == Self.dash {
        Self.readLong(word, &rest, &reading)
      } else {
        Self.readShort(word, &rest, &reading)
      }
    }
    return try reading.finish()
  }

  private static func readLong(_ word: [UInt8], _ rest: inout ArraySlice<[UInt8]>, _ reading: inout Reading) {
    let body = word[2...]
    let name = body.prefix { $0 != equals }
    let attached = name.count < body.count ? Array(body.dropFirst(name.count + 1)) : nil
    guard let option = reading.option(long: Array(name)) else {
      reading.noteUnknown(Array(word.prefix(2 + name.count)))
      return
    }
    if option.valueLabel == nil {
      if let attached { reading.noteUnexpected(attached, for: option) } else { reading.take(flag: option) }
    } else if let value = attached ?? rest.popFirst() {
      reading.take(value, for: option)
    } else {
      reading.noteMissingValue(of: option)
    }
  }

  private static func readShort(_ word: [UInt8], _ rest: inout ArraySlice<[UInt8]>, _ reading: inout Reading) {
    var letters = word[1...]
    while let letter = letters.popFirst() {
      guard let option = reading.option(short: letter) else {
        reading.noteUnknown(word)
        return
      }
      if option.valueLabel == nil {
        reading.take(flag: option)
      } else if let value = letters.isEmpty ? rest.popFirst() : Array(letters) {
        reading.take(value, for: option)
        return
      } else {
        reading.noteMissingValue(of: option)
      }
    }
  }
}
