internal import SessionStore
package import WarrenModel

extension ForeignStore {
  package func history(_ key: SessionKey, _ query: HistoryQuery) throws -> HistoryPage {
    try translating {
      let entry = try known(key)
      let current = entry.session.generation
      let generation = query.generation ?? current
      guard let count = entry.session.count(of: generation) else {
        throw WarrenError.unknownGeneration(generation, of: key, current: current)
      }
      let older = query.position.leadsToOlder
      let found = older ? try newest(entry, generation, count, query) : try oldest(entry, generation, query)
      var kept = found
      var more = false
      if let limit = query.limit, found.count > limit {
        more = true
        kept = older ? Array(found.suffix(limit)) : Array(found.prefix(limit))
      }
      let end = older ? kept.first : kept.last
      // A limit of nothing has no place to go on from.
      let next = more ? end.map { HistoryCursor(older ? .before($0.ordinal) : .after($0.ordinal)) } : nil
      return HistoryPage(session: key, generation: generation, messages: kept.map(\.message), next: next)
    }
  }

  /// The last messages below the bound, one more than the limit: from a guess of where they begin, and from farther back where that was
  /// too late.
  private func newest(_ entry: Entry, _ generation: Int, _ count: Int, _ query: HistoryQuery) throws -> [ForeignMessage] {
    let bound = query.position.bound
    if bound <= 1 { return [] }
    let top = min(bound - 1, Int64(count))
    var back = query.limit.map { (Int64($0) + 1) * (query.role == nil ? 1 : ForeignStoreConfiguration.roleWindow) } ?? top
    while true {
      let start = max(0, top - back)
      var window = MessageWindow(most: query.limit.map { $0 + 1 })
      try entry.source.messages(of: entry.session, generation: generation, after: start) { message in
        if message.ordinal >= bound { return .stop }
        if query.takes(message) { window.add(message) }
        return .goOn
      }
      if start == 0 || window.isFull { return window.messages }
      back = back > top / 4 ? top : back * 4
    }
  }

  private func oldest(_ entry: Entry, _ generation: Int, _ query: HistoryQuery) throws -> [ForeignMessage] {
    let bound = max(0, query.position.bound)
    let most = query.limit.map { $0 + 1 } ?? .max
    var found: [ForeignMessage] = []
    try entry.source.messages(of: entry.session, generation: generation, after: bound) { message in
      if message.ordinal > bound, query.takes(message) { found.append(message) }
      return found.count < most ? .goOn : .stop
    }
    return found
  }
}

extension HistoryQuery {
  fileprivate func takes(_ message: ForeignMessage) -> Bool { role.map { message.role.utf8.elementsEqual($0.utf8) } ?? true }
}

extension ForeignMessage {
  fileprivate var message: Message {
    Message(
      id: ordinal, role: role, text: text, createdAt: createdAt,
      body: body == LineWriter.compact(role: role, text: text) ? nil : body)
  }
}

/// The last so many of what is added.
private struct MessageWindow {
  private let most: Int?
  private var ring: [ForeignMessage] = []
  private var start = 0

  init(most: Int?) { self.most = most }

  var isFull: Bool { most.map { ring.count >= $0 } ?? false }

  mutating func add(_ message: ForeignMessage) {
    guard let most, ring.count >= most else {
      ring.append(message)
      return
    }
    ring[start] = message
    start = (start + 1) % most
  }

  var messages: [ForeignMessage] { Array(ring[start...] + ring[..<start]) }
}
