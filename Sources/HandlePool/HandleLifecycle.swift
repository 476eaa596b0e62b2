/// The states of a handle and what may follow what. Pure: the pool acts on what it answers.
///
/// | from | on | to |
/// |---|---|---|
/// | opening | `opened` | open without leases |
/// | open | `take`, `release` | open with one more or less |
/// | open | `drain` | draining, or closing where nobody holds a lease |
/// | draining | `release` of the last lease | closing |
/// | closing | `closed` | closed |
package struct HandleLifecycle: Equatable {
  package enum State: Equatable {
    case opening
    case open(leases: Int)
    case draining(leases: Int)
    case closing
    case closed
  }

  /// What the pool has to do after a step.
  package enum Next: Equatable {
    case nothing
    /// Nobody holds a lease any more: others may have the place.
    case idle
    /// It is the caller's to close it now.
    case close
  }

  package private(set) var state = State.opening

  package init() {}

  /// It is open now.
  package mutating func opened() {
    precondition(state == .opening, "only an opening handle can have been opened")
    state = .open(leases: 0)
  }

  /// One lease more; false where there are none to be had.
  package mutating func take() -> Bool {
    guard case .open(let leases) = state else { return false }
    state = .open(leases: leases + 1)
    return true
  }

  /// One lease less.
  package mutating func release() -> Next {
    switch state {
    case .open(let leases):
      precondition(leases > 0, "a lease is released once")
      state = .open(leases: leases - 1)
      return leases == 1 ? .idle : .nothing
    case .draining(let leases):
      precondition(leases > 0, "a lease is released once")
      state = leases == 1 ? .closing : .draining(leases: leases - 1)
      return leases == 1 ? .close : .nothing
    case .opening, .closing, .closed: preconditionFailure("a handle that is not open has no leases")
    }
  }

  /// No more leases; `.close` where the caller can close it at once.
  package mutating func drain() -> Next {
    switch state {
    case .open(0):
      state = .closing
      return .close
    case .open(let leases):
      state = .draining(leases: leases)
      return .nothing
    case .opening, .draining, .closing, .closed: return .nothing
    }
  }

  /// It has ended.
  package mutating func closed() {
    precondition(state == .closing || state == .opening, "only a closing handle, or one that did not open, ends")
    state = .closed
  }

  /// Open, and nobody holds a lease.
  package var isIdle: Bool { state == .open(leases: 0) }
}
