import JSON
import Testing

@Suite struct DepthTests {
  private func nested(_ depth: Int, _ open: String = "[", _ close: String = "]") -> [UInt8] {
    Array(repeatElement(Array(open.utf8), count: depth).joined()) + Array("1".utf8)
      + Array(repeatElement(Array(close.utf8), count: depth).joined())
  }

  @Test func theLimitIsExact() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      var scanner = JSONScanner()
      #expect(try scanner.scan(nested(512, open, close)).span.lowerBound == 0)
      let error = #expect(throws: JSONError.self) { try scanner.scan(nested(513, open, close)) }
      #expect(error?.code == .tooDeep)
      #expect(error?.offset == 512 * open.utf8.count)
    }
  }

  @Test func closedLevelsDoNotCount() throws {
    var scanner = JSONScanner(depthLimit: 2)
    #expect(try scanner.scan(Array("[[],[],{},[1]]".utf8)).elements.map(\.kind) == [.array, .array, .object, .array])
  }

  @Test(arguments: JSONDialect.allCases)
  func tenThousandLevelsNeedAHigherLimit(_ dialect: JSONDialect) throws {
    let bytes = nested(10_000)
    #expect(verdict(bytes, dialect) == "too_deep")
    var scanner = JSONScanner(dialect, depthLimit: 10_000)
    var value: JSONValue? = try scanner.scan(bytes)
    var depth = 0
    while let inner = value?.elements.first(where: { _ in true }) {
      value = inner
      depth += 1
    }
    #expect(depth == 10_000)
  }

  @Test func aMillionLevelsCostNoStack() throws {
    var scanner = JSONScanner(depthLimit: .max)
    #expect(try scanner.scan(nested(1_000_000)).span.count == 2_000_001)
    let error = #expect(throws: JSONError.self) { try scanner.scan(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
    #expect(error?.code == .unexpectedEnd)
    #expect(verdict(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) == "too_deep")
  }
}
