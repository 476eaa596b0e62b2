internal import SessionStore
internal import WarrenModel
extension SessionBackend {
  func delete(_ key: SessionKey, _ c: SessionChange) throws -> Operation { throw WarrenError(.unsupported, "x") }
  func reset(_ key: SessionKey, _ c: SessionChange) throws -> Operation { throw WarrenError(.unsupported, "x") }
  func resetAll(_ c: SessionChange) throws -> Operation { throw WarrenError(.unsupported, "x") }
  func restore(_ key: SessionKey, generation: Int?) throws -> Operation { throw WarrenError(.unsupported, "x") }
  func operations(_ q: OperationQuery) throws -> OperationPage { OperationPage(operations: [], hasMore: false) }
  func operation(_ id: OperationID) throws -> Operation? { nil }
  func undo(_ id: OperationID) throws -> Operation { throw WarrenError(.unsupported, "x") }
  func deletedSessions(before m: Timestamp) throws -> [SessionSummary] { [] }
  func purge(deletedBefore m: Timestamp) throws -> Operation { throw WarrenError(.unsupported, "x") }
}
