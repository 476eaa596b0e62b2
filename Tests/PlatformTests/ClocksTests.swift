import Glibc
import Platform
import Testing

@Suite struct ClocksTests {
  @Test func realtimeIsTheTimeOfDay() {
    #expect(abs(Clocks.realtimeMilliseconds / 1000 - Int64(time(nil))) <= 2)
  }

  @Test func monotonicTimeDoesNotGoBack() {
    let first = Clocks.monotonicNanoseconds
    #expect(Clocks.monotonicNanoseconds >= first)
  }

  @Test func fileTimesTickBetweenOneAndTenMilliseconds() {
    #expect((1_000_000...10_000_000).contains(Clocks.fileTimeResolution))
  }

  @Test func randomBytesDiffer() throws {
    #expect(try RandomBytes.make(32) != RandomBytes.make(32))
    #expect(try RandomBytes.make(0) == [])
    #expect(try RandomBytes.hexadecimal(4).count == 8)
  }
}
