/// Reads values into a tape of nodes that keep their spans, without recursion: depth costs nodes, never stack.
///
/// One scanner reads any number of values one after the other and reuses its tape, so that short lines cost no allocation.
package struct JSONScanner: Sendable {
  /// Levels of arrays and objects: far more than anybody writes by hand, and what other programs' own parsers stand.
  package static let defaultDepthLimit = 512
  /// Bytes of one value: positions on the tape have 32 bits.
  package static let mostBytes = Int(UInt32.max) - 1

  /// What the scanner takes.
  package let dialect: JSONDialect
  /// How many arrays and objects may be open at once.
  package let depthLimit: Int
  /// Whether half a surrogate pair, as an escape, is an error of the scan. Otherwise it is one when that string is read.
  package let rejectsLoneSurrogates: Bool
  /// The nodes of the last value that was read; meaningless after an error.
  package private(set) var tape = JSONTape()

  /// A scanner with an empty tape.
  package init(
    _ dialect: JSONDialect = .strict, depthLimit: Int = JSONScanner.defaultDepthLimit, rejectsLoneSurrogates: Bool = false
  ) {
    self.dialect = dialect
    self.depthLimit = depthLimit
    self.rejectsLoneSurrogates = rejectsLoneSurrogates
  }

  /// Reads the one value in `range` of `bytes` (nil: in all of them); offsets of spans and errors count from the begin of `bytes`.
  ///
  /// The tape is reused once no value of the last scan is held any longer.
  package mutating func scan(_ bytes: [UInt8], in range: Range<Int>? = nil) throws(JSONError) -> JSONValue {
    let range = range ?? 0..<bytes.count
    if let error = bytes.withUnsafeBytes({ run($0, in: range) }) { throw error }
    return JSONValue(bytes: bytes, tape: tape, index: 0)
  }

  /// The same for bytes elsewhere: fills `tape` only.
  package mutating func check(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>? = nil) throws(JSONError) {
    if let error = run(bytes, in: range ?? 0..<bytes.count) { throw error }
  }

  private mutating func run(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>) -> JSONError? {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "The range lies outside the bytes.")
    var nodes: [JSONNode] = []
    swap(&nodes, &tape.nodes)
    nodes.removeAll(keepingCapacity: true)
    var cursor = JSONCursor(
      UnsafeRawBufferPointer(rebasing: bytes[range]), dialect: dialect, depthLimit: depthLimit,
      rejectsLoneSurrogates: rejectsLoneSurrogates, nodes: nodes)
    nodes = []
    do throws(JSONFault) {
      try cursor.scan()
    } catch {
      tape.nodes = cursor.nodes
      let fault = JSONFault(error.code, at: error.offset + range.lowerBound, error.message)
      return JSONError(fault, in: bytes, from: range.lowerBound)
    }
    tape.nodes = cursor.nodes
    tape.base = range.lowerBound
    return nil
  }
}
