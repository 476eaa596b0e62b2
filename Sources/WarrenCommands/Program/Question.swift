internal import CommandTree

/// What a person is asked before something is destroyed: not a yes, but what only one who has read it types.
struct Question {
  /// What would be done, in whole lines for people.
  let plan: String
  /// What is asked; the answer is typed behind it.
  let prompt: String
  /// The answers that mean yes.
  let answers: [[UInt8]]

  /// About one object: its name is to be typed.
  ///
  /// - Parameters:
  ///   - deed: what would be done to it, such as `Delete`.
  ///   - word: what its name is called.
  init(_ deed: String, _ name: [UInt8], word: String = "name", plan: String) {
    let shown = TextEscape.shown(name)
    self.plan = plan
    prompt = "\(deed) \(shown)? Type its \(word): "
    // A name that cannot be typed can be copied as it is shown; no other name is shown so.
    answers = [name, Array(shown.utf8)]
  }

  /// About several: their number is to be typed.
  init(_ deed: String, count: Int, _ things: String, plan: String) {
    self.plan = plan
    prompt = "\(deed) \(count) \(things)? Type \(count): "
    answers = [Array("\(count)".utf8)]
  }
}
