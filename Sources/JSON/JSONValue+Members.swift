// Members by key, and duplicates.
extension JSONValue {
  /// The last member with this key, as most programs read an object; nil without one.
  package subscript(key: String) -> JSONValue? { last(key)?.value }

  /// The first member with this key.
  package func first(_ key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { text in
      var iterator = members
      while let member = iterator.next() {
        if member.keyNode.keyEquals(UnsafeRawBufferPointer(text)) { return member.value }
      }
      return nil
    }
  }

  /// The last member with this key, and whether there are others before it.
  package func last(_ key: String) -> (value: JSONValue, isDuplicated: Bool)? {
    guard kind == .object else { return nil }
    var key = key
    var found: Int?
    var isDuplicated = false
    key.withUTF8 { text in
      var position = index + 1
      let end = Int(node.next)
      while position < end {
        if at(position).keyEquals(UnsafeRawBufferPointer(text)) {
          isDuplicated = found != nil
          found = position + 1
        }
        position = Int(tape.nodes[position + 1].next)
      }
    }
    return found.map { (at($0), isDuplicated) }
  }

  /// All members with this key, in order.
  package func all(_ key: String) -> [JSONValue] {
    members.filter { $0.hasKey(key) }.map(\.value)
  }

  /// The members whose key, decoded, an earlier member of this object has too, in order.
  package var duplicates: [JSONMember] {
    guard kind == .object else { return [] }
    return hasFewPlainKeys ? duplicatesByPairs : duplicatesBySet
  }

  /// Up to so many keys, comparing each with each is cheaper than a set.
  private static let fewKeys = 16

  private var hasFewPlainKeys: Bool {
    var position = index + 1
    let end = Int(node.next)
    var count = 0
    while position < end {
      count += 1
      if count > Self.fewKeys || tape.nodes[position].traits.contains(.escaped) { return false }
      position = Int(tape.nodes[position + 1].next)
    }
    return true
  }

  private var duplicatesByPairs: [JSONMember] {
    var found: [JSONMember] = []
    let end = Int(node.next)
    bytes.withUnsafeBytes { buffer in
      var position = index + 1
      while position < end {
        let key = UnsafeRawBufferPointer(rebasing: buffer[contentSpan(of: position)])
        var earlier = index + 1
        while earlier < position {
          if key.elementsEqual(UnsafeRawBufferPointer(rebasing: buffer[contentSpan(of: earlier)])) {
            found.append(JSONMember(keyNode: at(position)))
            break
          }
          earlier = Int(tape.nodes[earlier + 1].next)
        }
        position = Int(tape.nodes[position + 1].next)
      }
    }
    return found
  }

  private var duplicatesBySet: [JSONMember] {
    var seen: Set<[UInt8]> = []
    return members.filter { !seen.insert($0.keyBytes).inserted }
  }

  func keyEquals(_ key: UnsafeRawBufferPointer) -> Bool {
    if node.traits.contains(.escaped) { return decodedBytes(replacing: false).elementsEqual(key) }
    let span = contentSpan(of: index)
    guard span.count == key.count else { return false }
    return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[span]).elementsEqual(key) }
  }
}
