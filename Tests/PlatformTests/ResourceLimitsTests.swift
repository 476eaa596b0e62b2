import Platform
import Testing

@Suite struct ResourceLimitsTests {
  @Test func theSoftLimitRisesToTheHardOne() throws {
    let raised = try ResourceLimits.raiseToHard()
    #expect(raised.softDescriptors == raised.hardDescriptors)
    #expect(try ResourceLimits.current() == raised)
  }

  @Test func openDescriptorsAreCounted() throws {
    // At least the three standard ones and those of this test; others' come and go.
    let directory = try TemporaryDirectory()
    let kept = try (0..<100).map { SharedDescriptor(try directory.root.createExclusive(FilePath("f\($0)"))) }
    #expect(try ResourceLimits.openDescriptors() >= 103)
    for descriptor in kept { try descriptor.close() }
  }
}
