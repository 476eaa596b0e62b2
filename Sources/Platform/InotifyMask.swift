internal import CPlatform

/// What a watch reports, and what an event says. See inotify(7).
package struct InotifyMask: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A name was made in the directory.
  package static let created = InotifyMask(rawValue: UInt32(IN_CREATE))
  /// A name was removed from the directory.
  package static let deleted = InotifyMask(rawValue: UInt32(IN_DELETE))
  package static let movedFrom = InotifyMask(rawValue: UInt32(IN_MOVED_FROM))
  package static let movedTo = InotifyMask(rawValue: UInt32(IN_MOVED_TO))
  package static let modified = InotifyMask(rawValue: UInt32(IN_MODIFY))
  package static let closedAfterWriting = InotifyMask(rawValue: UInt32(IN_CLOSE_WRITE))
  /// The watched file or directory itself was renamed; the watch stays.
  package static let selfMoved = InotifyMask(rawValue: UInt32(IN_MOVE_SELF))
  /// The watched file or directory itself was removed; `ignored` follows.
  package static let selfDeleted = InotifyMask(rawValue: UInt32(IN_DELETE_SELF))

  /// Events only: the name is a directory's.
  package static let isDirectory = InotifyMask(rawValue: UInt32(IN_ISDIR))
  /// Events only: the watch is gone.
  package static let ignored = InotifyMask(rawValue: UInt32(IN_IGNORED))
  /// Events only: its file system was unmounted.
  package static let unmounted = InotifyMask(rawValue: UInt32(IN_UNMOUNT))
  /// Events only: events were lost; whoever relies on them looks for himself.
  package static let overflowed = InotifyMask(rawValue: UInt32(IN_Q_OVERFLOW))

  /// What the pool wants to know of an agent's directory: a gate that appears, the directory's going.
  package static let gate: InotifyMask = [.created, .movedTo, .selfMoved, .selfDeleted]
}
