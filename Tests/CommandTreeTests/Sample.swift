import CommandTree

/// A small tree with one of everything.
enum Sample {
  static let agents = CompletionKind.lines(["agents", "list", "-q", "--names"], carrying: ["root"])

  static let tree = CommandSpec(
    "demo", "Keeps the sessions of agents",
    discussion:
      "A sample with one of everything that a tree can declare, and a paragraph that is long enough to be wrapped.\n\nAnd a second one.",
    options: [
      .value("root", "DIR", "The directory of the agents", defaultText: "the working directory", completion: .directory),
      .flag("json", "Print JSON"), .flag("quiet", short: "q", "Print results only"),
      .flag("verbose", short: "v", "Say more on standard error"),
      OptionSpec("version", kind: .request, help: "Print the version"),
      .flag("trace", "Print inner steps", hidden: true),
    ],
    subcommands: [
      CommandSpec("status", "Show the state of all agents", options: [.value("agent", "NAME", "Only this one", completion: agents)]),
      CommandSpec(
        "agents", "Work with agents",
        subcommands: [
          CommandSpec("list", "List the agents", options: [.flag("deleted", "Show deleted ones as well"), .flag("names", "Names alone")]),
          CommandSpec(
            "create", "Create an agent", arguments: [ArgumentSpec("NAME", "Its name")],
            options: [
              .value("backend", short: "b", "KIND", "How it is stored", allowed: ["sqlite", "jsonl"], defaultText: "sqlite"),
              .values("tag", "TAG", "A word to find it by"),
            ]),
          CommandSpec(
            "delete", "Delete agents",
            discussion: "They go to the trash first.",
            arguments: [ArgumentSpec("NAME", "The agents", required: false, repeating: true, completion: agents)],
            options: [
              .value("name", "GLOB", "All agents whose names match"), .flag("dry-run", short: "n", "Only show what would happen"),
              .value("wait", short: "w", "SECONDS", "How long to wait for those that use it", defaultText: "60"),
            ],
            examples: [
              ExampleSpec("demo agents delete old", "Moves `old` to the trash."),
              ExampleSpec("demo agents delete -- -rf", "The same for an agent named `-rf`."),
            ]),
          CommandSpec(
            "rename", "Rename an agent",
            arguments: [ArgumentSpec("OLD", "The name it has", completion: agents), ArgumentSpec("NEW", "The name it gets")]),
        ]),
      CommandSpec(
        "sessions", "Work with sessions",
        subcommands: [
          CommandSpec(
            "list", "List sessions",
            options: [
              .value("agent", "NAME", "Of this agent", completion: agents), .flag("all-agents", "Of all agents"),
              .value("limit", "N|all", "How many to show", defaultText: "50"),
            ],
            exclusive: [["agent", "all-agents"]]),
          CommandSpec(
            "history", "Show the messages of a session", arguments: [ArgumentSpec("KEY", "The session")],
            options: [.value("agent", "NAME", "The agent it belongs to", required: true, completion: agents)]),
        ]),
      CommandSpec("import", "Take over what others wrote", arguments: [ArgumentSpec("SOURCE", "A file or directory", completion: .path)]),
      CommandSpec("secret", "Not for everybody", hidden: true),
    ])
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func words(_ line: String) -> [[UInt8]] { line.split(separator: " ").map { Array($0.utf8) } }
