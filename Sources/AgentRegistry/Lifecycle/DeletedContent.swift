internal import HandlePool
internal import Platform
internal import SessionStore
internal import WarrenModel

/// What an agent directory holds at the moment of its deletion, for its tombstone.
struct DeletedContent: Hashable, Sendable {
  let backend: String?
  /// nil where the store cannot be read.
  let sessions: Int?
  let messages: Int?
  let files: Int
  /// On disk.
  let bytes: Int64

  init(backend: String?, counts: StoreSummary?, survey: TreeSurvey) {
    self.backend = backend
    sessions = counts?.sessions
    messages = counts?.messages
    files = survey.files
    bytes = survey.allocated
  }

  /// Looks at a directory that nobody uses, leaving no trace; what cannot be read stays unknown.
  init(of directory: SharedDescriptor, at path: FilePath, clock: WallClock) throws(WarrenError) {
    let survey = try TreeSurvey(of: directory, readingHeaders: false)
    guard case .manifest(let manifest) = Manifest.read(in: directory, limit: RegistryConfiguration().manifestBytes),
      let backend = Backend(rawValue: manifest.backend)
    else {
      self.init(backend: nil, counts: nil, survey: survey)
      return
    }
    let counts = try? StoreFactory.preview(directory: path, backend: backend, uuid: manifest.uuid, clock: clock) { try $0.summary() }
    self.init(backend: manifest.backend, counts: counts, survey: survey)
  }
}
