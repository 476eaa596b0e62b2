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

  /// Takes the session out of every list, with all its generations; false where there is none. A later append begins a new one.
  func delete(_ key: SessionKey) throws -> Bool

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

  /// Deletes the sessions whose last activity is before `moment` and that are not running; returns their keys.
  func expire(before moment: Timestamp) throws -> [SessionKey]

  /// Gives back space that holds nothing any more; for JSONL, rewrites files without their bad lines. Returns the bytes freed.
  func compact() throws -> Int64

  /// Begins a new generation and keeps the old one; returns the new number.
  func reset(_ key: SessionKey) throws -> Int

  /// Counts and findings.
  func summary() throws -> StoreSummary

  /// Ends every use. The store is not used after that.
  /// - Throws: where something of it is still in use; then it stays open.
  func close() throws
}
