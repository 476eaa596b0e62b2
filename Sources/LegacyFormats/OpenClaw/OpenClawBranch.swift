/// The entries on the chain of parents that ends in the last one, as ranges of their numbers.
struct OpenClawBranch {
  /// Descending, none overlapping.
  private let ranges: [ClosedRange<Int>]

  init(_ ranges: [ClosedRange<Int>]) { self.ranges = ranges }

  func contains(_ number: Int) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].contains(number) { return true }
      if number > ranges[middle].upperBound { high = middle } else { low = middle + 1 }
    }
    return false
  }
}

/// Finds the active branch of a tree of entries in two passes over them, the second only where there are forks.
///
/// Nearly every entry's parent is the one before it, so only the others are kept: some 50 bytes for each fork, whatever the length of the
/// transcript. Ids are compared as hashes with a seed of this process. Where an id occurs twice, the last one before the child is meant; a
/// parent behind its child is none, so that chains always end.
struct OpenClawBranchFinder {
  /// An entry whose parent is not the entry before it.
  private struct Jump {
    let number: Int
    let parent: Int?
    var target: Int?
  }

  private var jumps: [Jump] = []
  private var count = 0
  private var previous: Int?
  // The second pass
  private var wanted: Set<Int> = []
  private var latest: [Int: Int] = [:]
  private var next = 0
  private var resolved = 0

  /// Takes an entry with an id: the first pass.
  mutating func note(id: [UInt8], parent: [UInt8]?) {
    let parent = parent.map(Self.hash)
    if count == 0 || parent == nil || parent != previous { jumps.append(Jump(number: count, parent: parent, target: nil)) }
    previous = Self.hash(id)
    count += 1
  }

  /// Whether parents are still to be found.
  var needsSecondPass: Bool { jumps.dropFirst().contains { $0.parent != nil } }

  /// Takes the same entries again.
  mutating func resolve(id: [UInt8]) {
    if resolved == 0 { wanted = Set(jumps.compactMap(\.parent)) }
    if next < jumps.count, jumps[next].number == resolved {
      jumps[next].target = jumps[next].parent.flatMap { latest[$0] }
      next += 1
    }
    let hash = Self.hash(id)
    if wanted.contains(hash) { latest[hash] = resolved }
    resolved += 1
  }

  /// The chain that ends in the last entry.
  var branch: OpenClawBranch {
    var ranges: [ClosedRange<Int>] = []
    var end = count - 1
    var jump = jumps.count - 1
    while end >= 0, jump >= 0 {
      while jump > 0, jumps[jump].number > end { jump -= 1 }
      ranges.append(jumps[jump].number...end)
      guard let target = jumps[jump].target else { break }
      end = target
    }
    return OpenClawBranch(ranges)
  }

  private static func hash(_ id: [UInt8]) -> Int {
    var hasher = Hasher()
    hasher.combine(id)
    return hasher.finalize()
  }
}
