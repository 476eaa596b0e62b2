internal import Platform

/// The end of a file, read without its begin where that says enough.
enum FileTail {
  /// A scan of the last lines of which at least `wanted` are messages below `bound`; nil where the ids there cannot be told from these
  /// lines alone (another program wrote one of them) or the whole file would be read anyway.
  static func scan(
    _ file: SharedDescriptor, size: Int64, mark: IDMark, wanted: Int = 1, below bound: Int64 = .max,
    _ onMessage: ((ScannedMessage) -> Void)? = nil, onRestart: () -> Void = {}
  ) throws -> FileScan? {
    var length = Int64(JSONLConfiguration.tail)
    while length < size / 2 {
      var scan = FileScan(ids: IDCounter(mark: mark), from: size - length)
      var found = 0
      onRestart()
      try scan.run(file, skippingFirst: true) { message in
        if message.parts.id == nil { return .stop }
        // Ids only grow.
        if message.id >= bound { return .stop }
        found += 1
        onMessage?(message)
        return .goOn
      }
      if !scan.allStamped { return nil }
      if found >= wanted { return scan }
      length *= 4
    }
    return nil
  }
}

extension ScannedMessage {
  /// The record of an idempotent request that ends with this line: a quick look before anything is decoded.
  var record: IdempotencyRecord? {
    guard parts.id != nil, line.bytes.holds("\"idempotency\"") else {
      return nil
    }
    return SessionLine(line.bytes)?.record(id: id)
  }
}
