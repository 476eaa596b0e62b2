/// A table for people: columns by terminal cells, two spaces apart, every cell escaped.
///
/// Nothing is cut unless a width limit is given; then the columns marked `shrinks` give way, the widest first, and end in `…`. Without a
/// limit, longer cells of such columns stick out of their row, so that one long name does not pad every other.
package struct TextTable: Sendable {
  package enum Alignment: Hashable, Sendable {
    case left
    case right
  }

  package struct Column: Hashable, Sendable {
    package let heading: String
    package let alignment: Alignment
    package let shrinks: Bool

    package init(_ heading: String, _ alignment: Alignment = .left, shrinks: Bool = false) {
      self.heading = TextEscape.shown(heading)
      self.alignment = alignment
      self.shrinks = shrinks
    }
  }

  /// The text of a cell, escaped when it is made.
  package struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String
    let width: Int

    package init(_ bytes: [UInt8]) {
      text = TextEscape.shown(bytes)
      width = CellWidth.of(text)
    }

    package init(_ text: String) { self.init(Array(text.utf8)) }

    package init(stringLiteral text: String) { self.init(text) }
  }

  /// The cells that a shrinking column keeps: enough to tell rows apart.
  package static let leastWidth = 8
  /// The cells to which a shrinking column pads its rows where nothing is cut: most names and paths have fewer.
  package static let mostPadding = 64
  private static let gap = 2

  private let columns: [Column]
  private let widthLimit: Int?
  private var rows: [[Cell]] = []

  /// - Parameter widthLimit: the cells of a line, or nil for no limit.
  package init(_ columns: [Column], widthLimit: Int? = nil) {
    self.columns = columns
    self.widthLimit = widthLimit
  }

  /// Adds a row with one cell for each column.
  package mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row has \(cells.count) cells, the table \(columns.count) columns")
    rows.append(cells)
  }

  /// The heading and the rows, each line ended.
  package func text() -> String {
    let widths = self.widths()
    var out = line(columns.map { Cell(escaped: $0.heading) }, widths)
    for row in rows { out += line(row, widths) }
    return out
  }

  private func widths() -> [Int] {
    var widths = columns.map { CellWidth.of($0.heading) }
    for row in rows {
      for (index, cell) in row.enumerated() where !sticksOut(cell, of: columns[index]) { widths[index] = max(widths[index], cell.width) }
    }
    guard let widthLimit else { return widths }
    var excess = widths.reduce(0, +) + Self.gap * max(0, columns.count - 1) - widthLimit
    while excess > 0 {
      let shrinking = columns.indices.filter { columns[$0].shrinks && widths[$0] > Self.leastWidth }
      guard let widest = shrinking.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func sticksOut(_ cell: Cell, of column: Column) -> Bool {
    widthLimit == nil && column.shrinks && cell.width > Self.mostPadding
  }

  private func line(_ cells: [Cell], _ widths: [Int]) -> String {
    var out = ""
    var owed = 0
    for (index, cell) in cells.enumerated() {
      let fits = cell.width <= widths[index] || widthLimit == nil
      let text = fits ? cell.text : CellWidth.prefix(of: cell.text, cells: widths[index] - 1) + "…"
      let padding = max(0, widths[index] - (fits ? cell.width : CellWidth.of(text)))
      // Spaces are written when something follows them, so that no line ends in one.
      if columns[index].alignment == .right { owed += padding }
      if !text.isEmpty {
        out += String(repeating: " ", count: owed) + text
        owed = 0
      }
      if columns[index].alignment == .left { owed += padding }
      owed += Self.gap
    }
    return out + "\n"
  }
}

extension TextTable.Cell {
  fileprivate init(escaped text: String) {
    self.text = text
    self.width = CellWidth.of(text)
  }
}
