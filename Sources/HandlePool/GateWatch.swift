internal import Dispatch
internal import Platform
internal import Synchronization

/// Watches the directories of open handles for a gate, or for their own going, through one inotify descriptor.
final class GateWatch: Sendable {
  private let inotify: Inotify
  private let queue = DispatchQueue(label: "warren.gate-watch")
  private let source: Mutex<(any DispatchSourceRead)?> = Mutex(nil)

  /// - Parameter report: called with the number of the watch whose directory has got a gate or has gone.
  init(_ report: @escaping @Sendable (CInt) -> Void) throws(SystemError) {
    let inotify = try Inotify()
    self.inotify = inotify
    let made = DispatchSource.makeReadSource(fileDescriptor: inotify.rawValue, queue: queue)
    made.setEventHandler {
      for event in (try? inotify.events()) ?? [] {
        let isGate = event.name.map { $0 == Gate.name.bytes } ?? false
        if isGate || !event.mask.isDisjoint(with: [.selfMoved, .selfDeleted, .unmounted]) { report(event.watch) }
      }
    }
    made.resume()
    source.withLock { $0 = made }
  }

  /// The number of the new watch; nil where the system has none left.
  func add(_ directory: SharedDescriptor) -> CInt? { try? inotify.watch(directory, for: .gate) }

  func remove(_ watch: CInt) { try? inotify.remove(watch) }

  /// Ends all watching.
  func stop() {
    source.withLock {
      $0?.cancel()
      $0 = nil
    }
  }
}
