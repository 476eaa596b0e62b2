internal import CommandTree
internal import WarrenModel

extension CommandContext {
  /// Refuses a command that would have to ask where nobody can be asked.
  func checkAnswerable(_ command: ParsedCommand) throws {
    if command.has("yes") || environment.isInputTerminal && environment.isErrorTerminal { return }
    throw ParseError(
      .missingOption, "This asks before it removes anything, and there is no terminal to ask on.",
      remedy: "Give --yes to do it without a question, or --dry-run to see what it would do.", path: command.path)
  }

  /// Asks, and returns only where the answer is yes.
  /// - Throws: `failed` for any other answer, or none.
  func ask(_ question: Question) async throws {
    environment.writeError(Array((question.plan + question.prompt).utf8))
    guard let answer = try await inputLine() else {
      environment.writeError([0x0A])
      throw WarrenError(.failed, "There was no answer, so nothing was done.", remedy: "Give --yes to do it without a question.")
    }
    if !question.answers.contains(answer) {
      throw WarrenError(.failed, "That is not what was to be typed, so nothing was done.")
    }
  }

  /// A line of standard input without its end; nil where the input ends before the line does.
  private func inputLine() async throws -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      let bytes = try await environment.readInput()
      if bytes.isEmpty { return nil }
      line += bytes
      if let end = line.firstIndex(of: 0x0A) { return Array(line[..<end]) }
    }
  }
}
