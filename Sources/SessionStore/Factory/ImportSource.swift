internal import Platform
internal import WarrenModel

/// One file that is taken over, open, with what Warren's own JSONL backend knows of its session.
struct ImportSource {
  let key: SessionKey
  let stem: [UInt8]
  let file: SharedDescriptor
  let metadata: SessionMetadata

  var name: [UInt8] { stem + SessionFileName.suffix }

  /// SHA-256 of the first `size` bytes, as text.
  func digest(size: Int64) throws -> String {
    var hash = SHA256()
    var offset: Int64 = 0
    try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
      while offset < size {
        let wanted = Int(min(Int64(buffer.count), size - offset))
        let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
        if count == 0 { return }
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        offset += Int64(count)
      }
    }
    return Hex.text(hash.finish())
  }

  /// Whether a line begins at the offset, or the last one ends there.
  func isBetweenLines(_ offset: Int64) throws -> Bool {
    if offset == 0 { return true }
    return try file.readBytes(2, at: offset - 1).contains(0x0A)
  }
}
