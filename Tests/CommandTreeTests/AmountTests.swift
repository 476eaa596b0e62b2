import CommandTree
import Testing
import WarrenModel

@Suite struct AmountTests {
  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1_258_291, "1.2 MiB"), (102_399, "100 KiB"), (102_348, "99.9 KiB"),
    (1_048_575, "1.0 MiB"), (1_047_552, "1023 KiB"), (-2048, "-2.0 KiB"), (Int64.max, "8.0 EiB"), (Int64.min, "-8.0 EiB"),
  ])
  func sizesAreShown(size: Int64, shown: String) { #expect(ByteSize.shown(size) == shown) }

  @Test(arguments: [
    (0, "just now"), (1999, "just now"), (2000, "2 s ago"), (59_999, "59 s ago"), (180_000, "3 min ago"), (7_200_000, "2 h ago"),
    (172_800_000, "2 d ago"), (-1500, "just now"), (-180_000, "in 3 min"), (30 * 86_400_000, "2025-10-22"),
    (400 * 86_400_000, "2024-10-17"),
  ])
  func agesAreShown(milliseconds: Int64, shown: String) {
    let now = Timestamp(milliseconds: 1_763_717_400_000)
    #expect(Age.shown(now.advanced(byMilliseconds: -milliseconds), now: now) == shown)
  }

  @Test func timesOutsideOfCalendarsAreUnknown() {
    #expect(Age.shown(nil, now: Timestamp(milliseconds: 0)) == "unknown")
    #expect(Age.shown(Timestamp(milliseconds: .min), now: Timestamp(milliseconds: .max)) == "unknown")
    #expect(Age.shown(Timestamp(milliseconds: .max), now: Timestamp(milliseconds: 0)) == "unknown")
  }
}
