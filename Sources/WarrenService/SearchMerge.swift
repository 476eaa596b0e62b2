internal import WarrenModel

/// Hits of several agents, agent by agent in the order of their names, until a page is full.
struct SearchMerge {
  private let limit: Int
  private var hits: [SearchHit] = []
  private var failures: [AgentFailure] = []
  /// Set once the page is full.
  private(set) var next: SearchCursor?

  init(limit: Int) { self.limit = limit }

  var room: Int { limit - hits.count }

  var page: SearchPage { SearchPage(hits: hits, next: next, incomplete: failures) }

  mutating func add(_ error: WarrenError, of agent: AgentName) { failures.append(AgentFailure(agent: agent, error: error)) }

  /// Takes an agent's page that fits.
  mutating func add(_ page: SearchPage, of agent: AgentName) {
    for hit in page.hits { hits.append(hit.owned(by: agent)) }
    if let more = page.next { next = SearchCursor(agent: agent, position: more.position) }
  }

  /// Takes the page of the store that belongs to no agent; it comes first.
  mutating func add(unowned page: SearchPage) {
    hits += page.hits
    if let more = page.next { next = SearchCursor(agent: nil, position: more.position) }
  }

  /// The page is full: it goes on at this agent.
  mutating func stop(at cursor: SearchCursor) { next = cursor }
}
