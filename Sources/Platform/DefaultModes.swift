/// Permission bits of what we make: content is private to the owner.
package enum DefaultModes {
  package static let file: UInt32 = 0o600
  package static let directory: UInt32 = 0o700
}
