internal import JSON
package import Platform
internal import WarrenModel

/// What `.warren.json` says about an agent directory.
package struct Manifest: Hashable, Sendable {
  /// The name of the file.
  package static let name: FilePath = ".warren.json"
  /// The format that is written.
  package static let format: Int64 = 1

  /// As stored; in lower case where Warren wrote it.
  package let uuid: String
  /// As stored, known or not.
  package let backend: String
  /// RFC 3339; nil where the file does not say.
  package let createdAt: String?

  init(uuid: String, backend: Backend, clock: WallClock) {
    self.uuid = uuid
    self.backend = backend.rawValue
    createdAt = clock.now.rfc3339
  }

  /// What was found in the place of the file.
  enum Reading {
    case missing
    case manifest(Manifest)
    case damaged(String)
  }

  /// Reads it from an agent directory; whatever stands there, this neither waits nor follows a link.
  static func read(in directory: borrowing some Descriptor & ~Copyable, limit: Int) -> Reading {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try directory.openRegular(name).readToEnd(limit: limit + 1)
    } catch {
      return error.isNotFound ? .missing : .damaged(error.isSymbolicLink ? "it is a symbolic link" : error.reason)
    }
    if bytes.count > limit { return .damaged("it has more than \(limit) bytes") }
    return parse(bytes)
  }

  static func parse(_ bytes: [UInt8]) -> Reading {
    var scanner = JSONScanner()
    let value: JSONValue
    do throws(JSONError) { value = try scanner.scan(bytes) } catch { return .damaged("\(error)") }
    guard value.kind == .object else { return .damaged("it is not an object") }
    guard let format = value["format"]?.int64 else { return .damaged("it has no format") }
    guard format == Self.format else { return .damaged("it has format \(format); this Warren knows \(Self.format)") }
    guard let text = value["uuid"]?.utf8, UUIDText.canonical(text) != nil else { return .damaged("it has no uuid") }
    let uuid = String(decoding: text, as: UTF8.self)
    guard let backend = value["backend"]?.repairedString else { return .damaged("it names no backend") }
    return .manifest(Manifest(uuid: uuid, backend: backend, createdAt: value["created_at"]?.repairedString))
  }

  private init(uuid: String, backend: String, createdAt: String?) {
    self.uuid = uuid
    self.backend = backend
    self.createdAt = createdAt
  }

  /// The file's content.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("format")
    writer.int(Self.format)
    writer.key("uuid")
    writer.string(uuid)
    writer.key("backend")
    writer.string(backend)
    writer.key("created_at")
    if let createdAt { writer.string(createdAt) } else { writer.null() }
    writer.endObject()
    writer.endLine()
    return writer.take()
  }
}
