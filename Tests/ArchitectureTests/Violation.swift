/// A place that breaks a rule of the architecture.
struct Violation: Equatable, CustomStringConvertible {
  let rule: Rule
  /// A target, or `path:line`.
  let place: String
  let reason: String

  enum Rule: Equatable {
    case floor, unknownTarget, unknownModule, staleDocument
    case systemModule, embedding, foundation, manifest
    case fileSize, unsafeCount, unsafeReason, trap
  }

  var description: String { "\(place): \(reason) [\(rule)]" }
}
