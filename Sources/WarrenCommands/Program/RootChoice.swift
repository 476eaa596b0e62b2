internal import WarrenModel

/// Which state root a command works on: `--root`, else `$WARREN_ROOT`, else the first element of `$STATE_DIRECTORY`, else
/// `${XDG_STATE_HOME:-~/.local/state}/warren`.
enum RootChoice {
  static func path(option: [UInt8]?, variables: [String: [UInt8]]) throws(WarrenError) -> [UInt8] {
    if let option { return try checked(option, "--root") }
    if let value = set("WARREN_ROOT", variables) { return try checked(value, "$WARREN_ROOT") }
    if let value = set("STATE_DIRECTORY", variables) {
      return try checked(Array(value.prefix { $0 != UInt8(ascii: ":") }), "$STATE_DIRECTORY")
    }
    if let value = set("XDG_STATE_HOME", variables), value.first == UInt8(ascii: "/") { return value + Array("/warren".utf8) }
    guard let home = set("HOME", variables) else {
      throw WarrenError(.usage, "There is no state root: neither --root nor $HOME is set.", remedy: "Name one with --root DIR.")
    }
    return home + Array("/.local/state/warren".utf8)
  }

  private static func set(_ name: String, _ variables: [String: [UInt8]]) -> [UInt8]? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  private static func checked(_ path: [UInt8], _ origin: String) throws(WarrenError) -> [UInt8] {
    if path.isEmpty || path.contains(0) {
      throw WarrenError(.usage, "\(origin) does not hold a path.", remedy: "Name the state root with --root DIR.", subject: path)
    }
    return path
  }
}
