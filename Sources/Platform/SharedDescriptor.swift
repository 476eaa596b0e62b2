internal import Glibc
internal import Synchronization

/// A descriptor that several owners share: closed by `close()`, or with the last reference.
///
/// Whoever calls `close()` sees to it that no call is under way on it; calls that come later fail with EBADF.
package final class SharedDescriptor: Descriptor {
  private let number: Atomic<CInt>
  package let calls: SystemCalls

  package init(_ descriptor: consuming FileDescriptor) {
    calls = descriptor.calls
    number = Atomic(descriptor.relinquish())
  }

  deinit {
    let last = number.load(ordering: .acquiring)
    if last >= 0 { _ = Glibc.close(last) }
  }

  /// -1 once closed.
  package var rawValue: CInt { number.load(ordering: .acquiring) }

  package var isClosed: Bool { rawValue < 0 }

  /// Closes now and reports what the file system has to say; closing again does nothing.
  package func close() throws(SystemError) {
    let last = number.exchange(-1, ordering: .acquiringAndReleasing)
    guard last >= 0 else { return }
    try FileDescriptor(owning: last, calls: calls).close()
  }
}
