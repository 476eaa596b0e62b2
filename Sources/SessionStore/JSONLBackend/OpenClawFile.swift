internal import JSON
internal import Platform

/// Files of OpenClaw bear the same suffix; their first line has `"type":"session"`.
enum OpenClawFile {
  private static let firstLook = 4096

  static func isHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    var scanner = JSONScanner(.strict)
    guard let value = try? scanner.scan(Array(line)), value.kind == .object else { return false }
    return value.members.contains { $0.hasKey("type") && $0.value.utf8.map { $0.elementsEqual("session".utf8) } ?? false }
  }

  /// Looks at the first line.
  static func isOne(_ file: SharedDescriptor) throws(SystemError) -> Bool {
    var head = try file.readBytes(firstLook, at: 0)
    if !head.contains(0x0A), head.count == firstLook { head = try file.readBytes(JSONLConfiguration.header, at: 0) }
    guard let end = head.firstIndex(of: 0x0A) ?? (head.count < JSONLConfiguration.header ? head.count : nil) else { return false }
    return head[..<end].withUnsafeBytes { line in
      line.count > 16 && line.holds("\"type\"") && isHeader(line)
    }
  }
}
