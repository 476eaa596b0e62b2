/// A number below which ids were given, from a place in the file on: lines that lie there have larger ones, also after the removal of others.
struct IDMark: Hashable {
  var id: Int64 = 0
  /// Bytes from the file's begin.
  var offset: Int64 = 0
}

/// Gives each message of a file its id, in the order of the file: the one that its line names where that is larger than all before it,
/// else the next one. In a file that only ZeroClaw has written that is the ordinal.
struct IDCounter {
  private(set) var last: Int64
  private(set) var disordered = 0
  private let mark: IDMark

  init(last: Int64 = 0, mark: IDMark) {
    self.last = last
    self.mark = mark
  }

  mutating func id(named: Int64?, at offset: Int64) -> Int64 {
    if let named, named > last {
      last = named
    } else {
      last = (offset >= mark.offset ? max(last, mark.id) : last) + 1
      if named != nil { disordered += 1 }
    }
    return last
  }

  /// The id of the next line to be written.
  var next: Int64 { max(last, mark.id) + 1 }
}
