internal import Platform
internal import WarrenModel

/// What a pool remembers. Invariant: `entries` holds every store that is being opened, open, being closed or being previewed; an entry's
/// handle is set from opened to closed.
struct PoolState {
  struct Entry {
    let location: StoreLocation
    var lifecycle: HandleLifecycle?
    var handle: Handle?
    /// Previews under way; a handle opens after they have ended.
    var previews = 0
    /// Monotonic nanoseconds of the last release.
    var lastUsed: Int64 = 0
    /// To be let go as soon as it is open: it was drained while it opened.
    var isUnwanted = false
  }

  /// Why a waiter was woken.
  enum Wake {
    /// Its store has changed its state.
    case store
    /// A place has come free; if the waiter does not take it, it passes it on.
    case place
  }

  struct Waiter {
    let number: Int
    /// The store that it wants.
    let store: FileIdentity
    /// Whether any place will do; else it waits for its store to change.
    let forPlace: Bool
    /// Monotonic nanoseconds at which it gives up.
    let deadline: Int64
    let refusal: WarrenError
    let wake: CheckedContinuation<Wake, any Error>
  }

  struct DrainWaiter {
    let number: Int
    let store: FileIdentity
    let done: CheckedContinuation<Bool, Never>
  }

  var entries: [FileIdentity: Entry] = [:]
  var waiters: [Waiter] = []
  var drainWaiters: [DrainWaiter] = []
  var nextWaiter = 0
  var isShutDown = false
  /// Whether a visit to idle handles, and to waiters past their deadline, is scheduled.
  var isReaping = false
  var isExpiring = false

  /// Handles that take a place.
  var places: Int { entries.values.count { $0.lifecycle != nil } }

  /// The idle handle that was used longest ago.
  var oldestIdle: FileIdentity? { entries.filter { $0.value.lifecycle?.isIdle == true }.min { $0.value.lastUsed < $1.value.lastUsed }?.key }

  mutating func number() -> Int {
    nextWaiter += 1
    return nextWaiter
  }

  func isWaitedFor(_ store: FileIdentity) -> Bool { waiters.contains { $0.store == store } }

  /// Takes out of the list those who want this store.
  mutating func waiters(for store: FileIdentity) -> [Waiter] {
    let woken = waiters.filter { $0.store == store }
    waiters.removeAll { $0.store == store }
    return woken
  }

  /// Takes out of the list the first who waits for a place, if there is one to be had.
  mutating func placeWaiter(cap: Int) -> Waiter? {
    guard places < cap || oldestIdle != nil, let index = waiters.firstIndex(where: \.forPlace) else { return nil }
    return waiters.remove(at: index)
  }

  mutating func drainers(of store: FileIdentity) -> [DrainWaiter] {
    let done = drainWaiters.filter { $0.store == store }
    drainWaiters.removeAll { $0.store == store }
    return done
  }

  /// Removes an entry that holds nothing any more; those who wait for that are the answer.
  mutating func tidy(_ store: FileIdentity) -> [DrainWaiter] {
    guard let entry = entries[store], entry.lifecycle == nil, entry.previews == 0 else { return [] }
    entries[store] = nil
    return drainers(of: store)
  }
}
