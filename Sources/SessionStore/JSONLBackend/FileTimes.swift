internal import Glibc
internal import Platform

extension Descriptor where Self: ~Copyable {
  /// Sets the time of the last change of an open file's content, in nanoseconds since 1970.
  func setModified(_ nanoseconds: Int64) throws(SystemError) {
    var times = Self.times(nanoseconds)
    if futimens(rawValue, &times) != 0 { throw SystemError(code: errno, call: .write) }
  }

  /// The same for a name in this directory.
  func setModified(_ nanoseconds: Int64, of name: FilePath) throws(SystemError) {
    var times = Self.times(nanoseconds)
    let number = rawValue
    if name.withCString({ utimensat(number, $0, &times, AT_SYMLINK_NOFOLLOW) }) != 0 {
      throw SystemError(code: errno, call: .write, path: name)
    }
  }

  private static func times(_ nanoseconds: Int64) -> [timespec] {
    let seconds = nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
    return [
      timespec(tv_sec: 0, tv_nsec: omitted),
      timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds - seconds * 1_000_000_000)),
    ]
  }

  /// UTIME_OMIT, a macro that Swift does not import: leaves the time of the last access alone.
  private static var omitted: Int { (1 << 30) - 2 }
}
