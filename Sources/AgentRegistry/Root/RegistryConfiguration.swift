/// The numbers of the registry, each with its unit and reason.
package struct RegistryConfiguration: Hashable, Sendable {
  /// Bytes of a `.warren.json` at most: ours has some 150, the rest is room for fields to come.
  package var manifestBytes = 64 << 10
  /// Bytes of a JSONL file that are looked at for its first line: OpenClaw's header has some 200.
  package var headerBytes = 4096
  /// JSONL files of a directory that are looked at for a header: one may be damaged.
  package var headerFiles = 2
  /// Agents that one visit to a lane inspects: about a millisecond of work.
  package var agentsPerVisit = 64
  /// Lanes that inspect at once: the work is of the processor, more than a few threads only wait for each other.
  package var scanLanes = 4
  /// Candidates that an error names.
  package var candidates = 5
  /// Milliseconds to wait for `.warren/lock`: operations hold it briefly, a daemon holds it for life.
  package var lockWait = 5_000
  /// Milliseconds between two tries to get `.warren/lock`.
  package var lockPause: Int32 = 20

  package init() {}
}
