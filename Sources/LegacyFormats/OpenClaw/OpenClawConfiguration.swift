internal import JSON

/// What `openclaw.json` says about where sessions are kept.
package struct OpenClawConfiguration: Hashable, Sendable {
  /// Bytes of a configuration that is read; written by hand, they have some kilobytes.
  package static let mostBytes = 16 << 20

  /// `session.store` as it is written; nil where the default holds.
  package let store: [UInt8]?

  /// Whether a file of this name is one.
  package static func isNamed(_ name: [UInt8]) -> Bool { name.elementsEqual("openclaw.json".utf8) }

  /// - Parameter json5: the bytes of the file; nil where it cannot be understood.
  package init?(json5: [UInt8]) {
    var scanner = JSONScanner(.json5, depthLimit: OpenClawLineJudge.depthLimit)
    guard let value = try? scanner.scan(json5), value.kind == .object else { return nil }
    let stated = value["session"]?["store"]?.utf8
    store = stated.flatMap { $0.isEmpty || $0.contains(0) ? nil : $0 }
  }
}
