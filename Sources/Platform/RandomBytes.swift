internal import CPlatform

/// Bytes from the kernel's generator (getrandom(2)).
package enum RandomBytes {
  package static func make(_ count: Int) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(SystemError) {
        while filled < count {
          let done = filled
          filled += try SystemCalls.direct.perform(.random) { warren_getrandom(buffer.baseAddress?.advanced(by: done), count - done) }
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Twice as many lower-case hexadecimal digits, for names.
  package static func hexadecimal(_ count: Int) throws(SystemError) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return try make(count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
