package import WarrenModel

extension SessionQuery {
  /// Whether the filters take a session; for stores that look at each, by the rules of the one that asks SQLite.
  package func takes(_ key: SessionKey, name: String?, state: SessionState, origin: SessionOrigin) -> Bool {
    if let wanted = self.state, wanted.rawValue != state.name { return false }
    let wanted = self.origin
    for (wanted, found) in [(wanted.channel, origin.channel), (wanted.room, origin.room), (wanted.sender, origin.sender)] {
      if let wanted, found.map({ !$0.utf8.elementsEqual(wanted.utf8) }) ?? true { return false }
    }
    guard let containing else { return true }
    let text = Array(containing.utf8)
    return Self.holds(key.bytes, text) || name.map { Self.holds(Array($0.utf8), text) } ?? false
  }

  /// Whether bytes occur in others; ASCII letters in either case.
  private static func holds(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
    func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    guard !wanted.isEmpty else { return true }
    guard bytes.count >= wanted.count else { return false }
    let (bytes, wanted) = (bytes.map(lower), wanted.map(lower))
    return (0...(bytes.count - wanted.count)).contains { bytes[$0] == wanted[0] && bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
