extension Architecture {
  /// Every target stands in the tables, and every row is a target unless it is marked `(to come)`.
  static func targets(_ repository: Repository) -> [Violation] {
    let (manifest, table) = (repository.manifest, repository.table)
    var violations: [Violation] = []
    for target in manifest.targets where target.isShipped {
      let isKnown = target.kind == .system ? table.systemModules[target.name] != nil : table.floors[target.name] != nil
      if !isKnown {
        violations.append(Violation(rule: .unknownTarget, place: target.name, reason: "is on no floor of Docs/architecture.md"))
      }
    }
    for name in (Array(table.floors.keys) + Array(table.systemModules.keys)).sorted() {
      let (exists, isPlanned) = (manifest.target(name) != nil, table.planned.contains(name))
      if exists && isPlanned {
        violations.append(Violation(rule: .staleDocument, place: name, reason: "is here: remove “(to come)” in Docs/architecture.md"))
      } else if !exists && !isPlanned {
        violations.append(Violation(rule: .staleDocument, place: name, reason: "is in Docs/architecture.md, but no target"))
      }
    }
    for file in shipped(repository) where manifest.target(of: file) == nil {
      violations.append(Violation(rule: .unknownTarget, place: file.path, reason: "belongs to no target"))
    }
    return violations
  }

  /// Imports go down, and only to modules that the tables know.
  static func imports(_ repository: Repository) -> [Violation] {
    shipped(repository).flatMap { file -> [Violation] in
      guard let target = repository.manifest.target(of: file) else { return [] }
      return file.imports.compactMap { line, item in
        let place = file.place(line)
        if item.module.hasPrefix("Foundation") && item.module != "FoundationEssentials" {
          return Violation(rule: .foundation, place: place, reason: "imports \(item.module)")
        }
        return floor(item.module, from: target, repository).map { Violation(rule: $0.rule, place: place, reason: $0.reason) }
      }
    }
  }

  private static func floor(
    _ module: String, from target: Manifest.Target, _ repository: Repository
  ) -> (rule: Violation.Rule, reason: String)? {
    let table = repository.table
    if table.toolchain.contains(module) || table.systemModules[module] != nil { return nil }
    guard let there = table.floors[module] else { return (.unknownModule, "imports \(module), which Docs/architecture.md does not know") }
    guard let here = table.floors[target.name], there >= here else { return nil }
    return (.floor, "\(target.name) (floor \(here)) imports \(module) (floor \(there))")
  }

  /// A C module belongs to one target and is imported as `internal`.
  static func systemModules(_ repository: Repository) -> [Violation] {
    var importers: [String: Set<String>] = [:]
    var violations: [Violation] = []
    for file in shipped(repository) {
      guard let target = repository.manifest.target(of: file) else { continue }
      for (line, item) in file.imports where repository.manifest.target(item.module)?.kind == .system {
        importers[item.module, default: []].insert(target.name)
        if item.access != "internal" {
          violations.append(Violation(rule: .systemModule, place: file.place(line), reason: "needs `internal import \(item.module)`"))
        }
        if let owner = repository.table.systemModules[item.module]?.owner, owner != target.name {
          violations.append(Violation(rule: .systemModule, place: file.place(line), reason: "\(item.module) belongs to \(owner)"))
        }
      }
    }
    for (module, targets) in importers.sorted(by: { $0.key < $1.key }) where targets.count > 1 {
      let names = targets.sorted().joined(separator: ", ")
      violations.append(Violation(rule: .systemModule, place: module, reason: "is imported by \(names)"))
    }
    return violations
  }

  /// The library product reaches only the C modules that are marked for it.
  static func embedding(_ repository: Repository) -> [Violation] {
    repository.manifest.closure(of: "Warren").sorted().compactMap { name in
      guard repository.manifest.target(name)?.kind == .system, repository.table.systemModules[name]?.isEmbeddable != true else {
        return nil
      }
      return Violation(rule: .embedding, place: "Warren", reason: "reaches \(name), which whoever embeds it would have to link")
    }
  }

  /// The manifest's dependencies are the imports. SwiftPM itself accepts an import that another dependency brings along.
  static func dependencies(_ repository: Repository) -> [Violation] {
    var imported: [String: Set<String>] = [:]
    var violations: [Violation] = []
    let own = Set(repository.manifest.targets.map(\.name))
    for file in repository.files {
      guard let target = repository.manifest.target(of: file) else { continue }
      for (line, item) in file.imports where own.contains(item.module) && item.module != target.name {
        let isNew = imported[target.name, default: []].insert(item.module).inserted
        if isNew && !target.dependencies.contains(item.module) {
          let reason = "imports \(item.module), which Package.swift does not give \(target.name)"
          violations.append(Violation(rule: .manifest, place: file.place(line), reason: reason))
        }
      }
    }
    // Tests may depend on an executable that they only run.
    for target in repository.manifest.targets where target.isShipped {
      for name in target.dependencies where imported[target.name]?.contains(name) != true {
        violations.append(Violation(rule: .manifest, place: target.name, reason: "depends on \(name) and does not import it"))
      }
    }
    return violations
  }
}
