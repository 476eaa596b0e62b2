// Programs that embed Warren and have an agent in use while others want to delete it.
import Dispatch
import Warren

/// Appends until the agent is gone, and stays: prints each text once it is acknowledged, refusals as `! CODE: WHY` where the code is another than
/// before, and then "idle". Ends with its input.
func persist(root: String, agent: String, session: String, prefix: String) async throws {
  var configuration = AgentHost.Configuration()
  // Many messages in little time: what is acknowledged survives the end of a process, which is all that happens here.
  configuration.survivesPowerLoss = false
  let host = try AgentHost(root: root, configuration: configuration)
  let key = try SessionKey(session)
  var (number, refusals) = (0, 0)
  var last: ErrorCode?
  while refusals < 5 {
    let text = "\(prefix) \(number)"
    let request = AppendRequest(session: key, messages: [NewMessage(role: "user", text: text)], idempotencyKey: text)
    do {
      _ = try await host.append(request, to: AgentSelector(agent))
      say(text)
      number += 1
    } catch let error as WarrenError {
      if error.code != last { say("! \(error.code.rawValue): \(error.message)") }
      last = error.code
      // Ten writers of one database may wait for each other too long.
      if error.code != .deleting && error.code != .busy { refusals += 1 }
    }
  }
  say("idle")
  while await inputLine() != nil {}
}

/// Opens a handle, prints "ready" and does nothing; appends each line of its input and prints its id, or `! CODE`. Ends with its input.
func idle(root: String, agent: String) async throws {
  var configuration = AgentHost.Configuration()
  // The handle must not close for want of use.
  configuration.idleTimeout = 86_400
  let host = try AgentHost(root: root, configuration: configuration)
  let key = try SessionKey("k")
  _ = try await host.append(AppendRequest(session: key, messages: [NewMessage(role: "user", text: "opened")]), to: AgentSelector(agent))
  say("ready")
  while let line = await inputLine() {
    do {
      let request = AppendRequest(session: key, messages: [NewMessage(role: "user", text: line)])
      say("\(try await host.append(request, to: AgentSelector(agent)).first ?? 0)")
    } catch let error as WarrenError { say("! \(error.code.rawValue)") }
  }
  await host.close()
}

/// The next line of the input, read on a thread that nobody else needs; nil at the end.
func inputLine() async -> String? {
  await withCheckedContinuation { next in DispatchQueue.global().async { next.resume(returning: readLine()) } }
}
