/// The digest of FIPS 180-4, fed piece by piece.
package struct SHA256: Sendable {
  /// The digest's length in bytes.
  package static let byteCount = 32

  private var state: State = .initial
  private var pending: [UInt8] = []
  private var total: UInt64 = 0

  package init() { pending.reserveCapacity(Self.block) }

  /// The digest of one piece.
  package static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var digest = SHA256()
    digest.update(bytes)
    return digest.finish()
  }

  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    total += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let taken = min(Self.block - pending.count, rest.count)
      pending += rest.prefix(taken)
      rest = rest.dropFirst(taken)
      guard pending.count == Self.block else { return }
      pending.withUnsafeBytes { state.absorb($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count / Self.block * Self.block
    state.absorb(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    pending += rest.dropFirst(whole)
  }

  /// The digest of all that was fed.
  package consuming func finish() -> [UInt8] {
    let bits = total &* 8
    var tail = pending
    tail.append(0x80)
    while tail.count % Self.block != Self.block - 8 { tail.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
    var last = state
    tail.withUnsafeBytes { last.absorb($0) }
    return last.words.flatMap { word in stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
  }

  private static let block = 64
}

private struct State: Sendable {
  var a: UInt32, b: UInt32, c: UInt32, d: UInt32, e: UInt32, f: UInt32, g: UInt32, h: UInt32

  static let initial = State(
    a: 0x6a09_e667, b: 0xbb67_ae85, c: 0x3c6e_f372, d: 0xa54f_f53a, e: 0x510e_527f, f: 0x9b05_688c, g: 0x1f83_d9ab, h: 0x5be0_cd19)

  var words: [UInt32] { [a, b, c, d, e, f, g, h] }

  /// Takes in whole blocks of 64 bytes.
  mutating func absorb(_ blocks: UnsafeRawBufferPointer) {
    guard blocks.count >= 64, var block = blocks.baseAddress else { return }
    let end = block + blocks.count
    roundConstants.withUnsafeBufferPointer { constants in
      guard let constants = constants.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        guard let schedule = schedule.baseAddress else { return }
        while block < end {
          Self.expand(block, into: schedule)
          compress(schedule, constants)
          block += 64
        }
      }
    }
  }

  @inline(__always)
  private static func expand(_ block: UnsafeRawPointer, into w: UnsafeMutablePointer<UInt32>) {
    for i in 0..<16 { w[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)) }
    var i = 16
    while i < 64 {
      let x = w[i &- 15]
      let y = w[i &- 2]
      let s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x &>> 3)
      let s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y &>> 10)
      w[i] = w[i &- 16] &+ s0 &+ w[i &- 7] &+ s1
      i &+= 1
    }
  }

  /// Eight rounds at a time: the working variables change roles instead of places.
  @inline(__always)
  private mutating func compress(_ w: UnsafePointer<UInt32>, _ k: UnsafePointer<UInt32>) {
    var a = a
    var b = b
    var c = c
    var d = d
    var e = e
    var f = f
    var g = g
    var h = h
    var i = 0
    while i < 64 {
      Self.round(a, b, c, &d, e, f, g, &h, w[i] &+ k[i])
      Self.round(h, a, b, &c, d, e, f, &g, w[i &+ 1] &+ k[i &+ 1])
      Self.round(g, h, a, &b, c, d, e, &f, w[i &+ 2] &+ k[i &+ 2])
      Self.round(f, g, h, &a, b, c, d, &e, w[i &+ 3] &+ k[i &+ 3])
      Self.round(e, f, g, &h, a, b, c, &d, w[i &+ 4] &+ k[i &+ 4])
      Self.round(d, e, f, &g, h, a, b, &c, w[i &+ 5] &+ k[i &+ 5])
      Self.round(c, d, e, &f, g, h, a, &b, w[i &+ 6] &+ k[i &+ 6])
      Self.round(b, c, d, &e, f, g, h, &a, w[i &+ 7] &+ k[i &+ 7])
      i &+= 8
    }
    self.a &+= a
    self.b &+= b
    self.c &+= c
    self.d &+= d
    self.e &+= e
    self.f &+= f
    self.g &+= g
    self.h &+= h
  }

  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ input: UInt32
  ) {
    let first = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ (g ^ (e & (f ^ g))) &+ input
    d &+= first
    h = first &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ ((a & b) | (c & (a | b)))
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { (word &>> count) | (word &<< (32 &- count)) }
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
  0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
  0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
  0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
  0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
