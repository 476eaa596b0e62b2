internal import SessionStore
package import WarrenModel

/// Searching scans the stream: newest first means sessions by their last activity, in each the newest generation first, in each the
/// largest id first. The position in a cursor is the number of messages passed; of a ranked search the number of hits.
extension ForeignStore {
  package func search(_ query: SearchQuery) throws -> SearchPage {
    try translating {
      let index = try scratch()
      let expression = try index.expression(query.text)
      if expression.match == nil { return SearchPage(hits: [], next: nil) }
      let search = ForeignSearch(query: query, expression: expression, index: index, parts: try parts(of: query))
      switch query.order {
      case .newest: return try search.newest()
      case .ranked:
        if query.session == nil { try refuseTooMuch(bytes) }
        guard let page = try search.ranked(most: ScratchIndex.most) else { throw tooMuch(ScratchIndex.most + 1) }
        return page
      }
    }
  }

  private func refuseTooMuch(_ bytes: Int64) throws {
    if bytes > ScratchIndex.most { throw tooMuch(bytes) }
  }

  private func tooMuch(_ bytes: Int64) -> WarrenError {
    WarrenError(
      .tooLarge, "A ranked search would hold \(bytes) bytes or more in memory; \(ScratchIndex.most) is the most.",
      remedy: "Search newest first, or one session.", subject: path.bytes)
  }

  /// The generations to look into, the newest first.
  private func parts(of query: SearchQuery) throws -> [ForeignSearch.Part] {
    var parts: [ForeignSearch.Part] = []
    let entries = try query.session.map { try entry($0).map { [$0] } ?? [] } ?? entries()
    for entry in entries {
      let session = entry.session
      parts.append(ForeignSearch.Part(entry: entry, generation: session.generation, count: Int64(session.messageCount)))
      guard query.history else { continue }
      parts += session.former.reversed().map {
        ForeignSearch.Part(entry: entry, generation: $0.number, count: Int64($0.messageCount))
      }
    }
    return parts
  }
}
