/// The members of an object in order, found as they are asked for.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  private let object: JSONValue
  private var index: Int
  private let end: Int

  init(of object: JSONValue) {
    self.object = object
    index = object.index + 1
    end = object.kind == .object ? Int(object.node.next) : index
  }

  /// The next one; nil at the end.
  package mutating func next() -> JSONMember? {
    if index == end { return nil }
    defer { index = Int(object.tape.nodes[index + 1].next) }
    return JSONMember(keyNode: object.at(index))
  }
}
