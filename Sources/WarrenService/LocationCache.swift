internal import HandlePool
internal import Synchronization
internal import WarrenModel

/// Where the agents that are in use were found. A location that is no longer right is refused by the looks of the lease and forgotten.
final class LocationCache: Sendable {
  /// Beyond this it begins anew: what is in use comes back by itself.
  private static let most = 16_384

  private let locations = Mutex<[AgentSelector: StoreLocation]>([:])

  subscript(selector: AgentSelector) -> StoreLocation? { locations.withLock { $0[selector] } }

  func remember(_ selector: AgentSelector, _ location: StoreLocation) {
    // Only exact names: what another selector means changes with the agents around it.
    guard selector.bytes == location.agent.bytes else { return }
    locations.withLock {
      if $0.count >= Self.most { $0.removeAll() }
      $0[selector] = location
    }
  }

  func forget(_ selector: AgentSelector) { locations.withLock { $0[selector] = nil } }
}
