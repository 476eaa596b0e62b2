/// Which ids a request with an idempotency key has got.
struct IdempotencyRecord: Hashable {
  let key: String
  let digest: [UInt8]
  let firstID: Int64
  let count: Int

  var ids: [Int64] { (0..<Int64(count)).map { firstID + $0 } }
}
