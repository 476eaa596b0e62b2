internal import Glibc

/// A call that failed: which, with what errno, and on what path where one is known.
package struct SystemError: Error, Hashable, Sendable {
  /// errno, or `notRegularFile`.
  package let code: CInt
  package let call: SystemCall
  /// As the caller gave it: relative to the descriptor where the call was relative.
  package let path: FilePath?

  package init(code: CInt, call: SystemCall, path: FilePath? = nil) {
    self.code = code
    self.call = call
    self.path = path
  }

  /// The code for a path that is there and is not a regular file; the kernel has no errno for it.
  package static let notRegularFile: CInt = -1

  static var invalid: CInt { EINVAL }
  /// The code for something that is not there.
  package static var missing: CInt { ENOENT }

  package var isNotFound: Bool { code == ENOENT }
  /// Something on the way is not a directory.
  package var isNotDirectory: Bool { code == ENOTDIR }
  package var isNotRegularFile: Bool { code == Self.notRegularFile }
  /// A symbolic link where none is followed (or too many of them).
  package var isSymbolicLink: Bool { code == ELOOP }
  package var isPermission: Bool { code == EACCES || code == EPERM || code == EROFS }
  package var isReadOnly: Bool { code == EROFS }
  package var isBusy: Bool { code == EBUSY || code == EAGAIN || code == ETXTBSY }
  package var alreadyExists: Bool { code == EEXIST }
  package var isNotEmpty: Bool { code == ENOTEMPTY || code == EEXIST }
  package var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }
  package var isCrossDevice: Bool { code == EXDEV }
  package var isTooManyDescriptors: Bool { code == EMFILE || code == ENFILE }
  package var isNameTooLong: Bool { code == ENAMETOOLONG }
  package var isUnsupported: Bool { code == ENOSYS || code == EOPNOTSUPP || code == EINVAL }

  /// The system's words for the code.
  package var reason: String {
    if code == Self.notRegularFile { return "not a regular file" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let address = buffer.baseAddress, strerror_r(code, address, buffer.count) == 0 else { return "error \(code)" }
      return String(cString: address)
    }
  }
}

extension SystemError: CustomStringConvertible {
  /// "open agents/x: Permission denied"
  package var description: String { call.rawValue + (path.map { " \($0)" } ?? "") + ": " + reason }
}
