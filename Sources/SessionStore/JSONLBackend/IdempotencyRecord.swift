/// Which ids a request with an idempotency key has got.
struct IdempotencyRecord: Hashable {
  let key: String
  let digest: [UInt8]
  let firstID: Int64
  let count: Int

  /// Keys are compared as bytes.
  var keyBytes: [UInt8] { Array(key.utf8) }

  var ids: [Int64] { (0..<Int64(count)).map { firstID + $0 } }
}
