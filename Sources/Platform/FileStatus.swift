internal import CPlatform

/// What statx(2) tells about a file.
package struct FileStatus: Hashable, Sendable {
  package let kind: FileKind
  package let identity: FileIdentity
  /// Bytes.
  package let size: Int64
  /// Bytes taken on disk.
  package let allocated: Int64
  /// Last change of the content, nanoseconds since 1970.
  package let modified: Int64
  /// Last change of the content or of the inode, nanoseconds since 1970.
  package let changed: Int64
  /// Permission bits, set-id and sticky bits included.
  package let mode: UInt32
  package let links: UInt32
  package let user: UInt32
  package let group: UInt32
  /// Which mount it was reached through; nil before Linux 5.8.
  package let mountID: UInt64?

  init(_ raw: warren_status) {
    kind = FileKind(mode: raw.mode)
    identity = FileIdentity(device: raw.device, inode: raw.inode)
    size = raw.size
    allocated = raw.blocks * 512
    modified = raw.modified_ns
    changed = raw.changed_ns
    mode = raw.mode & 0o7777
    links = raw.links
    user = raw.user
    group = raw.group
    mountID = raw.has_mount_id != 0 ? raw.mount_id : nil
  }
}
