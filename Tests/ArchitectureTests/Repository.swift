import JSON
import TestSupport

/// All that the rules look at.
struct Repository {
  let manifest: Manifest
  let table: FloorTable
  let files: [SourceFile]

  /// The package that this test belongs to.
  ///
  /// The manifest is read with directories of its own, since the build that runs the tests holds the lock of `.build`.
  static func current(scratch: TemporaryDirectory) throws -> Repository {
    let root = String(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined())
    let dump = Child.run([
      "swift", "package", "--package-path", root, "--scratch-path", scratch.path("build"), "--cache-path", scratch.path("cache"),
      "dump-package",
    ])
    guard dump.status == 0 else { throw Failure(reason: dump.errors) }
    return Repository(
      manifest: try Manifest(json: dump.output),
      table: FloorTable(markdown: Files.text(root + "/Docs/architecture.md")),
      files: ["Sources", "Tests", "Docs"].flatMap { files(root, $0) })
  }

  struct Failure: Error {
    let reason: String
  }

  private static func files(_ root: String, _ path: String) -> [SourceFile] {
    if path.hasSuffix(".swift") { return [SourceFile(path: path, Files.text("\(root)/\(path)"))] }
    return Files.names("\(root)/\(path)").sorted().flatMap { files(root, "\(path)/\($0)") }
  }
}
