/// How many rows a list shows.
package enum RowLimit: Hashable, Sendable {
  case count(Int)
  case all
}
