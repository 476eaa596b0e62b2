internal import CPlatform
internal import Glibc

/// One inotify descriptor for many watches; reading never waits.
package final class Inotify: Sendable {
  /// Bytes for one read: at least 240 events with the longest names.
  private static let bufferSize = 64 << 10

  private let descriptor: FileDescriptor

  package init(calls: SystemCalls = .direct) throws(SystemError) {
    let number = try calls.perform(.watch) { Int(inotify_init1(CInt(O_NONBLOCK | O_CLOEXEC))) }
    descriptor = FileDescriptor(owning: CInt(number), calls: calls)
  }

  /// Readable when events wait: for poll(2) or a dispatch source, which must end before this object does.
  package var rawValue: CInt { descriptor.rawValue }

  /// Watches what the path leads to, and answers the watch. A file that is watched already keeps its watch and gets the new mask.
  package func watch(_ path: FilePath, for mask: InotifyMask) throws(SystemError) -> CInt {
    CInt(try descriptor.calls.perform(.watch, path) { path.withCString { Int(inotify_add_watch(rawValue, $0, mask.rawValue)) } })
  }

  /// Watches an open directory, wherever it has been renamed to.
  package func watch(_ directory: borrowing some Descriptor & ~Copyable, for mask: InotifyMask) throws(SystemError) -> CInt {
    try watch(try FilePath("/proc/self/fd/\(directory.rawValue)"), for: mask)
  }

  /// Ends a watch; one that ended by itself is no error.
  package func remove(_ watch: CInt) throws(SystemError) {
    do throws(SystemError) {
      try descriptor.calls.perform(.watch) { Int(inotify_rm_watch(rawValue, watch)) }
    } catch {
      if error.code != EINVAL { throw error }
    }
  }

  /// The events that wait, in order; empty where there are none. More may wait after a very long list.
  package func events() throws(SystemError) -> [InotifyEvent] {
    var failure: SystemError?
    let events = withUnsafeTemporaryAllocation(byteCount: Self.bufferSize, alignment: 8) { buffer -> [InotifyEvent] in
      do throws(SystemError) {
        let count = try descriptor.read(into: buffer)
        return InotifyEvent.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      } catch {
        if !error.isBusy { failure = error }
        return []
      }
    }
    if let failure { throw failure }
    return events
  }
}
