internal import JSON
internal import Platform
internal import SessionStore
internal import WarrenModel

/// `sessions.json`, or a store of another name, read as OpenClaw's importer does: as JSON, and where that fails as JSON5.
struct OpenClawStoreFile {
  /// Bytes of a store that is read as a whole; ten thousand sessions have some 30 MB.
  static let mostBytes: Int64 = 1 << 30

  private let root: JSONValue
  private let isStrict: Bool
  /// Where the last whole entry ends, in a store that was cut off and is read all the same.
  let cutAt: Int?

  /// - Parameters:
  ///   - path: of the file, for errors.
  ///   - salvaging: whether a store that is cut off is read as far as its entries are whole.
  /// - Throws: `store_absent`, `not_a_regular_file`, `store_empty_file`, `too_large`, `corrupt` where it is cut off, garbage or no object.
  init(_ name: FilePath = "sessions.json", in sessions: SharedDescriptor, path: [UInt8], salvaging: Bool = false) throws(WarrenError) {
    let bytes = try Self.content(name, sessions, path)
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
      throw WarrenError(
        .storeEmptyFile, "The store is an empty file.", remedy: "Restore it from a backup; transcripts beside it can be recovered.",
        subject: path)
    }
    do {
      (root, isStrict) = try Self.parse(bytes, path)
      cutAt = nil
    } catch {
      let whole = salvaging ? OpenClawCut.wholeMembers(of: bytes) : 0
      guard whole > 0, let saved = try? Self.parse(bytes[..<whole] + [0x7D], path) else { throw error }
      (root, isStrict) = saved
      cutAt = whole
    }
    guard root.kind == .object else {
      throw WarrenError(.corrupt, "The store holds no object.", remedy: "Restore it from a backup.", subject: path)
    }
  }

  private static func content(_ name: FilePath, _ sessions: SharedDescriptor, _ path: [UInt8]) throws(WarrenError) -> [UInt8] {
    do {
      let file = try sessions.openRegular(name)
      guard try file.status().size <= mostBytes else {
        throw WarrenError(.tooLarge, "The store is larger than \(mostBytes) bytes.", subject: path)
      }
      return try file.readToEnd(limit: Int(mostBytes))
    } catch { throw StoreErrors.translate(error, path: path).about(path) }
  }

  private static func parse(_ bytes: [UInt8], _ path: [UInt8]) throws(WarrenError) -> (JSONValue, Bool) {
    var strict = JSONScanner(.strict, depthLimit: OpenClawLineJudge.depthLimit)
    if let value = try? strict.scan(bytes) { return (value, true) }
    var lenient = JSONScanner(.json5, depthLimit: OpenClawLineJudge.depthLimit)
    do {
      return (try lenient.scan(bytes), false)
    } catch {
      let isCut = error.code == .unexpectedEnd || (error.code == .invalidUTF8 && error.offset + 4 > bytes.count)
      throw WarrenError(
        .corrupt, isCut ? "The store is cut off." : "The store is neither JSON nor JSON5 (\(error.code.rawValue) in line \(error.line)).",
        remedy: "Restore it from a backup.", subject: path, cause: "\(error)")
    }
  }

  /// The entries in order; those that are no object without an entry.
  var entries: [(key: [UInt8], entry: OpenClawEntry?)] {
    root.members.map { ($0.keyBytes, OpenClawEntry($0.value, isStrict: isStrict)) }
  }
}
