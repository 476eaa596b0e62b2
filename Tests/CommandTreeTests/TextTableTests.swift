import CommandTree
import Testing

@Suite struct TextTableTests {
  private func table(limit: Int? = nil) -> TextTable {
    TextTable([.init("NAME", shrinks: true), .init("SIZE", .right), .init("STATE")], widthLimit: limit)
  }

  @Test func columnsAreAligned() {
    var table = table()
    table.add(["main", "1.2 MiB", "ok"])
    table.add(["日本語", "12 B", "deleting"])
    table.add(["", "", ""])
    #expect(
      table.text() == """
        NAME       SIZE  STATE
        main    1.2 MiB  ok
        日本語     12 B  deleting


        """)
  }

  @Test func noLineEndsInASpace() {
    var table = table()
    table.add(["a", "", ""])
    table.add(["a-long-name", "1", "x"])
    #expect(table.text().split(separator: "\n").allSatisfy { $0.last != " " })
  }

  @Test func aHostileNameForgesNoRow() {
    var table = table()
    table.add([.init(bytes("x\nmain  0 B  ok\u{1B}[2K\u{202E}") + [0xFF]), "1 B", "ok"])
    let lines = table.text().split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1] == "x\\nmain  0 B  ok\\x1b[2K\\u{202e}\\xff   1 B  ok")
  }

  @Test func nothingIsCutWithoutALimit() {
    var table = table()
    let name = String(repeating: "n", count: 500)
    table.add([.init(name), "1", "ok"])
    #expect(table.text().contains(name))
  }

  @Test func oneLongCellDoesNotPadTheOtherRows() {
    var table = table()
    let name = String(repeating: "n", count: TextTable.mostPadding + 1)
    table.add([.init(name), "1", "ok"])
    table.add(["short", "20", "ok"])
    #expect(table.text() == "NAME   SIZE  STATE\n\(name)     1  ok\nshort    20  ok\n")
    // As wide as may be padded: the column is aligned to it.
    table.add([.init(String(name.dropLast())), "3", "ok"])
    #expect(table.text().contains("short" + String(repeating: " ", count: TextTable.mostPadding - 5) + "    20  ok\n"))
  }

  @Test func aLimitCutsTheColumnsThatShrink() {
    var table = table(limit: 24)
    table.add(["a-name-that-is-long", "1 B", "ok"])
    table.add(["日本語日本語日本語", "1 B", "ok"])
    #expect(
      table.text() == """
        NAME         SIZE  STATE
        a-name-tha…   1 B  ok
        日本語日本…   1 B  ok

        """)
  }

  @Test func aShrinkingColumnKeepsEnoughToTellRowsApart() {
    var table = table(limit: 1)
    table.add(["0123456789", "1 B", "ok"])
    #expect(table.text().contains("0123456…  "))
  }
}
