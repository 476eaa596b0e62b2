import JSON

/// The code with which `text` is refused, or "accepted".
func verdict(_ text: String, _ dialect: JSONDialect = .strict) -> String { verdict(Array(text.utf8), dialect) }

func verdict(_ bytes: [UInt8], _ dialect: JSONDialect = .strict, rejectsLoneSurrogates: Bool = false) -> String {
  var scanner = JSONScanner(dialect, rejectsLoneSurrogates: rejectsLoneSurrogates)
  do {
    _ = try scanner.scan(bytes)
    return "accepted"
  } catch {
    return error.code.rawValue
  }
}

func scan(_ text: String, _ dialect: JSONDialect = .strict) throws -> JSONValue {
  var scanner = JSONScanner(dialect)
  return try scanner.scan(Array(text.utf8))
}

func failure(_ text: String, _ dialect: JSONDialect = .strict, depthLimit: Int = JSONScanner.defaultDepthLimit) -> JSONError? {
  var scanner = JSONScanner(dialect, depthLimit: depthLimit)
  do {
    _ = try scanner.scan(Array(text.utf8))
    return nil
  } catch {
    return error
  }
}

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// SplitMix64: the same numbers from the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
