internal import Platform
internal import Synchronization

/// Counts the calls of one deed, and lets some of them fail.
final class FaultPlan: Sendable {
  enum Extent: Sendable, CaseIterable {
    /// The nth call alone.
    case one
    /// The nth call and all after it: the disk is gone, as a crash looks from inside.
    case all
  }

  /// Calls that change something, take something, or reach what others do.
  static let mutating: Set<SystemCall> = [.open, .write, .sync, .truncate, .makeDirectory, .unlink, .link, .rename, .changeMode, .lock]
  /// Calls that look.
  static let looking: Set<SystemCall> = [.read, .status, .access, .readDirectory]

  private let kinds: Set<SystemCall>
  private let nth: Int
  private let extent: Extent
  private let code: CInt
  private let count = Atomic<Int>(0)
  private let isArmed = Atomic<Bool>(false)
  private let failed = Mutex<String?>(nil)

  /// - Parameter nth: from 1; 0 to count only.
  init(_ kinds: Set<SystemCall>, nth: Int = 0, _ extent: Extent = .one, code: CInt = 5) {
    (self.kinds, self.nth, self.extent, self.code) = (kinds, nth, extent, code)
  }

  var calls: SystemCalls { SystemCalls(intercepting: { [self] call, path in intercept(call, path) }) }
  var counted: Int { count.load(ordering: .relaxed) }
  /// What failed first.
  var fault: String? { failed.withLock { $0 } }

  func arm() { isArmed.store(true, ordering: .releasing) }
  func disarm() { isArmed.store(false, ordering: .releasing) }

  func intercept(_ call: SystemCall, _ path: FilePath?) -> CInt? {
    guard kinds.contains(call), isArmed.load(ordering: .acquiring) else { return nil }
    let number = count.add(1, ordering: .relaxed).newValue
    guard nth > 0, extent == .one ? number == nth : number >= nth else { return nil }
    failed.withLock { if $0 == nil { $0 = "\(call.rawValue) \(path.map { "\($0)" } ?? "")" } }
    return code
  }
}
