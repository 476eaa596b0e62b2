/// What happened to a watched directory.
package struct InotifyEvent: Hashable, Sendable {
  /// The watch, as `Inotify.watch` answered it; -1 where `mask` holds `overflowed`.
  package let watch: CInt
  package let mask: InotifyMask
  /// Two events of one rename carry the same cookie.
  package let cookie: UInt32
  /// The name in the directory; nil where the event is about the directory itself.
  package let name: [UInt8]?

  package init(watch: CInt, mask: InotifyMask, cookie: UInt32 = 0, name: [UInt8]? = nil) {
    self.watch = watch
    self.mask = mask
    self.cookie = cookie
    self.name = name
  }

  /// The events of one read(2): a header of 16 bytes each, then the name, padded with NUL.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> [InotifyEvent] {
    var events: [InotifyEvent] = []
    var position = 0
    while position + header <= bytes.count {
      let length = Int(bytes.loadUnaligned(fromByteOffset: position + 12, as: UInt32.self))
      guard position + header + length <= bytes.count else { break }
      let padded = bytes[(position + header)..<(position + header + length)]
      events.append(
        InotifyEvent(
          watch: bytes.loadUnaligned(fromByteOffset: position, as: CInt.self),
          mask: InotifyMask(rawValue: bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self)),
          cookie: bytes.loadUnaligned(fromByteOffset: position + 8, as: UInt32.self),
          name: length == 0 ? nil : Array(padded.prefix { $0 != 0 })))
      position += header + length
    }
    return events
  }

  private static let header = 16
}
