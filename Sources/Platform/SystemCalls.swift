internal import Glibc
internal import Synchronization

/// The seam between this module and the kernel, through which a test makes a chosen call fail.
///
/// Every descriptor carries one and hands it to each descriptor that is opened through it: a test opens the root with its own
/// `SystemCalls`, and all that happens below that root is seen by it and by no other test. In production it is `direct`, and costs
/// one look at a nil.
package struct SystemCalls: Sendable {
  /// Asked before each call; answers the errno that the call shall fail with, or nil to let it happen.
  package typealias Intercept = @Sendable (SystemCall, FilePath?) -> CInt?

  private let intercept: Intercept?

  /// The kernel as it is.
  package static let direct = SystemCalls(intercept: nil)

  private init(intercept: Intercept?) { self.intercept = intercept }

  /// Calls that the closure may let fail.
  package init(intercepting intercept: @escaping Intercept) { self.init(intercept: intercept) }

  /// Lets one call fail: the nth (from 1) of its kind; those before and after it happen.
  package static func failing(_ call: SystemCall, nth: Int = 1, with code: CInt) -> SystemCalls {
    let counter = Counter()
    return SystemCalls { made, _ in made == call && counter.next() == nth ? code : nil }
  }

  /// Runs a call that answers -1 and errno where it fails; repeats it while a signal interrupts it.
  @discardableResult
  func perform(_ call: SystemCall, _ path: FilePath? = nil, _ body: () -> Int) throws(SystemError) -> Int {
    if let code = intercept?(call, path) { throw SystemError(code: code, call: call, path: path) }
    while true {
      let result = body()
      if result >= 0 { return result }
      let code = errno
      if code != EINTR { throw SystemError(code: code, call: call, path: path) }
    }
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
  }
}
