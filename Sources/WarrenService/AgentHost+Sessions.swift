internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
public import WarrenModel

extension AgentHost {
  public func sessions(_ query: SessionQuery, in scope: AgentScope) async throws -> SessionPage {
    switch scope {
    case .one(let selector):
      let agent = try await resolve(selector)
      return try await sessions(query, of: agent, at: agent.location)
    case .all: return try await sessionsOfAll(query)
    }
  }

  private func sessions(_ query: SessionQuery, of agent: FoundAgent, at location: StoreLocation?) async throws -> SessionPage {
    if let error = agent.error { throw error }
    if agent.stores.isEmpty { return SessionPage(sessions: [], next: nil) }
    guard let location else { throw WarrenError.foreignStore(agent) }
    let page = try await reading(location) { try $0.list(query) }
    let next = page.next.map { ListCursor(lastActivity: $0.lastActivity, agent: agent.name, key: $0.key, generation: $0.generation) }
    return SessionPage(sessions: page.sessions.map { $0.owned(by: agent.name) }, next: next)
  }

  private func sessionsOfAll(_ query: SessionQuery) async throws -> SessionPage {
    let scan = try await scan().1
    let pages = await Gathering.map(scan.agents) { agent -> SessionPage in
      guard let own = SessionMerge.query(query, for: agent.name) else { return SessionPage(sessions: [], next: nil) }
      do {
        return try await self.sessions(own, of: agent, at: scan.location(of: agent))
      } catch {
        return SessionPage(sessions: [], next: nil, incomplete: [AgentFailure(agent: agent.name, error: .of(error, agent.name))])
      }
    }
    let merged = SessionMerge.merge(pages, limit: query.limit)
    return SessionPage(sessions: merged.sessions, next: merged.next, incomplete: pages.flatMap(\.incomplete))
  }

  public func session(_ key: SessionKey, of agent: AgentSelector) async throws -> SessionSummary {
    let (owner, found) = try await reading(agent) { store in
      guard let session = try store.session(key) else { throw WarrenError.unknownSession(key) }
      return session
    }
    return found.owned(by: owner)
  }

  public func history(_ key: SessionKey, of agent: AgentSelector, _ query: HistoryQuery) async throws -> HistoryPage {
    try await reading(agent) { try $0.history(key, query) }.value
  }

  // MARK: Search

  public func search(_ query: SearchQuery, in scope: AgentScope) async throws -> SearchPage {
    switch scope {
    case .one(let selector):
      let (owner, page) = try await reading(selector) { try $0.search(query) }
      return SearchPage(
        hits: page.hits.map { $0.owned(by: owner) }, next: page.next.map { SearchCursor(agent: owner, position: $0.position) })
    case .all: return try await searchOfAll(query)
    }
  }

  /// Agent by agent in the order of their names, several at a time, until the page is full.
  private func searchOfAll(_ query: SearchQuery) async throws -> SearchPage {
    let scan = try await scan().1
    var left = scan.agents[...]
    if let start = query.cursor?.agent { left = left.drop { $0.name < start } }
    var hits: [SearchHit] = []
    var failures: [AgentFailure] = []
    while !left.isEmpty {
      let batch = Array(left.prefix(Gathering.width))
      left = left.dropFirst(batch.count)
      let pages = await Gathering.map(batch) { agent in await self.page(of: query, agent, in: scan) }
      for (agent, answer) in zip(batch, pages) {
        switch answer {
        case .failure(let error) where error.code == .queryBlank: throw error
        case .failure(let error): failures.append(AgentFailure(agent: agent.name, error: error))
        case .success(let page):
          let room = query.limit - hits.count
          hits += page.hits.prefix(room).map { $0.owned(by: agent.name) }
          let passed = (query.cursor?.agent == agent.name ? query.cursor?.position : nil) ?? (query.order == .newest ? .max : 0)
          if let next = Self.cursor(page, taken: room, passed, query.order) {
            return SearchPage(hits: hits, next: SearchCursor(agent: agent.name, position: next), incomplete: failures)
          }
        }
      }
    }
    return SearchPage(hits: hits, next: nil, incomplete: failures)
  }

  private func page(of query: SearchQuery, _ agent: FoundAgent, in scan: RootScan) async -> Result<SearchPage, WarrenError> {
    if let error = agent.error { return .failure(error) }
    if agent.stores.isEmpty { return .success(SearchPage(hits: [], next: nil)) }
    guard let location = scan.location(of: agent) else { return .failure(.foreignStore(agent)) }
    let own = query.cursor?.agent == agent.name ? query : query.withoutCursor
    do {
      return .success(try await reading(location) { try $0.search(own) })
    } catch { return .failure(.of(error, agent.name)) }
  }

  /// Where to go on in an agent whose hits did not all fit; nil where they did.
  private static func cursor(_ page: SearchPage, taken: Int, _ passed: Int64, _ order: SearchQuery.Order) -> Int64? {
    if page.hits.count <= taken { return page.next?.position }
    switch order {
    case .newest: return taken > 0 ? page.hits[taken - 1].message : passed
    case .ranked: return passed + Int64(taken)
    }
  }
}

extension SearchQuery {
  fileprivate var withoutCursor: SearchQuery {
    SearchQuery(text: text, limit: limit, order: order, role: role, session: session, history: history)
  }
}

extension WarrenError {
  static func unknownSession(_ key: SessionKey) -> WarrenError {
    WarrenError(.sessionUnknown, "There is no such session.", remedy: "List the sessions of the agent.", subject: key.bytes)
  }
}
