import CommandTree
import Testing

@Suite struct CompletionScriptTests {
  private let box: Shell

  /// What the sample program answers when a shell asks it for agents: names that a shell must not expand.
  private static let names = ["main", "my agent", "$(touch pwned)", "`touch pwned`", "a:b", "it's", "-rf"]

  /// Asks each shell's functions as the shell would, and prints one candidate a line.
  private static let drivers: [CompletionScript.Shell: String] = [
    .bash: #"""
    source ./script
    compopt() { echo "native $*"; }
    drive() {
      local parts=${1//=/ = }
      COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
      set -f
      COMP_WORDS=(${parts//:/ : })
      [[ $1 == *' ' ]] && COMP_WORDS+=("")
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _demo
      ((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
    }
    drive "$1"
    """#,
    .zsh: #"""
    setopt extendedglob
    compdef() { :; }
    compset() { PREFIX=${PREFIX#*=}; }
    _files() { print "native $*"; }
    compadd() { for candidate in "${@:2}"; do [[ $candidate == "$PREFIX"* ]] && print -r -- "$candidate"; done; }
    _describe() { local -a all; all=("${(@P)argv[-1]}"); compadd -- "${(@)all%%:*}"; }
    source ./script
    typeset -a words
    words=(${(z)1})
    [[ $1 == *' ' ]] && words+=('')
    CURRENT=$#words PREFIX=$words[-1]
    _demo
    true
    """#,
    .fish: #"""
    source ./script
    complete -C $argv[1] | string replace -r '\t.*' ''
    """#,
  ]

  init() throws {
    box = try Shell()
    let lines = Self.names.map { "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'" }
    try box.write(
      "#!/bin/sh\necho \"$*\" >> asked\necho noise >&2\nprintf '%s\\n' \(lines.joined(separator: " "))\n", to: "demo", executable: true)
  }

  private func complete(_ line: String, in shell: CompletionScript.Shell, of tree: CommandSpec = Sample.tree) throws -> [String] {
    try box.write(CompletionScript.text(tree, for: shell), to: "script")
    try box.write(Self.drivers[shell] ?? "", to: "driver")
    let flags = shell == .bash ? "--norc" : shell == .zsh ? "-f" : "--no-config"
    let (status, output) = try box.run("\(shell.rawValue) \(flags) ./driver '\(line)'")
    #expect(status == 0 || status == 256, "\(output)")
    return output.split(separator: "\n").map(String.init).sorted()
  }

  private func checkSyntax(_ shell: CompletionScript.Shell) throws {
    try box.write(CompletionScript.text(Sample.tree, for: shell), to: "script")
    let (status, output) = try box.run("\(shell.rawValue) -n ./script")
    #expect(status == 0)
    #expect(output == "")
  }

  static let cases: [(String, [String])] = [
    ("demo ", ["agents", "import", "sessions", "status"]), ("demo ag", ["agents"]),
    ("demo agents ", ["create", "delete", "list", "rename"]),
    ("demo --root /x -q agents de", ["delete"]), ("demo --root=/x agents de", ["delete"]), ("demo help agents cr", ["create"]),
    ("demo agents list ", []), ("demo agents list --de", ["--deleted"]), ("demo agents list --trac", []),
    (
      "demo agents delete -",
      [
        "--dry-run", "--help", "--json", "--name", "--quiet", "--root", "--verbose", "--version", "--wait", "-h", "-n", "-q", "-v", "-w",
      ]
    ),
    ("demo agents create x --backend ", ["jsonl", "sqlite"]), ("demo agents create -b s", ["sqlite"]),
    ("demo agents create x --backend=s", ["sqlite"]), ("demo agents create x --tag ", []), ("demo sessions list --limit 1", []),
    ("demo agents rename main ", []), ("demo agents rename m", ["main", "my agent"]), ("demo status --agent ma", ["main"]),
    ("demo agents delete x y ma", ["main"]), ("demo agents delete --wait 5 ma", ["main"]), ("demo agents delete -- -", ["-rf"]),
    ("demo agents delete -q -- ma", ["main"]), ("demo status --agent -", ["-rf"]), ("demo bogus ", []),
  ]

  /// Quoting and what stands before the value are the shell's business.
  private func plain(_ candidates: [String]) -> [String] {
    candidates.map { candidate in
      let value = candidate.hasPrefix("--backend=") ? String(candidate.dropFirst(10)) : candidate
      return String(value.filter { $0 != "\\" })
    }
  }

  @Test(.enabled(if: Shell.isInstalled("bash")), arguments: cases)
  func bashOffers(line: String, expected: [String]) throws { #expect(try plain(complete(line, in: .bash)) == expected) }

  @Test(.enabled(if: Shell.isInstalled("zsh")), arguments: cases)
  func zshOffers(line: String, expected: [String]) throws { #expect(try plain(complete(line, in: .zsh)) == expected) }

  @Test(.enabled(if: Shell.isInstalled("fish")), arguments: cases)
  func fishOffers(line: String, expected: [String]) throws { #expect(try plain(complete(line, in: .fish)) == expected) }

  @Test(arguments: CompletionScript.Shell.allCases.filter { Shell.isInstalled($0.rawValue) })
  func aGroupsOptionsAreKnownBelowIt(shell: CompletionScript.Shell) throws {
    let leaf = CommandSpec("leaf", "Does it")
    let group = CommandSpec("group", "Groups", options: [.value("mode", "MODE", "How", allowed: ["fast", "safe"])], subcommands: [leaf])
    let tree = CommandSpec("demo", "Does things", subcommands: [group, leaf])
    #expect(try complete("demo group --mode ", in: shell, of: tree) == ["fast", "safe"])
    #expect(try complete("demo group leaf --mode ", in: shell, of: tree) == ["fast", "safe"])
    #expect(try complete("demo group --mode safe ", in: shell, of: tree) == ["leaf"])
    #expect(try complete("demo leaf --mode ", in: shell, of: tree) == [])
  }

  @Test(.enabled(if: Shell.isInstalled("bash")))
  func bashTakesItsScript() throws { try checkSyntax(.bash) }

  @Test(.enabled(if: Shell.isInstalled("zsh")))
  func zshTakesItsScript() throws { try checkSyntax(.zsh) }

  @Test(.enabled(if: Shell.isInstalled("fish")))
  func fishTakesItsScript() throws { try checkSyntax(.fish) }

  @Test(arguments: CompletionScript.Shell.allCases.filter { Shell.isInstalled($0.rawValue) })
  func theProgramIsAskedWithTheRootThatWasTyped(shell: CompletionScript.Shell) throws {
    _ = try complete("demo --json --root /x status --agent ", in: shell)
    #expect(try box.run("cat asked").output == "agents list -q --names --root=/x\n")
  }

  @Test(arguments: CompletionScript.Shell.allCases.filter { Shell.isInstalled($0.rawValue) })
  func hostileNamesAreOfferedAsData(shell: CompletionScript.Shell) throws {
    let offered = try complete("demo agents delete ", in: shell)
    #expect(try box.run("ls pwned").status != 0)
    let expected = Self.names.filter { $0 != "-rf" }.sorted()
    #expect(plain(offered).sorted() == expected)
  }

  @Test(.enabled(if: Shell.isInstalled("bash")))
  func bashQuotesWhatItInserts() throws {
    #expect(try complete("demo agents delete $", in: .bash) == [])
    #expect(try complete(#"demo agents delete \$"#, in: .bash) == [#"\$\(touch\ pwned\)"#])
    #expect(try complete("demo agents delete \"", in: .bash) == ["a:b", "it's", "main", "my agent"].filter { $0 != "it's" })
  }

  @Test(.enabled(if: Shell.isInstalled("bash")))
  func bashReplacesOnlyWhatFollowsAColon() throws {
    #expect(try complete("demo agents delete a:", in: .bash) == ["b"])
    #expect(try complete("demo status --agent=a:", in: .bash) == ["b"])
  }

  @Test(
    .enabled(if: Shell.isInstalled("bash")),
    arguments: [
      ("demo --root ", "native -o dirnames"), ("demo --root=", "native -o dirnames"), ("demo import ", "native -o default"),
    ])
  func bashCompletesFilesItself(line: String, asked: String) throws { #expect(try complete(line, in: .bash) == [asked]) }

  @Test(
    .enabled(if: Shell.isInstalled("zsh")),
    arguments: [
      ("demo --root ", "native -/"), ("demo --root=", "native -/"), ("demo import ", "native "),
    ])
  func zshCompletesFilesItself(line: String, asked: String) throws { #expect(try complete(line, in: .zsh) == [asked]) }

  @Test(.enabled(if: Shell.isInstalled("fish")))
  func fishCompletesFilesItself() throws {
    _ = try box.run("mkdir data; touch data.txt")
    #expect(try complete("demo --root da", in: .fish) == ["data/"])
    #expect(try complete("demo --root=da", in: .fish) == ["--root=data/"])
    #expect(try complete("demo import da", in: .fish) == ["data.txt", "data/"])
  }

  @Test(arguments: CompletionScript.Shell.allCases.filter { Shell.isInstalled($0.rawValue) })
  func descriptionsMayHoldAnything(shell: CompletionScript.Shell) throws {
    let tree = CommandSpec("x-y", "It's", options: [.flag("a", "It's `this`, $HOME, \\n and \"that\": $(touch pwned)")])
    try box.write(CompletionScript.text(tree, for: shell), to: "script")
    let start = shell == .zsh ? "compdef() { :; }; " : ""
    let (status, output) = try box.run("\(shell.rawValue) -c '\(start). ./script; _x_y_options \"\"'")
    #expect(status == 0, "\(output)")
    #expect(try box.run("ls pwned").status != 0)
  }
}
