/// The elements of an array in order, found as they are asked for.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
  private let array: JSONValue
  private var index: Int
  private let end: Int

  init(of array: JSONValue) {
    self.array = array
    index = array.index + 1
    end = array.kind == .array ? Int(array.node.next) : index
  }

  /// The next one; nil at the end.
  package mutating func next() -> JSONValue? {
    if index == end { return nil }
    defer { index = Int(array.tape.nodes[index].next) }
    return array.at(index)
  }
}
