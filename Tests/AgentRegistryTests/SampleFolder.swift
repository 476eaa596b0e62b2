internal import TestSupport

/// Where the shared generators lie.
enum SampleFolder {
  /// `shared/samples` beside the package, or beside what the package is in.
  static let path: String? = {
    var place = #filePath[...]
    for _ in 0..<5 {
      guard let slash = place.lastIndex(of: "/") else { return nil }
      place = place[..<slash]
      let folder = "\(place)/shared/samples"
      if Files.exists(folder + "/make_fleet.py") { return folder }
    }
    return nil
  }()
}
