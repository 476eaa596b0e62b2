import CommandTree
import Testing

@Suite struct HelpTextTests {
  private func help(_ path: String, width: Int = HelpText.defaultWidth) throws -> String {
    try #require(HelpText(Sample.tree, path: path.split(separator: " ").map(String.init), width: width)).text()
  }

  @Test func theRootListsItsCommands() throws {
    #expect(
      try help("") == """
        Usage: demo COMMAND

        Keeps the sessions of agents

        A sample with one of everything that a tree can declare, and a paragraph that is long enough to be
        wrapped.

        And a second one.

        Commands:
          status    Show the state of all agents
          agents    Work with agents
          sessions  Work with sessions
          import    Take over what others wrote

        Global options:
              --root DIR  The directory of the agents (default: the working directory)
              --json      Print JSON
          -q, --quiet     Print results only
          -v, --verbose   Say more on standard error
              --version   Print the version
          -h, --help      Show this help

        `demo help COMMAND` says more about a command.

        """)
  }

  @Test func aGroupListsItsCommands() throws {
    #expect(
      try help("agents") == """
        Usage: demo agents COMMAND

        Work with agents

        Commands:
          list    List the agents
          create  Create an agent
          delete  Delete agents
          rename  Rename an agent

        Global options:
              --root DIR  The directory of the agents (default: the working directory)
              --json      Print JSON
          -q, --quiet     Print results only
          -v, --verbose   Say more on standard error
              --version   Print the version
          -h, --help      Show this help

        `demo help agents COMMAND` says more about a command.

        """)
  }

  @Test func aCommandShowsAllThatItTakes() throws {
    #expect(
      try help("agents delete") == """
        Usage: demo agents delete [NAME...] [--name GLOB] [--dry-run] [--wait SECONDS]

        Delete agents

        They go to the trash first.

        Arguments:
          [NAME...]  The agents

        Options:
              --name GLOB     All agents whose names match
          -n, --dry-run       Only show what would happen
          -w, --wait SECONDS  How long to wait for those that use it (default: 60)

        Global options:
              --root DIR  The directory of the agents (default: the working directory)
              --json      Print JSON
          -q, --quiet     Print results only
          -v, --verbose   Say more on standard error
              --version   Print the version
          -h, --help      Show this help

        Examples:
          demo agents delete old
              Moves `old` to the trash.
          demo agents delete -- -rf
              The same for an agent named `-rf`.

        """)
  }

  @Test func textIsWrappedToTheWidth() throws {
    #expect(
      try help("agents create", width: 50) == """
        Usage: demo agents create NAME
                                 [--backend sqlite|jsonl]
                                 [--tag TAG]...

        Create an agent

        Arguments:
          NAME  Its name

        Options:
          -b, --backend sqlite|jsonl  How it is stored
                                      (default: sqlite)
              --tag TAG               A word to find it by
                                      (may be repeated)

        Global options:
              --root DIR  The directory of the agents
                          (default: the working directory)
              --json      Print JSON
          -q, --quiet     Print results only
          -v, --verbose   Say more on standard error
              --version   Print the version
          -h, --help      Show this help

        """)
  }

  @Test func optionsThatExcludeEachOtherStandTogether() throws {
    #expect(
      try help("sessions list") == """
        Usage: demo sessions list [--agent NAME | --all-agents] [--limit N|all]

        List sessions

        Options:
          --agent NAME   Of this agent
          --all-agents   Of all agents
          --limit N|all  How many to show (default: 50)

        Global options:
              --root DIR  The directory of the agents (default: the working directory)
              --json      Print JSON
          -q, --quiet     Print results only
          -v, --verbose   Say more on standard error
              --version   Print the version
          -h, --help      Show this help

        """)
  }

  @Test func aRequiredOptionStandsWithoutBrackets() throws {
    #expect(try help("sessions history").hasPrefix("Usage: demo sessions history KEY --agent NAME\n\n"))
  }

  @Test func anUnknownPathHasNoHelp() { #expect(HelpText(Sample.tree, path: ["agents", "bogus"]) == nil) }

  @Test func whatIsHiddenIsNotShown() throws {
    let text = try help("")
    #expect(!text.contains("secret") && !text.contains("trace"))
  }

  @Test func aProgramWithoutCommandsShowsItsOptions() throws {
    let tree = CommandSpec("demod", "Serves a directory", options: [.value("root", "DIR", "The directory", required: true)])
    #expect(
      try #require(HelpText(tree)).text() == """
        Usage: demod --root DIR

        Serves a directory

        Options:
              --root DIR  The directory (required)
          -h, --help      Show this help

        """)
  }

  @Test(arguments: [1, 20, 40, 60, 80])
  func noLineIsWiderThanItMustBe(width: Int) throws {
    let lines = try help("agents delete", width: width).split(separator: "\n")
    // A label and its column stay whole; below that only single words stick out.
    #expect(lines.allSatisfy { $0.count <= max(width, 45) })
  }
}
