extension ForeignSession {
  /// Where a generation stands in a locator that lists the current one first, then the former ones in order; nil for one that is not there.
  func place(of generation: Int?) -> Int? {
    guard let generation, generation != self.generation else { return 0 }
    return (1...).contains(generation) && generation <= former.count ? generation : nil
  }
}
