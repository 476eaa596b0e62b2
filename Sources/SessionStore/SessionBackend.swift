package import WarrenModel

/// Typed access to the sessions of one store, on the lane that holds it. Synchronous; every call is one transaction or one slice of a read.
///
/// Errors are thrown as `WarrenError`: an outage is never an empty answer. `session_unknown` is thrown where a verb needs a session that is
/// not there. The rules of both implementations are one conformance suite, `Tests/SessionStoreTests/Conformance`.
package protocol SessionBackend: AnyObject {
  /// The kind of this store.
  var backend: Backend { get }

  /// Appends to one session, which is created where it does not exist; returns the ids in the order of the messages.
  func append(_ request: AppendRequest) throws -> [Int64]

  /// Appends several requests in one transaction; one that fails does not fail its neighbours. An error thrown is an error of all.
  func append(group: [AppendRequest]) throws -> [Result<[Int64], WarrenError>]

  /// A page of messages.
  func history(_ key: SessionKey, _ query: HistoryQuery) throws -> HistoryPage

  /// Removes the newest message and returns it; nil where the session has none.
  func removeLast(_ key: SessionKey) throws -> Message?

  /// Replaces content of the newest message in place (its id and time stay) and returns it; nil where the session has none.
  func updateLast(_ key: SessionKey, with message: NewMessage) throws -> Message?

  /// Replaces all messages of the current generation; returns the new ids, larger than any before.
  func replaceHistory(_ key: SessionKey, with messages: [NewMessage]) throws -> [Int64]

  /// Removes all messages of the current generation and returns how many; the session stays.
  func clear(_ key: SessionKey) throws -> Int

  /// Takes the session out of every list, with all its generations; a later append begins a new one.
  ///
  /// With `change.purge` it is removed for good, with what was deleted of its key before; the operation has a receipt then.
  /// - Throws: `session_unknown`, `running` unless `change.force`.
  func delete(_ key: SessionKey, _ change: SessionChange) throws -> Operation

  func exists(_ key: SessionKey) throws -> Bool

  /// One session; nil where there is none.
  func session(_ key: SessionKey) throws -> SessionSummary?

  func list(_ query: SessionQuery) throws -> SessionPage

  /// Sets the name, or removes it (nil, or blank).
  func setName(_ name: String?, of key: SessionKey) throws -> SessionSummary

  func setState(_ state: SessionState, of key: SessionKey) throws -> SessionSummary

  /// Sessions with a running turn, the longest-running first.
  func running() throws -> [SessionSummary]

  /// Of these, the ones whose turn began before `moment`, or at an unknown time.
  func stuck(startedBefore moment: Timestamp) throws -> [SessionSummary]

  /// A page of hits, or one slice of the way to it: may answer fewer hits than the limit, even none, with a cursor to go on.
  func search(_ query: SearchQuery) throws -> SearchPage

  /// Deletes the sessions whose last activity is before `moment` and that are not running, by one operation; returns their keys.
  func expire(before moment: Timestamp) throws -> [SessionKey]

  /// Gives back space that holds nothing any more; for JSONL, rewrites files without their bad lines. Returns the bytes freed.
  func compact() throws -> Int64

  /// Begins a new generation and keeps the old one.
  ///
  /// With `change.purge` all content of the session is removed for good, that of former generations too; the operation has a receipt then.
  /// - Throws: `session_unknown`, `running` unless `change.force`.
  func reset(_ key: SessionKey, _ change: SessionChange) throws -> Operation

  /// The same for all sessions, by one operation: all or none.
  /// - Throws: `running` where any session runs, unless `change.force`.
  func resetAll(_ change: SessionChange) throws -> Operation

  /// Brings back the newest deletion of a key (no generation given), or moves the messages of a former generation into a new one, which
  /// becomes the current; the one that was current is kept.
  /// - Throws: `session_unknown`, `generation_unknown`, `undo_refused` where the key is taken, `running`.
  func restore(_ key: SessionKey, generation: Int?) throws -> Operation

  /// This store's own operations, the newest first, without an agent.
  func operations(_ query: OperationQuery) throws -> OperationPage

  /// One of them; nil where there is none.
  func operation(_ id: OperationID) throws -> Operation?

  /// Reverses an operation while nothing newer stands in the way; returns the operation that did it.
  /// - Throws: `operation_unknown`, `undo_refused`, which names what stands in the way.
  func undo(_ id: OperationID) throws -> Operation

  /// The sessions that `purge(deletedBefore:)` would remove, ordered as in lists.
  func deletedSessions(before moment: Timestamp) throws -> [SessionSummary]

  /// What a purge would remove; it changes nothing.
  /// - Throws: `session_unknown`.
  func survey(_ scope: PurgeSurvey.Scope) throws -> PurgeSurvey

  /// Removes the sessions that were deleted before `moment` for good; the operation has a receipt.
  func purge(deletedBefore moment: Timestamp) throws -> Operation

  /// Counts and findings.
  func summary() throws -> StoreSummary

  /// Ends every use. The store is not used after that.
  /// - Throws: where something of it is still in use; then it stays open.
  func close() throws
}
