/// The words of the command line as bytes: `CommandLine.arguments` would repair what is not UTF-8.
enum CommandWords {
  static var ofThisProcess: [[UInt8]] {
    let words = UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    return words.dropFirst().compactMap { word in word.map { bytes($0) } }
  }

  /// The bytes of a C string without its NUL.
  static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
    var out: [UInt8] = []
    var place = text
    while place.pointee != 0 {
      out.append(UInt8(bitPattern: place.pointee))
      place += 1
    }
    return out
  }
}
