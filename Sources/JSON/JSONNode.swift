/// What a value is.
package enum JSONKind: UInt8, Hashable, Sendable {
  case null, `false`, `true`, number, string, array, object
  /// The key of a member; its value is the next node.
  case key
}

/// One entry of a tape: a value or a key, in the order of the input. Positions count from the tape's base.
package struct JSONNode: Sendable {
  static let none = UInt32.max

  /// The first byte, quote or brace included.
  package let start: UInt32
  /// Behind the last byte.
  package internal(set) var end: UInt32
  /// The node behind this one and all that it holds: of a value, the next sibling (or the next key) where there is one.
  package internal(set) var next: UInt32
  /// The array or object that holds it; `UInt32.max` for the root.
  package let parent: UInt32
  /// What it is.
  package let kind: JSONKind
  let traits: Traits

  /// What the scan saw, so that reading is fast.
  struct Traits: OptionSet {
    let rawValue: UInt8
    /// A string or key with a backslash.
    static let escaped = Traits(rawValue: 1)
    /// A string or key with half a surrogate pair.
    static let loneSurrogate = Traits(rawValue: 2)
    /// A key without quotes.
    static let bare = Traits(rawValue: 4)
  }
}
