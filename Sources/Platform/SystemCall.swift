/// The calls to the system that can fail, named as errors and injected faults speak of them.
package enum SystemCall: String, Sendable, CaseIterable {
  case path, open, close, read, write, sync, truncate, seek, duplicate
  case status, access, readLink, resolve, readDirectory
  case makeDirectory, unlink, link, rename, changeMode, copyRange
  case lock, watch, limits, random, spawn
}
