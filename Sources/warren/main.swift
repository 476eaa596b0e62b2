import Platform
import WarrenCommands
import WarrenModel
import WarrenService

openStandardDescriptors()
let program = WarrenProgram(environment: .ofThisProcess)
exitNow(await program.run(CommandWords.ofThisProcess))
