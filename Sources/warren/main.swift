import Platform
import WarrenCommands
import WarrenModel
import WarrenService

let program = WarrenProgram(environment: .ofThisProcess)
exitNow(await program.run(CommandWords.ofThisProcess))
