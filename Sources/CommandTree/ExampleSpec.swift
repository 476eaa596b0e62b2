/// A command line to learn from and what it does.
package struct ExampleSpec: Hashable, Sendable {
  package let line: String
  package let explanation: String

  package init(_ line: String, _ explanation: String) {
    self.line = line
    self.explanation = explanation
  }
}
