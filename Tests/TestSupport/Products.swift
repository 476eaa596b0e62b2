/// Where the build has put its executables: beside the bundle of the tests.
package enum Products {
  package static func path(_ name: String) -> String {
    let arguments = CommandLine.arguments
    if let index = arguments.firstIndex(of: "--test-bundle-path"), index + 1 < arguments.count {
      return directory(of: arguments[index + 1]) + "/" + name
    }
    return directory(of: arguments[0]) + "/" + name
  }

  private static func directory(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }
}

/// The package's own directory and what lies beside it.
package enum Project {
  /// The root of the package.
  package static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

  /// The generators of sample trees that lie beside the project; nil for those who have only the project.
  package static let samples: String? = Files.exists(root + "/../shared/samples/make_fleet.py") ? root + "/../shared/samples" : nil
}
