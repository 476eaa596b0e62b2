package import Platform

/// The processes that `/proc` shows to use certain files.
package struct Holders: Hashable, Sendable {
  /// Who has a file open, this process included; without an entry: nobody that shows.
  package let files: [FileIdentity: [ProcessCommand]]
  /// Who holds a lock on an agent directory, our own exclusive one apart; where no lock is shown: the others who have it open.
  package let directories: [FileIdentity: [ProcessCommand]]
  /// Some processes could not be looked at, or there is no `/proc`: nothing that is missing here is proved to be absent.
  package let mayBeHidden: Bool

  /// Who uses one of the files or holds the directory, each process once, by its number.
  package func using(_ identities: Set<FileIdentity>, directory: FileIdentity? = nil) -> [ProcessCommand] {
    var found: Set<ProcessCommand> = []
    if identities.count < files.count {
      for identity in identities { found.formUnion(files[identity] ?? []) }
    } else {
      for (identity, processes) in files where identities.contains(identity) { found.formUnion(processes) }
    }
    if let directory { found.formUnion(directories[directory] ?? []) }
    var numbers: Set<Int32> = []
    return found.sorted { $0.pid < $1.pid }.filter { numbers.insert($0.pid).inserted }
  }
}
