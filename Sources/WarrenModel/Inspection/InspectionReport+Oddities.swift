extension InspectionReport {
  /// Findings of one code and severity together.
  public struct Oddity: Hashable, Sendable {
    public let code: String
    public let severity: Finding.Severity
    public let count: Int
    /// The first of them.
    public let example: Finding
  }

  /// The findings by code: errors first, then warnings, each in the order of the codes.
  public var oddities: [Oddity] {
    struct Kind: Hashable {
      let code: String
      let severity: Finding.Severity
    }
    var groups: [Kind: Oddity] = [:]
    for finding in findings {
      let kind = Kind(code: finding.code, severity: finding.severity)
      let known = groups[kind]
      groups[kind] = Oddity(
        code: finding.code, severity: finding.severity, count: (known?.count ?? 0) + 1, example: known?.example ?? finding)
    }
    let order = Finding.Severity.allCases
    return groups.values.sorted { left, right in
      let (first, second) = (order.firstIndex(of: left.severity) ?? 0, order.firstIndex(of: right.severity) ?? 0)
      return first == second ? left.code < right.code : first > second
    }
  }
}
