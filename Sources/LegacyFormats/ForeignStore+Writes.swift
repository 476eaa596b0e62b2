package import SessionStore
package import WarrenModel

/// What changes a store is refused; what was changed by Warren is nothing.
extension ForeignStore {
  private var refusal: WarrenError {
    WarrenError(
      .foreignStore, "The store belongs to another program; Warren only reads it.",
      remedy: "Import it with \"warren import SOURCE --into ROOT\", which a later version brings.", subject: path.bytes)
  }

  package func append(_ request: AppendRequest) throws -> [Int64] { throw refusal }

  package func append(group: [AppendRequest]) throws -> [Result<[Int64], WarrenError>] { throw refusal }

  package func removeLast(_ key: SessionKey) throws -> Message? { throw refusal }

  package func updateLast(_ key: SessionKey, with message: NewMessage) throws -> Message? { throw refusal }

  package func replaceHistory(_ key: SessionKey, with messages: [NewMessage]) throws -> [Int64] { throw refusal }

  package func clear(_ key: SessionKey) throws -> Int { throw refusal }

  package func delete(_ key: SessionKey, _ change: SessionChange) throws -> Operation { throw refusal }

  package func setName(_ name: String?, of key: SessionKey) throws -> SessionSummary { throw refusal }

  package func setState(_ state: SessionState, of key: SessionKey) throws -> SessionSummary { throw refusal }

  package func expire(before moment: Timestamp) throws -> [SessionKey] { throw refusal }

  package func compact() throws -> Int64 { throw refusal }

  package func reset(_ key: SessionKey, _ change: SessionChange) throws -> Operation { throw refusal }

  package func resetAll(_ change: SessionChange) throws -> Operation { throw refusal }

  package func restore(_ key: SessionKey, generation: Int?) throws -> Operation { throw refusal }

  package func undo(_ id: OperationID) throws -> Operation { throw refusal }

  package func purge(deletedBefore moment: Timestamp) throws -> Operation { throw refusal }

  package func operations(_ query: OperationQuery) throws -> OperationPage { OperationPage(operations: [], hasMore: false) }

  package func operation(_ id: OperationID) throws -> Operation? { nil }

  package func survey(_ scope: PurgeSurvey.Scope) throws -> PurgeSurvey { throw refusal }

  package func deletedSessions(before moment: Timestamp) throws -> [SessionSummary] { [] }
}
