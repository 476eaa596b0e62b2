internal import Platform

/// A part of a file that a rewrite replaces.
struct FileEdit {
  /// Whole lines with their newlines.
  let range: Range<Int64>
  let bytes: [UInt8]

  init(range: Range<Int64>, bytes: [UInt8]) {
    self.range = range
    self.bytes = bytes
  }

  init(_ line: RawLine, with bytes: [UInt8]) {
    range = line.offset..<line.offset + line.length + (line.isTerminated ? 1 : 0)
    self.bytes = bytes
  }

  init(_ place: LinePlace, with bytes: [UInt8], size: Int64) {
    range = place.offset..<min(place.offset + Int64(place.length) + 1, size)
    self.bytes = bytes
  }

  /// Takes a bad line away.
  init(_ line: SkippedLine, size: Int64) {
    range = line.offset..<min(line.offset + line.length + 1, size)
    bytes = []
  }

  var growth: Int64 { Int64(bytes.count) - (range.upperBound - range.lowerBound) }

  /// Where a place between lines lies after the edits.
  static func moved(_ offset: Int64, by edits: [FileEdit]) -> Int64 {
    edits.reduce(offset) { $1.range.upperBound <= offset ? $0 + $1.growth : $0 }
  }

  /// Copies a file's first `size` bytes with the edits (ascending) applied.
  static func apply(_ edits: [FileEdit], to file: SharedDescriptor, size: Int64, into target: inout AtomicFile) throws(SystemError) {
    var at: Int64 = 0
    for edit in edits {
      try copy(file, at..<edit.range.lowerBound, into: &target)
      try target.write(edit.bytes)
      at = edit.range.upperBound
    }
    try copy(file, at..<max(at, size), into: &target)
  }

  /// Copies a part of a file.
  static func copy(_ file: SharedDescriptor, _ range: Range<Int64>, into target: inout AtomicFile) throws(SystemError) {
    var at = range.lowerBound
    while at < range.upperBound {
      let bytes = try file.readBytes(Int(min(range.upperBound - at, Int64(JSONLConfiguration.copy))), at: at)
      if bytes.isEmpty { return }
      try target.write(bytes)
      at += Int64(bytes.count)
    }
  }
}
