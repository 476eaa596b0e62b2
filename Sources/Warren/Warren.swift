// The product `Warren` for programs that embed it: `import Warren` brings the host of the agents and the values of the model.
@_exported public import WarrenModel
@_exported public import WarrenService
