/// A path as the kernel takes it: bytes without NUL, never normalized, compared and hashed as bytes.
package struct FilePath: Hashable, Sendable {
  /// The bytes, without a terminating NUL.
  package let bytes: [UInt8]

  /// Fails with EINVAL where the bytes hold a NUL, which would cut the path short in the kernel.
  package init(bytes: [UInt8]) throws(SystemError) {
    if bytes.contains(0) { throw SystemError(code: SystemError.invalid, call: .path) }
    self.bytes = bytes
  }

  /// As `init(bytes:)`, from text.
  package init(_ text: String) throws(SystemError) { try self.init(bytes: Array(text.utf8)) }

  private init(checked bytes: [UInt8]) { self.bytes = bytes }

  /// The last component's bytes without slashes around it; nil for "", "/" and the like.
  package var lastComponent: [UInt8]? {
    let end = endWithoutSlashes
    guard end > 0 else { return nil }
    let start = bytes[..<end].lastIndex(of: Self.slash).map { $0 + 1 } ?? 0
    return Array(bytes[start..<end])
  }

  /// The directory that the path's last component is in: "." for a lone component, nil for "" and "/".
  package var parent: FilePath? {
    let end = endWithoutSlashes
    guard end > 0 else { return nil }
    guard let separator = bytes[..<end].lastIndex(of: Self.slash) else { return "." }
    let parentEnd = bytes[..<separator].lastIndex { $0 != Self.slash }.map { $0 + 1 } ?? 1
    return FilePath(checked: Array(bytes[..<parentEnd]))
  }

  package var isAbsolute: Bool { bytes.first == Self.slash }

  /// The path with a slash (where there is none) and the component after it. Fails with EINVAL where the component holds a NUL.
  package func appending(_ component: some Collection<UInt8>) throws(SystemError) -> FilePath {
    if component.contains(0) { throw SystemError(code: SystemError.invalid, call: .path, path: self) }
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count + 1 + component.count)
    joined += bytes
    if let last = bytes.last, last != Self.slash { joined.append(Self.slash) }
    joined += component
    return FilePath(checked: joined)
  }

  /// The path of another path below this one.
  package func appending(_ path: FilePath) throws(SystemError) -> FilePath { try appending(path.bytes) }

  /// Calls the body with the bytes and a NUL after them; the pointer is valid inside the body only.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { buffer in
      _ = buffer.initialize(fromContentsOf: bytes)
      buffer[bytes.count] = 0
      return buffer.withMemoryRebound(to: CChar.self) { characters in
        // An allocation of at least one byte has an address.
        characters.baseAddress.map { body(UnsafePointer($0)) }
      }
    } ?? body("")
  }

  private var endWithoutSlashes: Int { bytes.lastIndex { $0 != Self.slash }.map { $0 + 1 } ?? 0 }

  private static let slash: UInt8 = 0x2F
}

extension FilePath: ExpressibleByStringLiteral {
  /// For fixed names in the program; a NUL in one is a bug.
  package init(stringLiteral value: StaticString) {
    let bytes = value.withUTF8Buffer { Array($0) }
    precondition(!bytes.contains(0), "a path literal holds a NUL")
    self.init(checked: bytes)
  }
}

extension FilePath: CustomStringConvertible {
  /// For people and logs: what is not UTF-8 is replaced.
  package var description: String { String(decoding: bytes, as: UTF8.self) }
}
