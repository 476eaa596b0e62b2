/// The fish script: its tables print lines, since functions of fish do not see their caller's variables.
enum FishCompletion {
  static func tables(_ nodes: [CompletionNode], stem: String) -> String {
    let commands = nodes.filter { !$0.commands.isEmpty }.map { ([quoted($0.path)], rows($0.commands)) }
    let options = nodes.map { ([quoted($0.path)], rows($0.options)) }
    return [
      function(stem + "_commands", commands), function(stem + "_options", options), function(stem + "_value", nodes.flatMap(values)),
      function(stem + "_argument", nodes.flatMap(arguments)),
    ].joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
  }

  private static func rows(_ rows: [(String, String)]) -> String {
    "printf '%s\\t%s\\n' " + rows.map { quoted($0.0) + " " + quoted($0.1) }.joined(separator: " ")
  }

  private static func function(_ name: String, _ cases: [(patterns: [String], body: String)]) -> String {
    var lines = ["function \(name)", "    switch \"$argv\""]
    for entry in cases { lines += ["        case " + entry.patterns.joined(separator: " "), "            " + entry.body] }
    return (lines + ["    end", "end"]).joined(separator: "\n")
  }

  private static func values(_ node: CompletionNode) -> [([String], String)] {
    node.values.map { value in
      let patterns = value.words.flatMap { word in
        node.path.isEmpty ? ["'*|\(word)'"] : ["'\(node.path)|\(word)'", "'\(node.path) *|\(word)'"]
      }
      return (patterns, "printf '%s\\n' \(value.words[0]) \(value.kind)")
    }
  }

  private static func arguments(_ node: CompletionNode) -> [([String], String)] {
    node.arguments.enumerated().map { index, kind in
      let isLast = index == node.arguments.count - 1
      return (["'\(node.path)|\(isLast && node.repeats ? "*" : String(index))'"], "printf '%s\\n' \(kind)")
    }
  }

  static let script = #"""
    # Completion of @PROGRAM@ for fish.
    @TABLES@
    function @STEM@_complete
        set -l typed (commandline -opc)
        set -l cur (commandline -ct)
        set -l program $typed[1]
        set -e typed[1]
        set -l node
        set -l place 0
        set -l pending
        set -l ended
        set -l carried
        for word in $typed
            if test -n "$pending"
                set -a carried "$pending=$word"
                set pending
            else if test -z "$ended"; and test "$word" = --
                set ended 1
            else if test -z "$ended"; and string match -q -- '--*=*' $word
                set -l found (@STEM@_value "$node|"(string split -m 1 = -- $word)[1])
                set -q found[1]; and set -a carried "$found[1]="(string split -m 1 = -- $word)[2]
            else if test -z "$ended"; and string match -qr -- '^-.' $word
                set pending (@STEM@_value "$node|$word")[1]
            else if test -z "$(@STEM@_commands "$node")"
                set place (math $place + 1)
            else if test "$word" != help
                set node (string trim -- "$node $word")
            end
        end
        set -l dashed $ended $pending
        set -l head
        set -l kind
        if test -n "$pending"
            set kind (@STEM@_value "$node|$pending")[2..]
        else if test -z "$ended"; and string match -q -- '--*=*' "$cur"
            set -l parts (string split -m 1 = -- $cur)
            set kind (@STEM@_value "$node|$parts[1]")[2..]
            set head "$parts[1]="
            set cur $parts[2]
            set dashed 1
        else if test -z "$ended"; and string match -q -- '-*' "$cur"
            @STEM@_options "$node"
            return
        else if test -n "$(@STEM@_commands "$node")"
            @STEM@_commands "$node"
            return
        else
            set kind (@STEM@_argument "$node|$place")
        end
        set -l offers
        switch "$kind[1]"
            case files
                set offers (__fish_complete_path "$cur")
            case dirs
                set offers (__fish_complete_directories "$cur")
            case words
                set offers $kind[2..]
            case lines
                set -l carry
                for option in $carried
                    contains -- (string split -m 1 = -- $option)[1] (string split , -- $kind[2]); and set -a carry $option
                end
                set offers ($program $kind[3..] $carry 2>/dev/null </dev/null)
                # Such a name is taken for an option where it stands.
                test -n "$dashed"; or not set -q offers[1]; or set offers (string match -v -- '-*' $offers)
        end
        for offer in $offers
            printf '%s%s\n' "$head" $offer
        end
    end
    complete -c @PROGRAM@ -f -a '(@STEM@_complete)'
    """#
}
