internal import Dispatch
internal import Glibc

/// Ends work in order when a signal asks for it.
package enum Signals {
  private static let ending = [SIGHUP, SIGINT, SIGTERM]

  /// Runs the body in a task that the first SIGHUP, SIGINT or SIGTERM cancels; a second one ends the process as usual. Signals that the
  /// process ignores stay so.
  package static func cancelling<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
    let task = Task { await body() }
    let sources = ending.compactMap { number -> (CInt, any DispatchSourceSignal)? in
      var former = sigaction()
      sigaction(number, nil, &former)
      if former.__sigaction_handler.sa_handler != nil { return nil }
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        task.cancel()
      }
      source.resume()
      return (number, source)
    }
    let value = await task.value
    for (number, source) in sources {
      source.cancel()
      signal(number, SIG_DFL)
    }
    return value
  }
}
