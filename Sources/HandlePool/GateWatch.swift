internal import Dispatch
internal import Platform

/// Watches the directories of open handles for a gate, or for their own going, through one inotify descriptor.
final class GateWatch: Sendable {
  private let inotify: Inotify
  private let queue = DispatchQueue(label: "warren.gate-watch")
  // Safe because a Dispatch source may be cancelled from any thread, and nothing else is done with it.
  nonisolated(unsafe) private let source: any DispatchSourceRead

  /// - Parameter report: called with the number of the watch whose directory has got a gate or has gone; nil: any may have.
  init(_ report: @escaping @Sendable (CInt?) -> Void) throws(SystemError) {
    let inotify = try Inotify()
    self.inotify = inotify
    let made = DispatchSource.makeReadSource(fileDescriptor: inotify.rawValue, queue: queue)
    made.setEventHandler {
      for event in (try? inotify.events()) ?? [] {
        // Events were lost, maybe one of a gate.
        if event.mask.contains(.overflowed) { report(nil) }
        let isGate = event.name.map { $0 == Gate.name.bytes } ?? false
        if isGate || !event.mask.isDisjoint(with: [.selfMoved, .selfDeleted, .unmounted]) { report(event.watch) }
      }
    }
    source = made
    made.resume()
  }

  /// The number of the new watch; nil where the system has none left.
  func add(_ directory: SharedDescriptor) -> CInt? { try? inotify.watch(directory, for: .gate) }

  func remove(_ watch: CInt) { try? inotify.remove(watch) }

  /// Ends all watching.
  func stop() { source.cancel() }
}
