package import JSON
package import WarrenModel

/// Agents in the trash, as commands print them.
package struct DeletedAgentList: JSONWritable {
  private let agents: [DeletedAgent]
  private let withBytes: Bool

  /// - Parameter withBytes: whether their sum is told.
  package init(_ agents: [DeletedAgent], withBytes: Bool = false) {
    self.agents = agents
    self.withBytes = withBytes
  }

  /// What all of them held when they were deleted.
  package var bytes: Int64 { agents.reduce(0) { $0 + $1.bytes } }

  /// `{agents, bytes}`; `bytes` only where it is told.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("agents")
    writer.array(agents)
    if withBytes { writer.field("bytes", bytes) }
    writer.endObject()
  }
}
