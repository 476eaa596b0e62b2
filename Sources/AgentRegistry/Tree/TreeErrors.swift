internal import Glibc
internal import Platform
internal import WarrenModel

/// Errors of work on a whole tree.
enum TreeErrors {
  static func translate(_ error: SystemError, subject: [UInt8]? = nil) -> WarrenError {
    if error.code == ESTALE {
      return WarrenError(
        .replaced, "Directories are moved about while the tree is worked on.", remedy: "Try again when nobody changes it.",
        subject: subject ?? error.path?.bytes, cause: error.description)
    }
    if error.isCrossDevice || error.code == EBUSY { return mountPoint(subject ?? error.path?.bytes, cause: error.description) }
    if error.isNotEmpty {
      return WarrenError(
        .busy, "The directory is filled while it is removed.", remedy: "End what writes into it, then try again.",
        subject: subject ?? error.path?.bytes, cause: error.description)
    }
    return RegistryErrors.translate(error, subject: subject)
  }

  static func mountPoint(_ subject: [UInt8]?, cause: String? = nil) -> WarrenError {
    WarrenError(
      .mountPoint, "Another file system is mounted here, which is left alone.", remedy: "Unmount it with umount(8), then try again.",
      subject: subject, cause: cause)
  }
}
