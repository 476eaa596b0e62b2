import CommandTree
import Testing
import WarrenModel

@Suite struct CommandParserTests {
  private let parser = CommandParser(Sample.tree)

  private func parse(_ line: String) throws -> ParsedCommand { try parse(words(line)) }

  private func parse(_ words: [[UInt8]]) throws -> ParsedCommand {
    guard case .command(let command) = try parser.parse(words) else { throw Mistake.noCommand }
    return command
  }

  private func mistake(_ line: String) throws -> ParseError {
    try #require(throws: ParseError.self) { try parser.parse(words(line)) }
  }

  private enum Mistake: Error { case noCommand }

  @Test(arguments: [
    "--root /x --json agents list -q", "agents --root /x list -q --json", "agents list --root=/x -q --json",
    "--json agents -q list --root /x",
  ])
  func globalOptionsAreTakenAnywhere(line: String) throws {
    let command = try parse(line)
    #expect(command.path == ["agents", "list"])
    #expect(command.value("root") == bytes("/x"))
    #expect(command.has("json") && command.has("quiet") && !command.has("verbose"))
    #expect(command.positionals.isEmpty)
  }

  @Test(arguments: ["-rf", "--", "--help", "-h", "", "a=b", "--agent=x"])
  func anOptionTakesTheNextWordVerbatim(value: String) throws {
    let spaced = try parse([bytes("sessions"), bytes("list"), bytes("--agent"), bytes(value)])
    let attached = try parse([bytes("sessions"), bytes("list"), bytes("--agent=" + value)])
    #expect(spaced.value("agent") == bytes(value))
    #expect(attached.value("agent") == bytes(value))
  }

  @Test func bytesThatAreNotTextArriveAsTheyAre() throws {
    let name: [UInt8] = [0xFF, 0x2D, 0xC3]
    let command = try parse([bytes("agents"), bytes("rename"), name, [0xC3, 0xA9], bytes("--root=") + name])
    #expect(command.argument("OLD") == name)
    #expect(command.argument("NEW") == [0xC3, 0xA9])
    #expect(command.value("root") == name)
  }

  @Test func composedAndDecomposedWordsStayApart() throws {
    let command = try parse([bytes("agents"), bytes("rename"), [0xC3, 0xA9], [0x65, 0xCC, 0x81]])
    #expect(command.positionals == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
  }

  @Test func twoDashesEndTheOptions() throws {
    let command = try parse("agents delete -q -- -rf --help -- a")
    #expect(command.list("NAME") == ["-rf", "--help", "--", "a"].map(bytes))
    #expect(command.has("quiet"))
  }

  @Test func aSingleDashIsAWord() throws { #expect(try parse("import -").argument("SOURCE") == bytes("-")) }

  @Test func anEmptyWordIsAWord() throws { #expect(try parse([bytes("import"), []]).argument("SOURCE") == []) }

  @Test(arguments: ["-qv -w5", "-qvw5", "-q -v -w 5", "-vqw 5", "-qv --wait 5", "-qv --wait=5"])
  func shortOptionsMayStandTogether(options: String) throws {
    let command = try parse("agents delete a " + options)
    #expect(command.has("quiet") && command.has("verbose"))
    #expect(command.value("wait") == bytes("5"))
  }

  @Test(arguments: ["--json agents list --json", "agents list -q --json --quiet --json", "-qq --json agents list"])
  func aFlagGivenTwiceIsAFlag(line: String) throws { #expect(try parse(line).has("json")) }

  @Test func aShortOptionTakesItsValueVerbatim() throws {
    #expect(try parse("agents delete -w -q").value("wait") == bytes("-q"))
    #expect(try parse("agents delete -w=5").value("wait") == bytes("=5"))
  }

  @Test func repeatingOptionsKeepTheirOrder() throws {
    let command = try parse("agents create x --tag b --tag=a -bjsonl")
    #expect(command.all("tag") == [bytes("b"), bytes("a")])
    #expect(command.value("backend") == bytes("jsonl"))
  }

  @Test(arguments: [
    ("--help", []), ("-h", []), ("help", []), ("help agents", ["agents"]), ("agents help delete", ["agents", "delete"]),
    ("help agents delete", ["agents", "delete"]), ("agents delete --bogus -h", ["agents", "delete"]), ("agents -h", ["agents"]),
    ("agents -qh delete", ["agents", "delete"]), ("sessions history --help", ["sessions", "history"]),
    ("agents delete x y --help", ["agents", "delete"]),
  ])
  func helpIsForThePathThatWasReached(line: String, path: [String]) throws {
    #expect(try parser.parse(words(line)) == .help(path: path))
  }

  @Test func helpBehindTwoDashesIsAWord() throws { #expect(try parse("agents delete -- --help").positionals == [bytes("--help")]) }

  @Test(arguments: ["--version", "agents --version", "-q --version"])
  func aRequestNeedsNoCommand(line: String) throws {
    guard case .request("version", _) = try parser.parse(words(line)) else {
      Issue.record("no request")
      return
    }
  }

  @Test(
    arguments: [
      ("agnets list", ParseError.Code.unknownCommand, "agnets", "agents"), ("agents lsit", .unknownCommand, "lsit", "list"),
      ("agents del", .unknownCommand, "del", "delete"), ("stat", .unknownCommand, "stat", "status"),
      ("zzz", .unknownCommand, "zzz", nil), ("secre", .unknownCommand, "secre", nil),
      ("help agents dlete", .unknownCommand, "dlete", "delete"),
      ("agents list --delted", .unknownOption, "--delted", "--deleted"), ("agents list --jsn=1", .unknownOption, "--jsn", "--json"),
      ("agents create x --backend sqlit", .invalidValue, "sqlit", "sqlite"), ("agents create x -bfoo", .invalidValue, "foo", nil),
      ("agents list --trac", .unknownOption, "--trac", nil),
    ] as [(String, ParseError.Code, String, String?)])
  func theNearestWordIsSuggested(line: String, code: ParseError.Code, word: String, suggestion: String?) throws {
    let error = try mistake(line)
    #expect(error.code == code)
    #expect(error.word == bytes(word))
    #expect(error.suggestion == suggestion)
  }

  @Test(arguments: [
    ("", ParseError.Code.missingCommand, "`demo` needs a command.", []),
    ("agents", .missingCommand, "`demo agents` needs a command.", ["agents"]),
    ("agents create", .missingArgument, "NAME is missing.", ["agents", "create"]),
    ("agents rename", .missingArgument, "OLD and NEW are missing.", ["agents", "rename"]),
    ("agents rename a", .missingArgument, "NEW is missing.", ["agents", "rename"]),
    (
      "agents rename a b c", .unexpectedArgument, "`demo agents rename` takes 2 arguments at most; `c` is one too many.",
      ["agents", "rename"]
    ),
    ("agents list x", .unexpectedArgument, "`demo agents list` takes no arguments; `x` is one too many.", ["agents", "list"]),
    ("agents list --json=1", .unexpectedValue, "`--json` takes no value, and was given `1`.", ["agents", "list"]),
    ("--root a status --root b", .repeatedOption, "`--root` is given twice.", ["status"]),
    ("agents delete --wait", .missingValue, "`--wait` needs a value.", ["agents", "delete"]),
    ("agents delete -w", .missingValue, "`--wait` needs a value.", ["agents", "delete"]),
    ("sessions history k", .missingOption, "`--agent NAME` is missing.", ["sessions", "history"]),
    (
      "sessions list --agent a --all-agents", .conflictingOptions, "`--agent` and `--all-agents` exclude each other.", ["sessions", "list"]
    ),
  ])
  func mistakesAreNamed(line: String, code: ParseError.Code, message: String, path: [String]) throws {
    let error = try mistake(line)
    #expect(error.code == code)
    #expect(error.message == message)
    #expect(error.path == path)
  }

  @Test func aValueThatBeginsWithADashIsToldOfTheTwoDashes() throws {
    let error = try mistake("agents delete -rf")
    #expect(error.code == .unknownOption)
    #expect(error.description == "There is no option `-rf` here. If it is meant as NAME, write `--` before it: `-- -rf`.")
    #expect(try parse("agents delete -- -rf").positionals == [bytes("-rf")])
  }

  @Test func anOptionBeforeItsCommandIsToldWhereItBelongs() throws {
    let error = try mistake("--agent x status")
    #expect(error.code == .unknownOption)
    #expect(error.remedy == "Write it after the command that takes it.")
  }

  @Test func aHostileWordIsEscapedInTheMessage() throws {
    let error = try #require(throws: ParseError.self) { try parser.parse([[0x1B] + bytes("[31m\n"), [0xFF]]) }
    #expect(error.message == "There is no command `\\x1b[31m\\n`.")
  }

  @Test func aMistakeIsAUsageErrorOfTheModel() throws {
    let error = try mistake("agnets").warrenError
    #expect(error.code.rawValue == "usage")
    #expect(error.remedy == "Did you mean `agents`?")
    #expect(error.subject == bytes("agnets"))
  }

  @Test func hiddenOptionsAndCommandsAreUnderstood() throws {
    let command = try parse("--trace secret")
    #expect(command.has("trace"))
    #expect(command.path == ["secret"])
  }

  @Test func aGroupsOptionsHoldForAllBelowIt() throws {
    let leaf = CommandSpec("leaf", "Does it")
    let group = CommandSpec("group", "Groups", options: [.value("mode", "MODE", "How")], subcommands: [leaf])
    let parser = CommandParser(CommandSpec("x", "Does things", subcommands: [group, leaf]))
    for line in ["group --mode a leaf", "group leaf --mode=a"] {
      guard case .command(let command) = try parser.parse(words(line)) else { throw Mistake.noCommand }
      #expect(command.value("mode") == bytes("a"))
    }
    #expect(throws: ParseError.self) { try parser.parse(words("leaf --mode a")) }
    #expect(throws: ParseError.self) { try parser.parse(words("--mode a group leaf")) }
  }

  @Test func aProgramWithoutCommandsTakesItsOptions() throws {
    let parser = CommandParser(CommandSpec("demod", "Serves", options: [.value("root", "DIR", "The directory", required: true)]))
    guard case .command(let command) = try parser.parse(words("--root /x")) else { throw Mistake.noCommand }
    #expect(command.path == [])
    #expect(command.value("root") == bytes("/x"))
    #expect(throws: ParseError.self) { try parser.parse([]) }
    #expect(throws: ParseError.self) { try parser.parse(words("--root /x help")) }
  }

  @Test func anyWordsGiveAnAnswer() {
    let pieces = [
      "agents", "delete", "create", "help", "--", "-", "-q", "-w", "--wait", "--root=", "--help=1", "--=", "-qvw", "x", "\u{1B}[2J",
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<5000 {
      let line = (0..<Int.random(in: 0...6, using: &random)).map { _ -> [UInt8] in
        Bool.random(using: &random)
          ? bytes(pieces[Int.random(in: pieces.indices, using: &random)])
          : (0..<Int.random(in: 0...5, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      }
      do {
        _ = try parser.parse(line)
      } catch {
        #expect(error.description.utf8.allSatisfy { $0 >= 0x20 }, "\(line)")
      }
    }
  }
}
