import JSON

/// The targets of the package, as `swift package dump-package` tells them.
struct Manifest {
  enum Kind: Equatable {
    case system, test, other
  }

  struct Target {
    let name: String
    let kind: Kind
    /// Relative to the package's root.
    let path: String
    let dependencies: [String]

    /// Whether it is part of what Warren ships: tests and examples lie elsewhere.
    var isShipped: Bool { path.hasPrefix("Sources/") }
  }

  let targets: [Target]

  func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  /// The target that a file belongs to.
  func target(of file: SourceFile) -> Target? {
    targets.filter { file.path.hasPrefix($0.path + "/") }.max { $0.path.utf8.count < $1.path.utf8.count }
  }

  /// A target and all that it depends on, directly or not.
  func closure(of name: String) -> Set<String> {
    var found: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      if found.insert(next).inserted { open += target(next)?.dependencies ?? [] }
    }
    return found
  }
}

extension Manifest {
  /// - Throws: `JSONError` where the output is not JSON.
  init(json: [UInt8]) throws {
    var scanner = JSONScanner()
    let package = try scanner.scan(json)
    targets = try package["targets"]?.elements.map { try Target($0) } ?? []
  }
}

extension Manifest.Target {
  fileprivate init(_ value: JSONValue) throws {
    name = try value["name"]?.string() ?? ""
    let type = try value["type"]?.string()
    kind = type == "system" ? .system : type == "test" ? .test : .other
    path = try value["path"]?.string() ?? (kind == .test ? "Tests/" : "Sources/") + name
    dependencies =
      try value["dependencies"]?.elements.compactMap { dependency in
        // {"byName": [name, condition]}, and the same for "target" and "product"
        try dependency.members.compactMap { try $0.value.elements.first { _ in true }?.string() }.first
      } ?? []
  }
}
