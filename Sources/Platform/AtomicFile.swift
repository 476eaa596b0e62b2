internal import Glibc

/// A file that is written aside and takes its name in one step, whole and durable, or not at all.
///
/// It is written as `.NAME.tmp.RANDOM` in the same directory. Until `commit()` renames it the file of that name stays as it was; an
/// `AtomicFile` that is dropped uncommitted removes what it wrote. A symbolic link of that name is replaced, not followed.
package struct AtomicFile: ~Copyable {
  /// Bytes gathered before a write.
  private static let bufferSize = 64 << 10
  /// The longest name that Linux takes, in bytes.
  private static let longestName = 255
  private static let infix = Array(".tmp.".utf8)
  private static let randomBytes = 8

  private let directory: FileDescriptor
  private let file: FileDescriptor
  private let name: FilePath
  private let temporary: FilePath
  private var buffer: [UInt8] = []
  private var isRenamed = false

  /// Begins a file of the given name (one component) and permission bits in an open directory.
  package init(
    _ name: FilePath, in directory: borrowing some Descriptor & ~Copyable, mode: UInt32 = DefaultModes.file
  ) throws(SystemError) {
    let temporary = try Self.temporaryName(for: name)
    let duplicate = try directory.openDirectory(".")
    let file = try duplicate.createExclusive(temporary, mode: mode)
    do throws(SystemError) {
      try file.changeMode(mode)
    } catch {
      try? duplicate.unlink(temporary)
      throw error
    }
    self.name = name
    self.temporary = temporary
    self.directory = duplicate
    self.file = file
  }

  deinit {
    if !isRenamed { try? directory.unlink(temporary) }
  }

  /// Writes a whole file through the body; what the body or the system throws leaves the file of that name as it was.
  package static func write(
    _ name: FilePath, in directory: borrowing some Descriptor & ~Copyable, mode: UInt32 = DefaultModes.file,
    _ body: (inout AtomicFile) throws -> Void
  ) throws {
    var file = try AtomicFile(name, in: directory, mode: mode)
    try body(&file)
    try file.commit()
  }

  /// Writes a whole file from bytes.
  package static func write(
    _ bytes: [UInt8], to name: FilePath, in directory: borrowing some Descriptor & ~Copyable, mode: UInt32 = DefaultModes.file
  ) throws(SystemError) {
    var file = try AtomicFile(name, in: directory, mode: mode)
    try file.write(bytes)
    try file.commit()
  }

  /// Whether a name is one that an interrupted writer may have left.
  package static func isTemporaryName(_ name: some Collection<UInt8>) -> Bool {
    let name = Array(name)
    let suffix = infix.count + randomBytes * 2
    guard name.first == 0x2E, name.count > suffix + 1 else { return false }
    let isHexadecimal = name.suffix(randomBytes * 2).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return isHexadecimal && Array(name.suffix(suffix).prefix(infix.count)) == infix
  }

  /// Adds bytes.
  package mutating func write(_ bytes: some Collection<UInt8>) throws(SystemError) {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Adds bytes.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    if bytes.count < Self.bufferSize {
      buffer += bytes
      if buffer.count >= Self.bufferSize { try flush() }
    } else {
      try flush()
      try file.write(bytes)
    }
  }

  /// Syncs the file, renames it over the name and syncs the directory.
  ///
  /// An error of the last step alone comes after the rename: the new file is there, its survival of a power loss is not certain.
  package consuming func commit() throws(SystemError) {
    try flush()
    try file.sync()
    try directory.rename(temporary, to: name, in: directory, replacing: true)
    isRenamed = true
    try directory.sync()
  }

  private mutating func flush() throws(SystemError) {
    if buffer.isEmpty { return }
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// A long name is cut, so that the temporary one is not too long.
  private static func temporaryName(for name: FilePath) throws(SystemError) -> FilePath {
    guard !name.bytes.isEmpty, !name.bytes.contains(0x2F), name.bytes.count <= longestName else {
      throw SystemError(code: name.bytes.count > longestName ? ENAMETOOLONG : EINVAL, call: .path, path: name)
    }
    let room = longestName - 1 - infix.count - randomBytes * 2
    return try FilePath(bytes: [0x2E] + name.bytes.prefix(room) + infix + RandomBytes.hexadecimal(randomBytes))
  }
}
