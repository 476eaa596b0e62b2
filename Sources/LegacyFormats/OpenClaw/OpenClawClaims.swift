internal import WarrenModel

/// An entry or row that claims a canonical key.
struct OpenClawClaim {
  /// As it was written.
  let key: [UInt8]
  let canonical: [UInt8]
  let entry: OpenClawEntry
  /// Its place in the store.
  let order: Int

  /// Whether this wins against another claim of the same canonical key: the newer one, in a tie the key that is canonical already. The same
  /// key twice in one object is what every reader of JSON makes of it: the last one.
  func beats(_ other: OpenClawClaim) -> Bool {
    if key == other.key { return order > other.order }
    let (own, its) = (entry.updatedAt?.milliseconds ?? 0, other.entry.updatedAt?.milliseconds ?? 0)
    if own != its { return own > its }
    let (isCanonical, otherIsCanonical) = (key == canonical, other.key == canonical)
    return isCanonical != otherIsCanonical ? isCanonical : order > other.order
  }

  /// The winners in the order of the store, each with those that it beats, oldest first.
  static func settle(_ claims: [OpenClawClaim]) -> [(winner: OpenClawClaim, losers: [OpenClawClaim])] {
    var groups: [[UInt8]: [OpenClawClaim]] = [:]
    var keys: [[UInt8]] = []
    for claim in claims {
      if groups[claim.canonical] == nil { keys.append(claim.canonical) }
      groups[claim.canonical, default: []].append(claim)
    }
    return keys.compactMap { key in
      guard let group = groups[key] else { return nil }
      // Of one key, only its last claim stands for election.
      var last: [[UInt8]: OpenClawClaim] = [:]
      for claim in group where last[claim.key].map({ claim.order > $0.order }) ?? true { last[claim.key] = claim }
      guard let winner = last.values.max(by: { $1.beats($0) }) else { return nil }
      let losers = group.filter { $0.order != winner.order }
      return (
        winner, losers.sorted { ($0.entry.updatedAt?.milliseconds ?? 0, $0.order) < ($1.entry.updatedAt?.milliseconds ?? 0, $1.order) }
      )
    }
  }

  /// Clocks of two machines may differ by so much before a time counts as one of the future: an hour, in milliseconds.
  private static let clockSkew: Int64 = 3_600_000

  /// What is odd about an entry that is taken all the same.
  func oddities(keys: OpenClawKeys, now: Timestamp) -> [(code: String, severity: Finding.Severity)] {
    var found: [(String, Finding.Severity)] = []
    if key != canonical { found.append(("legacy_key", .info)) }
    if OpenClawKeys.shape(of: canonical) == .malformed { found.append(("key_malformed", .warning)) }
    if keys.isOther(canonical) { found.append(("key_of_other_agent", .info)) }
    if entry.hasInvalidTime { found.append(("updated_at_invalid", .info)) }
    if let updatedAt = entry.updatedAt, updatedAt > now.advanced(byMilliseconds: Self.clockSkew) {
      found.append(("updated_at_future", .warning))
    }
    return found
  }
}
