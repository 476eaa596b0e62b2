/// Something that the kernel knows by a descriptor: one of ours, a shared one, or the working directory.
///
/// The calls on files and directories are extensions of this protocol.
package protocol Descriptor: ~Copyable, Sendable {
  /// The number. Valid while the value lives and is not closed.
  var rawValue: CInt { get }
  /// The seam to the kernel, handed on to what is opened through this descriptor.
  var calls: SystemCalls { get }
}
