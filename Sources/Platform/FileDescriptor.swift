internal import Glibc

/// A descriptor with one owner: closed by `close()`, or at the end of its life.
package struct FileDescriptor: ~Copyable, Descriptor {
  package private(set) var rawValue: CInt
  package let calls: SystemCalls

  /// Takes over a descriptor that nobody else will close.
  package init(owning rawValue: CInt, calls: SystemCalls = .direct) {
    self.rawValue = rawValue
    self.calls = calls
  }

  deinit {
    if rawValue >= 0 { _ = Glibc.close(rawValue) }
  }

  /// Closes and reports what the file system has to say, a late write error included. The descriptor is gone in any case.
  package consuming func close() throws(SystemError) {
    let closing = release()
    let failure = Glibc.close(closing) == 0 ? 0 : errno
    // Linux has let go of the descriptor when a signal interrupts close(2); a second try could close another's.
    if failure != 0, failure != EINTR { throw SystemError(code: failure, call: .close) }
    // An injected failure comes after the fact too.
    try calls.perform(.close) { 0 }
  }

  /// Gives up ownership: the caller closes the number.
  package consuming func relinquish() -> CInt { release() }

  private mutating func release() -> CInt {
    defer { rawValue = -1 }
    return rawValue
  }
}
