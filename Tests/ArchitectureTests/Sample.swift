/// A small made-up repository that keeps every rule, for tests to break.
struct Sample {
  var document = """
    | floor | module | knows | must not know |
    |---|---|---|---|
    | 1 | `Wheel` | | |
    | 1 | `Axle` | | |
    | 0 | `Iron` | | |

    | C module | library | imported by | in `Warren` |
    |---|---|---|---|
    | `COre` | libore | `Iron` | yes |

    | toolchain module | why |
    |---|---|
    | `Glibc` | calls |
    """
  var targets = [
    Manifest.Target(name: "COre", kind: .system, path: "Sources/COre", dependencies: []),
    Manifest.Target(name: "Iron", kind: .other, path: "Sources/Iron", dependencies: ["COre"]),
    Manifest.Target(name: "Wheel", kind: .other, path: "Sources/Wheel", dependencies: ["Iron"]),
    Manifest.Target(name: "Axle", kind: .other, path: "Sources/Axle", dependencies: ["Iron"]),
    Manifest.Target(name: "WheelTests", kind: .test, path: "Tests/WheelTests", dependencies: ["Wheel", "Axle"]),
  ]
  var files = [
    "Sources/Iron/Iron.swift": "internal import COre\ninternal import Glibc\n",
    "Sources/Wheel/Wheel.swift": "package import Iron\n",
    "Sources/Axle/Axle.swift": "package import Iron\n",
    "Tests/WheelTests/WheelTests.swift": "import Testing\nimport Wheel\n",
  ]

  var violations: [Violation] {
    Architecture.violations(
      in: Repository(
        manifest: Manifest(targets: targets), table: FloorTable(markdown: document),
        files: files.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, $0.value) }))
  }

  var rules: [Violation.Rule] { violations.map(\.rule) }

  /// The sample with a further line at the end of a file.
  static func adding(_ text: String, to path: String) -> Sample {
    var sample = Sample()
    sample.files[path, default: ""] += text + "\n"
    return sample
  }

  /// Replaces a target's dependencies, or adds a target.
  mutating func set(_ name: String, _ dependencies: [String], kind: Manifest.Kind = .other) {
    targets.removeAll { $0.name == name }
    targets.append(Manifest.Target(name: name, kind: kind, path: "Sources/\(name)", dependencies: dependencies))
  }
}
