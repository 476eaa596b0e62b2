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
    var pins = 0
  }

  struct Waiter {
    let number: Int
    /// The store that it waits for; nil while it waits for any place.
    let store: FileIdentity?
    let wake: CheckedContinuation<Void, any Error>
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
  var isReaping = false

  /// Handles that take a place.
  var places: Int { entries.values.count { $0.lifecycle != nil } }

  /// The idle handle that was used longest ago, pinned ones aside.
  var oldestIdle: FileIdentity? {
    entries.filter { $0.value.lifecycle?.isIdle == true && $0.value.pins == 0 }.min { $0.value.lastUsed < $1.value.lastUsed }?.key
  }

  /// Takes those who wait for this store out of the list, and one who waits for a place.
  mutating func wake(store: FileIdentity, place: Bool) -> [Waiter] {
    var woken: [Waiter] = []
    var placeGiven = !place
    waiters.removeAll { waiter in
      let chosen = waiter.store == store || (waiter.store == nil && !placeGiven)
      if chosen && waiter.store == nil { placeGiven = true }
      if chosen { woken.append(waiter) }
      return chosen
    }
    return woken
  }

  /// Removes an entry that holds nothing any more.
  mutating func tidy(_ store: FileIdentity) {
    if let entry = entries[store], entry.lifecycle == nil, entry.previews == 0 { entries[store] = nil }
  }
}
