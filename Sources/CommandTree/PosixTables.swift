/// The tables of the completion scripts as functions that bash and zsh both understand.
///
/// They set variables of their caller: `offers` (entries `word:description`), `kind` and `name`.
enum PosixTables {
  static func text(_ nodes: [CompletionNode], stem: String) -> String {
    let commands = nodes.filter { !$0.commands.isEmpty }.map { "  \(quoted($0.path))) offers=(\(entries($0.commands))) ;;" }
    let options = nodes.map { "  \(quoted($0.path))) offers=(\(entries($0.options))) ;;" }
    return [
      function(stem + "_commands", key: "$1", commands),
      function(stem + "_options", key: "$1", options),
      function(stem + "_value", key: "$1|$2", nodes.flatMap(values)),
      function(stem + "_argument", key: "$1|$2", nodes.flatMap(arguments)),
    ].joined(separator: "\n")
  }

  static func quoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
  }

  private static func function(_ name: String, key: String, _ cases: [String]) -> String {
    (["\(name)() {", "  offers=() kind= name=", "  case \"\(key)\" in"] + cases + ["  esac", "}"]).joined(separator: "\n")
  }

  private static func entries(_ rows: [(String, String)]) -> String {
    rows.map { quoted($0.0 + ":" + $0.1) }.joined(separator: " ")
  }

  /// An option is understood by its command and by all below it.
  private static func values(_ node: CompletionNode) -> [String] {
    node.values.map { value in
      let patterns = value.words.flatMap { word in
        node.path.isEmpty ? ["*'|\(word)'"] : ["'\(node.path)|\(word)'", "'\(node.path) '*'|\(word)'"]
      }
      return "  \(patterns.joined(separator: " | "))) kind='\(value.kind)' name='\(value.words[0])' ;;"
    }
  }

  private static func arguments(_ node: CompletionNode) -> [String] {
    node.arguments.enumerated().map { index, kind in
      let isLast = index == node.arguments.count - 1
      return "  '\(node.path)|'\(isLast && node.repeats ? "*" : String(index))) kind='\(kind)' ;;"
    }
  }
}
