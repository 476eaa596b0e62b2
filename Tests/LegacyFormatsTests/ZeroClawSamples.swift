import JSON
import TestSupport
import Testing
import WarrenModel

/// The shared generators of sample trees.
enum ZeroClawSamples {
  /// `shared/samples` beside the package, or beside what the package is in; nil for those who have only the project.
  static let path: String? = {
    var place = Project.root[...]
    while let slash = place.lastIndex(of: "/") {
      place = place[..<slash]
      if Files.exists("\(place)/shared/samples/make_fleet.py") { return "\(place)/shared/samples" }
    }
    return nil
  }()

  /// Runs a generator; what it says is in the tree it made: beside it, or on its output.
  static func make(_ program: String, _ out: String, _ arguments: [String]) throws -> JSONValue {
    let made = Child.run(["python3", "\(path ?? "")/\(program)", out] + arguments)
    try #require(made.status == 0, "\(made.errors)")
    var scanner = JSONScanner()
    return try scanner.scan(Files.exists(out + ".expected.json") ? Files.read(out + ".expected.json") : made.output)
  }
}

extension JSONValue {
  var list: [JSONValue] { Array(elements) }

  func text(_ key: String) -> String { self[key]?.repairedString ?? "" }

  func number(_ key: String) -> Int { Int(self[key]?.int64 ?? -1) }

  func list(_ key: String) -> [JSONValue] { self[key]?.list ?? [] }

  /// An object of numbers.
  var numbers: [[UInt8]: Int] {
    Dictionary(uniqueKeysWithValues: members.map { ((try? $0.key()).map { Array($0.utf8) } ?? [], Int($0.value.int64 ?? -1)) })
  }

  /// An object of texts.
  var texts: [[UInt8]: String] {
    Dictionary(uniqueKeysWithValues: members.map { ((try? $0.key()).map { Array($0.utf8) } ?? [], $0.value.repairedString ?? "") })
  }
}
