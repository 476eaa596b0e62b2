internal import CPlatform
internal import Glibc

/// Reads a directory's entries in bulk (getdents64), without an allocation for each.
///
/// "." and ".." are left out. Entries that come or go meanwhile may be seen or not; those that stay are seen once.
package struct DirectoryReader: ~Copyable {
  private let buffer: UnsafeMutableRawBufferPointer
  private var descriptor: FileDescriptor
  private var position = 0
  private var filled = 0

  /// Bytes for each call: some 3,000 short names, so that the call costs little beside a stat for each.
  package static let defaultBufferSize = 128 << 10

  /// Begins at the directory's first entry, with a position of its own.
  package init(
    _ directory: borrowing some Descriptor & ~Copyable, bufferSize: Int = DirectoryReader.defaultBufferSize
  ) throws(SystemError) {
    try self.init(".", in: directory, bufferSize: bufferSize)
  }

  /// As `init(_:)`, for a directory at a path below an open one.
  package init(
    _ path: FilePath, in directory: borrowing some Descriptor & ~Copyable, following: Bool = false,
    bufferSize: Int = DirectoryReader.defaultBufferSize
  ) throws(SystemError) {
    descriptor = try directory.openDirectory(path, following: following)
    buffer = .allocate(byteCount: max(bufferSize, 4096), alignment: 8)
  }

  deinit { buffer.deallocate() }

  /// Begins another directory with the same buffer.
  package mutating func restart(in directory: borrowing some Descriptor & ~Copyable) throws(SystemError) {
    descriptor = try directory.openDirectory(".")
    position = 0
    filled = 0
  }

  /// Lets go of the directory, of which nothing more is read; `restart` begins another one.
  package mutating func finish() {
    descriptor = FileDescriptor(owning: -1, calls: descriptor.calls)
    position = 0
    filled = 0
  }

  /// The status of the entry just read.
  package func status(of entry: DirectoryEntry, following: Bool = false) throws(SystemError) -> FileStatus {
    try descriptor.status(of: entry, following: following)
  }

  /// The next entry, nil at the end. It lies in the reader's buffer: use it before the next call.
  package mutating func next() throws(SystemError) -> DirectoryEntry? {
    while true {
      while position < filled {
        if let entry = takeEntry() { return entry }
      }
      guard try fill() else { return nil }
    }
  }

  /// Gives each entry to the body.
  package mutating func visit(_ body: (DirectoryEntry) throws -> Void) throws {
    while let entry = try next() { try body(entry) }
  }

  private mutating func fill() throws(SystemError) -> Bool {
    position = 0
    filled = 0
    do throws(SystemError) {
      filled = try descriptor.calls.perform(.readDirectory) {
        warren_getdents(descriptor.rawValue, buffer.baseAddress, buffer.count)
      }
    } catch {
      // A directory that has been removed meanwhile has no entries.
      if !error.isNotFound { throw error }
    }
    return filled > 0
  }

  /// nil for "." and "..". The record's layout is the kernel's `linux_dirent64`.
  private mutating func takeEntry() -> DirectoryEntry? {
    guard let record = buffer.baseAddress?.advanced(by: position) else { return nil }
    let length = Int(record.load(fromByteOffset: 16, as: UInt16.self))
    let type = record.load(fromByteOffset: 18, as: UInt8.self)
    let name = UnsafePointer(record.advanced(by: Int(WARREN_DIRENT_NAME)).assumingMemoryBound(to: CChar.self))
    position += length
    if name[0] == 0x2E, name[1] == 0 || (name[1] == 0x2E && name[2] == 0) { return nil }
    let inode = record.load(as: UInt64.self)
    return DirectoryEntry(pointer: name, length: strlen(name), kind: FileKind(entryType: type), inode: inode)
  }
}
