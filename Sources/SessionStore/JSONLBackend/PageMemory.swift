internal import Platform
internal import Synchronization

/// Where the pages of histories ended, so that the next page need not read its file from the begin.
///
/// It is the process's, not a store's: a reader that leaves no trace opens the store anew for each page. What is remembered is used only
/// where the file has the same bytes before that place and was not changed but by growing; what is forgotten costs one pass.
enum PageMemory {
  private struct Key: Hashable {
    let file: FileIdentity
    let id: Int64
    let isBefore: Bool
  }

  private struct Place {
    let known: FileMemory
    let mark: IDMark
    let status: FileStatus
  }

  /// Invariant: `order` has the keys of `places`, each once, the oldest first; never more than `JSONLConfiguration.rememberedPages`.
  private struct Memory {
    var places: [Key: Place] = [:]
    var order: [Key] = []
  }

  private static let memory = Mutex(Memory())

  /// Where to go on behind the message of this id; nil where that is not known.
  static func end(of id: Int64, in file: SharedDescriptor, _ mark: IDMark) throws -> Int64? {
    try find(id, isBefore: false, in: file, mark)
  }

  /// Where the message of this id begins; nil where that is not known.
  static func begin(of id: Int64, in file: SharedDescriptor, _ mark: IDMark) throws -> Int64? {
    try find(id, isBefore: true, in: file, mark)
  }

  /// Remembers a message that a page ended with, which is not the last in the file.
  static func remember(_ place: LinePlace, isBefore: Bool, in file: SharedDescriptor, _ mark: IDMark) throws {
    let status = try file.status()
    let offset = isBefore ? place.offset : place.offset + Int64(place.length) + 1
    let length = min(offset, Int64(JSONLConfiguration.fingerprint))
    let bytes = try file.readBytes(Int(length), at: offset - length)
    let known = FileMemory(identity: status.identity, offset: offset, fingerprint: bytes, lastID: place.id, records: nil)
    let key = Key(file: status.identity, id: place.id, isBefore: isBefore)
    memory.withLock {
      if $0.places.updateValue(Place(known: known, mark: mark, status: status), forKey: key) != nil { return }
      $0.order.append(key)
      if $0.order.count > JSONLConfiguration.rememberedPages { $0.places[$0.order.removeFirst()] = nil }
    }
  }

  private static func find(_ id: Int64, isBefore: Bool, in file: SharedDescriptor, _ mark: IDMark) throws -> Int64? {
    let now = try file.status()
    let found = memory.withLock { $0.places[Key(file: now.identity, id: id, isBefore: isBefore)] }
    guard let found, found.mark == mark, now.modified == found.status.modified || now.size > found.status.size,
      try found.known.holds(for: file, now)
    else { return nil }
    return found.known.offset
  }
}
