/// What `Docs/architecture.md` says: its tables are the only place where floors are written down.
struct FloorTable: Equatable {
  struct SystemModule: Equatable {
    /// The one target that may import it.
    let owner: String
    /// Whether the library product may reach it.
    let isEmbeddable: Bool
  }

  /// Floors by module.
  var floors: [String: Int] = [:]
  var systemModules: [String: SystemModule] = [:]
  /// Modules of the toolchain that may be imported.
  var toolchain: Set<String> = []
  /// Rows that are marked `(to come)`.
  var planned: Set<String> = []

  private enum Section {
    case floors, systemModules, toolchain, other
  }

  init(markdown: String) {
    var section: Section?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        section = nil
        continue
      }
      let cells = line.split(separator: "|").map { Self.trimmed(String($0)) }
      if let section { add(cells, to: section) } else { section = Self.section(cells.first) }
    }
  }

  private static func section(_ title: String?) -> Section {
    switch title {
    case "floor": .floors
    case "C module": .systemModules
    case "toolchain module": .toolchain
    default: .other
    }
  }

  private mutating func add(_ cells: [String], to section: Section) {
    switch section {
    case .floors:
      guard cells.count >= 2, let floor = Int(cells[0]), let name = module(cells[1]) else { return }
      floors[name] = floor
    case .systemModules:
      guard cells.count >= 4, let name = module(cells[0]), let owner = module(cells[2]) else { return }
      systemModules[name] = SystemModule(owner: owner, isEmbeddable: cells[3] == "yes")
    case .toolchain:
      guard let name = cells.first.flatMap({ module($0) }) else { return }
      toolchain.insert(name)
    case .other: break
    }
  }

  /// The word between backticks; remembers the mark behind it.
  private mutating func module(_ cell: String) -> String? {
    let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    if parts[2].contains("(to come)") { planned.insert(String(parts[1])) }
    return String(parts[1])
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
