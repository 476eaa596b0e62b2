import LegacyFormats
import Platform
import SQLite
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// The same data in Warren's own stores and in ZeroClaw's files: the same answers.
@Suite struct ForeignStoreConformanceTests {
  private struct Said {
    let key: String
    let name: String?
    let channel: String?
    let last: Int64
    let texts: [String]
  }

  private static let words = ["quick", "brown", "fox", "日本語のテスト", "Café", "snake_case", "value42", "\"quoted\"", "naïve"]
  private static let queries = [
    "quick", "FOX brown", "fo*", "日本", "語", "cafe", "snake", "value42 quick", "!!!", "\"quick brown\"", "zebra",
  ]

  private static func data() -> [Said] {
    var state: UInt64 = 42
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    return (0..<30).map { number in
      Said(
        key: number % 3 == 0 ? "gw_KEY\(number)" : "team_\(number)", name: number % 4 == 1 ? "Name \(number % 8)" : nil,
        channel: number % 5 == 0 ? "telegram.main" : nil, last: 1_700_000_000_000 + Int64(next(12)) * 60_000,
        texts: (0..<next(40)).map { _ in (0...next(5)).map { _ in words[next(words.count)] }.joined(separator: " ") })
    }
  }

  /// Both hold the same sessions; `body` gets the native store, the foreign one, and ids of the native one as places.
  private func both(_ backend: Backend, _ body: (any SessionBackend, ForeignStore, [String: [Int64: Int64]]) throws -> Void) throws {
    let ground = ZeroClawGround()
    let data = Self.data().filter { !$0.texts.isEmpty }
    if backend == .jsonl {
      for said in data {
        let lines = said.texts.enumerated().map {
          LineWriter.compact(role: $0.offset % 2 == 0 ? "user" : "assistant", text: $0.element) + [0x0A]
        }
        ground.put("\(said.key).jsonl", Array(lines.joined()))
        Files.setTime("\(ground.sessions)/\(said.key).jsonl", seconds: Int(said.last / 1000))
      }
      let native = try JSONLStore(directory: FilePath(ground.sessions), clock: ZeroClawGround.clock, isWritable: false)
      let places = Dictionary(
        uniqueKeysWithValues: data.map { ($0.key, Dictionary(uniqueKeysWithValues: (1...Int64($0.texts.count)).map { ($0, $0) })) })
      try ground.store { try body(native, $0, places) }
      return try native.close()
    }
    try SQLiteStore.create(path: ground.directory.bytes("native.sqlite"), uuid: "u", clock: ZeroClawGround.clock)
    let native = try SQLiteStore(path: ground.directory.bytes("native.sqlite"), uuid: "u", durability: .normal, clock: ZeroClawGround.clock)
    var places: [String: [Int64: Int64]] = [:]
    try ground.database { connection in
      for said in data {
        let key = try SessionKey(said.key)
        let messages = said.texts.enumerated().map {
          NewMessage(
            role: $0.offset % 2 == 0 ? "user" : "assistant", text: $0.element, time: .at(Timestamp(milliseconds: said.last)))
        }
        let ids = try native.append(
          AppendRequest(session: key, messages: messages, origin: SessionOrigin(channel: said.channel)))
        places[said.key] = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($0.element, Int64($0.offset + 1)) })
        if let name = said.name { _ = try native.setName(name, of: key) }
        let time = Timestamp(milliseconds: said.last).rfc3339
        try connection.withStatement(
          "INSERT INTO session_metadata(session_key, created_at, last_activity, name, channel_id) VALUES(?1, ?2, ?2, ?3, ?4)"
        ) {
          try $0.bind(said.key, at: 1)
          try $0.bind(time, at: 2)
          try $0.bind(said.name, at: 3)
          try $0.bind(said.channel, at: 4)
          try $0.run()
        }
        for message in messages {
          try connection.withStatement("INSERT INTO sessions(session_key, role, content, created_at) VALUES(?, ?, ?, ?)") {
            try $0.bind(said.key, at: 1)
            try $0.bind(message.role, at: 2)
            try $0.bind(message.text, at: 3)
            try $0.bind(time, at: 4)
            try $0.run()
          }
        }
      }
    }
    let all = places
    try ground.store { try body(native, $0, all) }
    try native.close()
  }

  private func pages(_ store: any SessionBackend, _ query: (ListCursor?) -> SessionQuery) throws -> [[String]] {
    var pages: [[String]] = []
    var cursor: ListCursor?
    repeat {
      let page = try store.list(query(cursor))
      pages.append(
        page.sessions.map {
          "\($0.key) \($0.name ?? "-") \($0.lastActivity?.milliseconds ?? 0) \($0.messageCount) \($0.state) \($0.origin)"
        })
      cursor = try page.next.map { try ListCursor(text: $0.text) }
    } while cursor != nil && pages.count < 100
    return pages
  }

  @Test(arguments: [Backend.sqlite, .jsonl]) func listsAreTheSame(_ backend: Backend) throws {
    try both(backend) { native, foreign, _ in
      for limit in [0, 3, 7, nil] as [Int?] {
        for containing in [nil, "key1", "name 5", "_2", ""] as [String?] {
          for origin in [SessionOrigin.unknown, SessionOrigin(channel: "telegram.main")] {
            for state in [nil, .running] as [SessionQuery.StateFilter?] {
              let made = { SessionQuery(limit: limit, cursor: $0, state: state, containing: containing, generations: true, origin: origin) }
              let (left, right) = (try pages(native, made), try pages(foreign, made))
              #expect(left == right)
            }
          }
        }
      }
      #expect(try native.summary().messages == foreign.summary().messages)
      #expect(try native.running() == [] && foreign.running() == [])
    }
  }

  @Test(arguments: [Backend.sqlite, .jsonl]) func historiesAreTheSame(_ backend: Backend) throws {
    try both(backend) { native, foreign, places in
      for (text, ids) in places {
        let key = try SessionKey(text)
        func page(_ store: any SessionBackend, _ query: HistoryQuery, _ place: (Int64) -> Int64) throws -> [String] {
          let page = try store.history(key, query)
          return page.messages.map { "\(place($0.id)) \($0.role) \($0.text) \($0.createdAt?.milliseconds ?? 0) \($0.body ?? [])" }
            + ["\(page.next.map { "\($0.text.prefix(2))\(place($0.id ?? 0))" } ?? "end")"]
        }
        for limit in [0, 5, nil] as [Int?] {
          for role in [nil, "user", "nobody"] as [String?] {
            for id in ids.keys.sorted().enumerated().filter({ $0.offset % 7 < 2 }).map(\.element) + [0] {
              for isBefore in [true, false] {
                let (own, other): (HistoryQuery.Position, HistoryQuery.Position) =
                  id == 0
                  ? (isBefore ? (.newest, .newest) : (.oldest, .oldest))
                  : isBefore ? (.before(id), .before(ids[id] ?? 0)) : (.after(id), .after(ids[id] ?? 0))
                let left = try page(native, HistoryQuery(position: own, limit: limit, role: role)) { ids[$0] ?? 0 }
                let right = try page(foreign, HistoryQuery(position: other, limit: limit, role: role)) { $0 }
                #expect(left == right)
              }
            }
          }
        }
      }
      #expect(thrown { _ = try foreign.history(SessionKey("nobody"), HistoryQuery()) }?.code == .sessionUnknown)
      #expect(try foreign.history(SessionKey("gw_KEY3"), HistoryQuery(position: .before(.min))).messages.isEmpty)
      #expect(try foreign.history(SessionKey("gw_KEY3"), HistoryQuery(position: .after(.max))).messages.isEmpty)
    }
  }

  @Test(arguments: [Backend.sqlite, .jsonl], SearchQuery.Order.allCases)
  func searchesFindTheSame(_ backend: Backend, _ order: SearchQuery.Order) throws {
    try both(backend) { native, foreign, places in
      for text in Self.queries {
        for role in [nil, "user"] as [String?] {
          for session in [nil, try SessionKey("gw_KEY3")] {
            func hits(_ store: any SessionBackend, limit: Int, _ place: (SearchHit) -> Int64) throws -> [String] {
              var found: [String] = []
              var cursor: SearchCursor?
              repeat {
                let page = try store.search(
                  SearchQuery(text: text, limit: limit, cursor: cursor, order: order, role: role, session: session))
                found += page.hits.map { "\($0.session) \(place($0)) \($0.role) \($0.snippet) \($0.score.map { "\($0)" } ?? "-")" }
                cursor = try page.next.map { try SearchCursor(text: $0.text) }
              } while cursor != nil
              return found
            }
            let left = try hits(native, limit: 1000) { places[$0.session.description]?[$0.message] ?? 0 }
            let right = try hits(foreign, limit: 1000) { $0.message }
            if backend == .jsonl {
              #expect(left == right)
            } else if order == .newest {
              #expect(left.sorted() == right.sorted())
            } else {
              #expect(left.count == right.count)
            }
            if role == nil, session == nil { #expect(try hits(foreign, limit: 7) { $0.message } == right) }
          }
        }
      }
    }
  }
}
