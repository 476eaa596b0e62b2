package import HandlePool
package import Platform
package import WarrenModel

/// One agent as it lies on disk: what is known of it without opening a store.
package struct FoundAgent: Sendable {
  package let name: AgentName
  /// Of its directory.
  package let identity: FileIdentity
  /// nil without a `.warren.json`, and where that is damaged.
  package let manifest: Manifest?
  /// In the order of `StoreKind`.
  package let stores: [FoundStore]
  /// nil where there is no store.
  package let layout: Layout?
  /// The name of the backend: as stored, else what lies there; nil where nothing lies there.
  package let backend: String?
  /// Whether the directory has a gate: it is being deleted.
  package let isGated: Bool
  package internal(set) var findings: [Finding]
  /// Set where a store is there and cannot be read, as far as can be told without opening it.
  package internal(set) var error: WarrenError?

  package var uuid: String? { manifest?.uuid }
  package var label: AgentLabel? { AgentLabel(of: name) }

  package var state: AgentSummary.State {
    if isGated { return .deleting }
    if error != nil { return .degraded }
    return stores.isEmpty ? .absent : .ok
  }

  /// The path of its directory below the root.
  package var path: RawPath { RawPath(bytes: Findings.path(of: name)) }

  /// The store that sessions are read from first: that of the stored backend, else the first that lies there.
  package var primaryStore: FoundStore? {
    if let backend = nativeBackend, let own = stores.first(where: { $0.kind.nativeBackend == backend }) { return own }
    return stores.first
  }

  /// The backend with which Warren itself reads and writes it; nil where only a foreign store lies there, or nothing, or the stored
  /// backend is unknown.
  package var nativeBackend: Backend? {
    if let manifest { return Backend(rawValue: manifest.backend) }
    return stores.first { $0.kind.nativeBackend != nil }?.kind.nativeBackend
  }

  /// Whether another program's store lies here and nothing says that Warren may write: its sessions are only read.
  package var isForeign: Bool {
    if manifest != nil || stores.contains(where: { $0.kind == .native }) { return false }
    return layout == .openclaw || stores.contains(where: \.kind.isForeign)
  }

  /// Whether its store has other names: which one it is opened through only a scan tells.
  package var mayBeShared: Bool {
    primaryStore.map { $0.isLink || ($0.kind.isDatabase && $0.status.links > 1) } ?? false
  }

  /// What the pool needs to reach its sessions; nil where nothing of its own lies here.
  package var location: StoreLocation? {
    if let parts = foreignParts {
      return StoreLocation(agent: name, identity: identity, backend: parts.databases.isEmpty ? .jsonl : .sqlite, uuid: uuid, foreign: parts)
    }
    return nativeBackend.map { StoreLocation(agent: name, identity: identity, backend: $0, uuid: uuid) }
  }

  /// The stores of other programs that its sessions are in; nil where it has Warren's own, beside which they are only left over.
  private var foreignParts: ForeignParts? {
    let own = stores.filter { !$0.isLink }
    guard isForeign, own.contains(where: \.kind.isForeign) else { return nil }
    return ForeignParts(
      databases: own.filter(\.kind.isDatabase).map(\.kind.path), files: own.filter { !$0.kind.isDatabase }.map(\.kind.path))
  }
}
