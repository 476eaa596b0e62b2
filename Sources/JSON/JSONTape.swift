/// The nodes of one value, in the order of the input: the root is the first.
package struct JSONTape: Sendable {
  /// The root, then all that it holds.
  package internal(set) var nodes: [JSONNode] = []
  /// The offset in the buffer from which the positions of the nodes count.
  package internal(set) var base = 0

  /// The bytes of a node in the buffer that was scanned.
  package func span(of index: Int) -> Range<Int> {
    base + Int(nodes[index].start)..<base + Int(nodes[index].end)
  }
}
