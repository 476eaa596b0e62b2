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
      return try await sessions(query, of: agent, at: try await place(of: agent))
    case .all: return try await sessionsOfAll(query)
    }
  }

  private func sessions(_ query: SessionQuery, of agent: FoundAgent, at location: StoreLocation?) async throws -> SessionPage {
    if let error = agent.error, location?.foreign == nil { throw error }
    guard !agent.stores.isEmpty, let location else { return SessionPage(sessions: [], next: nil) }
    let page = try await reading(location) { try $0.list(query) }
    let next = page.next.map { ListCursor(lastActivity: $0.lastActivity, agent: agent.name, key: $0.key, generation: $0.generation) }
    let unread = agent.error.map { [AgentFailure(agent: agent.name, error: $0)] } ?? []
    return SessionPage(sessions: page.sessions.map { $0.owned(by: agent.name) }, next: next, incomplete: unread)
  }

  private func sessionsOfAll(_ query: SessionQuery) async throws -> SessionPage {
    let (root, scan) = try await scan()
    var merge = SessionMerge(limit: query.limit)
    if let shared = SharedInstall(of: root, in: scan) { merge.add(try await sessions(SessionMerge.query(query), of: shared)) }
    let ask: @Sendable (FoundAgent) async -> SessionPage = { agent in
      guard let own = SessionMerge.query(query, for: agent.name) else { return SessionPage(sessions: [], next: nil) }
      do {
        return try await self.sessions(own, of: agent, at: scan.location(of: agent))
      } catch {
        return SessionPage(sessions: [], next: nil, incomplete: [AgentFailure(agent: agent.name, error: .of(error, agent.name))])
      }
    }
    await Gathering.each(scan.agents, ask) { _, page in merge.add(page) }
    return merge.finish()
  }

  /// Sessions that belong to no agent directory; where they cannot be read, the others are listed, and status says why.
  private func sessions(_ query: SessionQuery, of shared: SharedInstall) async throws -> SessionPage {
    do { return try await reading(shared) { try $0.list(query) } } catch { return SessionPage(sessions: [], next: nil) }
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
      var merge = SearchMerge(limit: query.limit)
      var owner: AgentName?
      let page = try await bySlices(query) { slice in
        let answer = try await self.reading(selector) { try $0.search(slice) }
        owner = answer.owner
        return answer.value
      }
      if let owner { merge.add(page, of: owner) }
      return merge.page
    case .all: return try await searchOfAll(query)
    }
  }

  /// A full page of one store. Each slice is a visit of its own, so that others get between.
  private func bySlices(
    _ query: SearchQuery, _ search: (SearchQuery) async throws -> SearchPage
  ) async throws -> SearchPage {
    var page = try await search(query)
    while page.hits.count < query.limit, let next = page.next {
      let more = try await search(query.limited(to: query.limit - page.hits.count, at: next))
      page = SearchPage(hits: page.hits + more.hits, next: more.next)
    }
    return page
  }

  /// Several agents at a time; an agent whose hits do not all fit is asked again for what does, so that its own cursor leads on.
  private func searchOfAll(_ query: SearchQuery) async throws -> SearchPage {
    let (root, scan) = try await scan()
    var left = scan.agents[...]
    if let start = query.cursor?.agent { left = left.drop { $0.name < start } }
    var merge = SearchMerge(limit: query.limit)
    if query.cursor?.agent == nil, let shared = SharedInstall(of: root, in: scan) {
      merge.add(unowned: try await bySlices(query) { slice in try await self.reading(shared) { try $0.search(slice) } })
    }
    while !left.isEmpty, merge.next == nil {
      let batch = Array(left.prefix(Gathering.width))
      left = left.dropFirst(batch.count)
      let answers = await Gathering.map(batch) { agent in await self.page(of: query, limit: query.limit, agent, in: scan) }
      for (agent, answer) in zip(batch, answers) where merge.next == nil {
        try await add(answer, of: agent, to: &merge, query, in: scan)
      }
    }
    return merge.page
  }

  private func add(
    _ answer: Result<SearchPage, WarrenError>, of agent: FoundAgent, to merge: inout SearchMerge, _ query: SearchQuery, in scan: RootScan
  ) async throws {
    let page: SearchPage
    do throws(WarrenError) {
      page = try answer.get()
    } catch {
      // The words themselves are wrong: no agent could answer.
      if error.code == .queryBlank { throw error }
      return merge.add(error, of: agent.name)
    }
    if let unread = agent.error { merge.add(unread, of: agent.name) }
    if page.hits.count <= merge.room { return merge.add(page, of: agent.name) }
    if merge.room == 0 {
      let start = query.cursor?.agent == agent.name ? query.cursor?.position : nil
      return merge.stop(at: SearchCursor(agent: agent.name, position: start))
    }
    switch await self.page(of: query, limit: merge.room, agent, in: scan) {
    case .success(let fitting): merge.add(fitting, of: agent.name)
    case .failure(let error): merge.add(error, of: agent.name)
    }
  }

  private func page(of query: SearchQuery, limit: Int, _ agent: FoundAgent, in scan: RootScan) async -> Result<SearchPage, WarrenError> {
    let location = scan.location(of: agent)
    if let error = agent.error, location?.foreign == nil { return .failure(error) }
    guard !agent.stores.isEmpty, let location else { return .success(SearchPage(hits: [], next: nil)) }
    let own = query.limited(to: limit, at: query.cursor?.agent == agent.name ? query.cursor : nil)
    do {
      return .success(try await bySlices(own) { slice in try await self.reading(location) { try $0.search(slice) } })
    } catch { return .failure(.of(error, agent.name)) }
  }
}

extension SearchQuery {
  fileprivate func limited(to limit: Int, at cursor: SearchCursor?) -> SearchQuery {
    SearchQuery(text: text, limit: limit, cursor: cursor, order: order, role: role, session: session, history: history)
  }
}
