internal import CPlatform
internal import Glibc

extension Descriptor where Self: ~Copyable {
  /// Reads from the current position; 0 at the end of the file.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    try calls.perform(.read) { Glibc.read(rawValue, buffer.baseAddress, buffer.count) }
  }

  /// Reads from an offset in bytes; 0 at the end of the file. Less than the buffer holds may come.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
    try calls.perform(.read) { pread(rawValue, buffer.baseAddress, buffer.count, off_t(offset)) }
  }

  /// Up to `limit` bytes from the current position, read until the end: also for files of /proc, which have no size.
  package func readToEnd(limit: Int = .max) throws(SystemError) -> [UInt8] {
    var content: [UInt8] = []
    var step = min(limit, ReadSizes.first)
    while content.count < limit {
      let wanted = min(step, limit - content.count)
      var failure: SystemError?
      var got = 0
      content += [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        do throws(SystemError) {
          got = try read(into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<wanted]))
        } catch { failure = error }
        count = got
      }
      if let failure { throw failure }
      if got == 0 { break }
      step = min(step * 2, ReadSizes.largest)
    }
    return content
  }

  /// Up to `count` bytes from an offset; fewer only at the end of the file.
  package func readBytes(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      do throws(SystemError) {
        while filled < count {
          let got = try read(into: UnsafeMutableRawBufferPointer(rebasing: raw[filled..<count]), at: offset + Int64(filled))
          if got == 0 { break }
          filled += got
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all of it at the current position (the end, for a descriptor opened to append).
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      done += try calls.perform(.write) {
        Glibc.write(rawValue, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      }
    }
  }

  /// Writes all of it at the current position (the end, for a descriptor opened to append).
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(SystemError) in try write(UnsafeRawBufferPointer(buffer)) }
  }

  /// Writes all of it at an offset in bytes.
  package func write(_ bytes: [UInt8], at offset: Int64) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(SystemError) in
      var done = 0
      while done < buffer.count {
        done += try calls.perform(.write) {
          pwrite(rawValue, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset) + done)
        }
      }
    }
  }

  /// Returns once content and inode are on the disk; for a directory, its names.
  package func sync() throws(SystemError) { try calls.perform(.sync) { Int(fsync(rawValue)) } }

  /// Returns once the content, and of the inode what reading needs, is on the disk.
  package func syncData() throws(SystemError) { try calls.perform(.sync) { Int(fdatasync(rawValue)) } }

  /// Cuts or extends the file to a size in bytes.
  package func truncate(to size: Int64) throws(SystemError) {
    try calls.perform(.truncate) { Int(ftruncate(rawValue, off_t(size))) }
  }

  /// Sets the permission bits, whatever the umask.
  package func changeMode(_ mode: UInt32) throws(SystemError) {
    try calls.perform(.changeMode) { Int(fchmod(rawValue, mode)) }
  }

  /// As `changeMode`, for a descriptor from `openIdentity`, on which fchmod(2) fails; needs /proc.
  package func changeModeOfIdentity(_ mode: UInt32) throws(SystemError) {
    let path = try FilePath("/proc/self/fd/\(rawValue)")
    try calls.perform(.changeMode) { path.withCString { Int(chmod($0, mode)) } }
  }

  /// The open file's own status.
  package func status() throws(SystemError) -> FileStatus {
    var raw = warren_status()
    try calls.perform(.status) { Int(warren_statx(rawValue, "", WARREN_AT_EMPTY_PATH, &raw)) }
    return FileStatus(raw)
  }

  /// A second descriptor of the same open file: they share position and flock.
  package func duplicate() throws(SystemError) -> FileDescriptor {
    FileDescriptor(owning: CInt(try calls.perform(.duplicate) { Int(warren_duplicate(rawValue)) }), calls: calls)
  }

  /// Copies up to `count` bytes inside the kernel, sharing blocks where the file system can; answers how many, 0 at the end.
  ///
  /// Fails with EXDEV, EINVAL or EOPNOTSUPP where the file systems cannot; then the caller copies by reading.
  package func copyRange(
    from source: borrowing some Descriptor & ~Copyable, at sourceOffset: Int64, to offset: Int64, count: Int
  ) throws(SystemError) -> Int {
    var from = sourceOffset
    var to = offset
    let sourceNumber = source.rawValue
    return try calls.perform(.copyRange) { warren_copy_file_range(sourceNumber, &from, rawValue, &to, count) }
  }
}

/// Bytes read at a time: small files in one call, large ones without many.
private enum ReadSizes {
  static let first = 4096
  static let largest = 1 << 20
}
