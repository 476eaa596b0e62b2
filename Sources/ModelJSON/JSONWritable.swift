package import JSON

/// A value of the model with one documented JSON form, for commands, API and MCP alike.
package protocol JSONWritable {
  /// Writes the value, an object.
  func write(to writer: inout JSONWriter)
}

extension JSONWritable {
  /// The value as bytes, without a line end.
  package func json(pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(pretty: pretty)
    write(to: &writer)
    return writer.take()
  }
}

extension JSONWriter {
  /// Writes values as an array.
  package mutating func array(_ values: some Sequence<some JSONWritable>) {
    beginArray()
    for value in values { value.write(to: &self) }
    endArray()
  }

  /// Writes a value, or null without one.
  package mutating func value(_ value: (some JSONWritable)?) {
    if let value { value.write(to: &self) } else { null() }
  }
}
