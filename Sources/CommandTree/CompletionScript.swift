/// Makes the completion script of a shell from a tree.
///
/// Each script is a few tables (one case for each command) and the same small walk over the words typed so far. What the program prints is
/// offered as data: no shell expands it.
package enum CompletionScript {
  package enum Shell: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish
  }

  /// The script; printed by the program, sourced or installed by the user.
  package static func text(_ root: CommandSpec, for shell: Shell) -> String {
    let nodes = CompletionNode.all(of: root)
    // A name of functions may not hold all that a name of programs may.
    let stem = "_" + String(root.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return switch shell {
    case .bash: fill(BashCompletion.script, stem, root.name, PosixTables.text(nodes, stem: stem))
    case .zsh: fill(ZshCompletion.script, stem, root.name, PosixTables.text(nodes, stem: stem))
    case .fish: fill(FishCompletion.script, stem, root.name, FishCompletion.tables(nodes, stem: stem))
    }
  }

  private static func fill(_ template: String, _ stem: String, _ program: String, _ tables: String) -> String {
    template.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0 == "@TABLES@" ? tables : replaced(replaced(String($0), "@STEM@", stem), "@PROGRAM@", program) }
      .joined(separator: "\n") + "\n"
  }

  private static func replaced(_ text: String, _ mark: String, _ value: String) -> String {
    var out = ""
    var rest = text[...]
    while let start = rest.indices.first(where: { rest[$0...].hasPrefix(mark) }) {
      out += rest[..<start] + value
      rest = rest[start...].dropFirst(mark.count)
    }
    return out + rest
  }
}
