package import WarrenModel

/// One message as another program wrote it.
package struct ForeignMessage: Hashable, Sendable {
  /// Its place in the history of its generation, from 1.
  package let ordinal: Int64
  package let role: String
  /// The text parts joined; "" where there is none.
  package let text: String
  package let createdAt: Timestamp?
  /// The original JSON, verbatim.
  package let body: [UInt8]
  /// Whether it lies on the branch that the program would go on from; true where the format knows no branches.
  package let isActive: Bool

  package init(ordinal: Int64, role: String, text: String, createdAt: Timestamp?, body: [UInt8], isActive: Bool = true) {
    self.ordinal = ordinal
    self.role = role
    self.text = text
    self.createdAt = createdAt
    self.body = body
    self.isActive = isActive
  }
}
