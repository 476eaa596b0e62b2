internal import Platform

/// The first lines of a request of which a crash let no more be written: nobody was told of them.
///
/// Only where nothing follows them, or one line that no newline ends, is that certain: the lines of a request are one write, so a whole
/// line behind them, bad or another program's, says that the request was whole once, or that somebody went on from there.
struct UnfinishedRequest {
  /// Where the first of its lines begins.
  let start: Int64
  /// The id of the last line that is there; readers may have seen it.
  let lastID: Int64

  /// - Parameters:
  ///   - last: the last message of the file.
  ///   - mark: where the next id was given, the lines behind were removed on purpose.
  static func find(behind last: LinePlace?, in file: SharedDescriptor, _ mark: IDMark) throws -> UnfinishedRequest? {
    guard let last, let part = try missing(behind: last, in: file, mark), try endsTorn(file, behind: last) else { return nil }
    var start: Int64?
    var scan = FileScan(ids: IDCounter(mark: mark))
    try scan.run(file) { message in
      if message.id == last.id - Int64(part.number) + 1 { start = message.line.offset }
      return start == nil ? .goOn : .stop
    }
    return start.map { UnfinishedRequest(start: $0, lastID: last.id) }
  }

  /// The part that the last message is where more of its request should follow.
  static func missing(behind last: LinePlace?, in file: SharedDescriptor, _ mark: IDMark) throws -> LinePart? {
    guard let last, mark.id <= last.id, let part = SessionLine(try file.readBytes(last.length, at: last.offset))?.part,
      part.number < part.count
    else { return nil }
    return part
  }

  private static func endsTorn(_ file: SharedDescriptor, behind last: LinePlace) throws -> Bool {
    var reader = LineReader(from: last.offset + Int64(last.length) + 1)
    return try reader.next(file).map { !$0.isTerminated } ?? true
  }
}
