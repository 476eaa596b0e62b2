/// Sizes for people, in powers of 1024.
package enum ByteSize {
  /// `512 B`, `1.2 MiB`, `345 GiB`: one decimal below 100.
  package static func shown(_ bytes: Int64) -> String {
    let sign = bytes < 0 ? "-" : ""
    let size = bytes.magnitude
    if size < 1024 { return "\(sign)\(size) B" }
    var unit: UInt64 = 1024
    for name in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] {
      // Parted so that the largest sizes do not overflow; rounded to the nearest tenth.
      let tenths = size / unit * 10 + (size % unit * 10 + unit / 2) / unit
      if tenths < 10_240 || name == "EiB" {
        let number = tenths < 1000 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 5) / 10)"
        if number != "1024" { return "\(sign)\(number) \(name)" }
      }
      unit *= 1024
    }
    return "\(sign)\(size) B"
  }
}
