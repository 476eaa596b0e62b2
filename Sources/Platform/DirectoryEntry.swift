/// One entry as the directory holds it: valid until the reader goes on.
package struct DirectoryEntry {
  /// The name's bytes; a NUL lies behind them.
  package let name: UnsafeRawBufferPointer
  /// nil where the file system does not say.
  package let kind: FileKind?
  package let inode: UInt64

  /// The name as C takes it.
  var characters: UnsafePointer<CChar> { pointer }

  private let pointer: UnsafePointer<CChar>

  init(pointer: UnsafePointer<CChar>, length: Int, kind: FileKind?, inode: UInt64) {
    self.pointer = pointer
    name = UnsafeRawBufferPointer(start: pointer, count: length)
    self.kind = kind
    self.inode = inode
  }
}
