package import WarrenModel

/// Problems as findings: one of a code and path, whatever number there is; lines of a file together.
package enum ForeignFindings {
  private struct Group {
    let code: String
    var severity: Finding.Severity
    let path: RawPath
    var count = 0
    var kinds: [String: Int] = [:]
    var first: ForeignProblem
    var paths = 1
  }

  private struct Place: Hashable {
    let code: String
    let path: RawPath
  }

  /// Ordered as the problems were met.
  package static func made(of problems: [ForeignProblem]) -> [Finding] {
    var groups: [Group] = []
    var places: [Place: Int] = [:]
    for problem in problems {
      let place = Place(code: code(of: problem), path: problem.path)
      let index = places[place] ?? groups.count
      if index == groups.count {
        places[place] = index
        groups.append(Group(code: place.code, severity: problem.severity, path: problem.path, first: problem))
      }
      groups[index].count += problem.count
      groups[index].kinds[problem.code, default: 0] += problem.count
      if problem.severity.rank > groups[index].severity.rank { groups[index].severity = problem.severity }
    }
    return merged(groups).map(finding)
  }

  /// Lines are one kind of finding: what a reader skips, or what it takes in doubt.
  private static func code(of problem: ForeignProblem) -> String {
    guard problem.offset != nil else { return problem.code }
    return problem.severity == .info ? "lines_doubtful" : "lines_skipped"
  }

  /// Of a code that very many files have, the files behind the first ones are one group.
  private static func merged(_ groups: [Group]) -> [Group] {
    var (kept, rest, named) = ([Group](), [String: Int](), [String: Int]())
    for group in groups {
      named[group.code, default: 0] += 1
      if named[group.code, default: 0] <= ForeignStoreConfiguration.namedFiles {
        kept.append(group)
      } else if let index = rest[group.code] {
        kept[index].count += group.count
        kept[index].paths += 1
        kept[index].kinds.merge(group.kinds) { $0 + $1 }
        if group.severity.rank > kept[index].severity.rank { kept[index].severity = group.severity }
      } else {
        rest[group.code] = kept.count
        kept.append(group)
      }
    }
    return kept
  }

  private static func finding(_ group: Group) -> Finding {
    Finding(
      code: group.code, severity: group.severity, subject: group.path.bytes, evidence: evidence(group), remedy: remedy(group.code))
  }

  private static func evidence(_ group: Group) -> String {
    let isLine = group.first.offset != nil
    let isOne = group.count == 1
    var text = isOne ? "once" : "\(group.count) times"
    if isLine {
      let kinds = group.kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      text = "\(group.count) \(isOne ? "line" : "lines"): " + kinds.joined(separator: ", ")
    }
    if group.paths > 1 { text += ", in this and \(group.paths - 1) further files" }
    if let line = group.first.line {
      text += isLine ? "; first at line \(line), byte \(group.first.offset ?? 0)" : ", \(isOne ? "in" : "first in") row \(line)"
    } else if let key = group.first.key {
      text += isOne ? ", in session " : ", first in session "
      text += String(decoding: key.prefix(128), as: UTF8.self)
    }
    return text
  }

  private static func remedy(_ code: String) -> String? {
    switch code {
    case "lines_skipped", "row_invalid": "They stay where they are; an import puts them aside."
    case "messages_without_session": "An import can make sessions of them."
    case "count_wrong": "An import counts anew."
    case "run_stuck": "An import takes the turn as interrupted."
    case "import_interrupted": "Rename the file back to .jsonl, or import the directory."
    case "imported_source", "archived_sessions": "An import can bring them in."
    case "owner_unknown": "Say with --map whose they are."
    case "not_a_regular_file": "Move it away; it was not opened."
    default: nil
    }
  }
}

extension Finding.Severity {
  fileprivate var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}
