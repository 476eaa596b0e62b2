/// The rules of `Docs/architecture.md` and of the style, each a function from the repository to what breaks it.
enum Architecture {
  /// Lines of a file.
  static let longestFile = 450
  /// `@unchecked Sendable` and `nonisolated(unsafe)` in all sources.
  static let mostUnsafe = 10

  static func violations(in repository: Repository) -> [Violation] {
    targets(repository) + imports(repository) + systemModules(repository) + embedding(repository) + dependencies(repository)
      + fileSizes(repository) + unsafeMarks(repository) + traps(repository)
  }

  /// The files of Warren itself.
  static func shipped(_ repository: Repository) -> [SourceFile] { repository.files.filter { $0.path.hasPrefix("Sources/") } }
}
