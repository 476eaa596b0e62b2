package import WarrenModel

/// A source that can look at one session without listing all.
package protocol ForeignStoreLookup: ForeignSource {
  /// One session by its canonical key, as `sessions()` would answer it; nil where there is none.
  func session(_ key: SessionKey) throws -> ForeignSession?
}
