internal import CommandTree
internal import ModelJSON
internal import WarrenModel

/// The command `warren`: from its words to its exit status.
package struct WarrenProgram: Sendable {
  private let environment: ProgramEnvironment

  package init(environment: ProgramEnvironment) { self.environment = environment }

  /// - Parameter words: the command line without the program's name.
  package func run(_ words: [[UInt8]]) async -> Int32 {
    let invocation: Invocation
    do throws(ParseError) {
      invocation = try CommandParser(WarrenTree.spec).parse(words)
    } catch {
      report(error.warrenError, path: error.path, json: WarrenTree.asksForJSON(words))
      return ExitStatus.usage.rawValue
    }
    var isJSON = false
    if case .command(let command) = invocation { isJSON = command.has("json") }
    do {
      return try await answer(invocation).rawValue
    } catch let error as ParseError {
      report(error.warrenError, path: error.path, json: isJSON)
      return ExitStatus.usage.rawValue
    } catch let error as WarrenError {
      report(error, path: nil, json: isJSON)
      return ExitStatus(error.code).rawValue
    } catch {
      report(WarrenError(.failed, "\(error)"), path: nil, json: isJSON)
      return ExitStatus.failed.rawValue
    }
  }

  private func answer(_ invocation: Invocation) async throws -> ExitStatus {
    switch invocation {
    case .help(let path):
      let help = HelpText(WarrenTree.spec, path: path, width: min(environment.width ?? 100, 100))
      try environment.writeOutput(Array((help?.text() ?? "").utf8))
      return .done
    case .request:
      try environment.writeOutput(Array("warren \(environment.version)\n".utf8))
      return .done
    case .command(let command):
      return try await run(command)
    }
  }

  private func run(_ command: ParsedCommand) async throws -> ExitStatus {
    if let plain = WarrenTree.plain(command.path) { return try await plain(command, environment) }
    guard let verb = WarrenTree.verb(command.path) else {
      throw WarrenError(.usage, "There is no such command.", remedy: "See \"warren help\".")
    }
    let opened = try await environment.open(RootChoice.path(option: command.value("root"), variables: environment.variables))
    let context = CommandContext(
      environment: environment, opened: opened, isJSON: command.has("json"), isQuiet: command.has("quiet"),
      isVerbose: command.has("verbose"))
    do {
      let status = try await verb.run(command, context)
      await opened.close()
      return status
    } catch {
      await opened.close()
      throw error
    }
  }

  private func report(_ error: WarrenError, path: [String]?, json: Bool) {
    if json { return environment.writeError(error.json() + [0x0A]) }
    var text = "warren: "
    if let subject = error.subject, error.code != .usage { text += TextEscape.shown(subject) + ": " }
    text += error.message
    if let remedy = error.remedy { text += " " + remedy }
    if let path, let usage = HelpText(WarrenTree.spec, path: path)?.usage() { text += "\n" + usage }
    environment.writeError(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }
}
