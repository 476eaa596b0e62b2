/// A path on disk as a value to show or to send: bytes, not resolved, not compared for identity.
public struct RawPath: RawBytes {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ text: String) { self.init(bytes: Array(text.utf8)) }
}
