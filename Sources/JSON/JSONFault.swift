/// A `JSONError` without its line and column, which only an error that is reported needs.
struct JSONFault: Error {
  let code: JSONError.Code
  let offset: Int
  let message: StaticString

  init(_ code: JSONError.Code, at offset: Int, _ message: StaticString) {
    self.code = code
    self.offset = offset
    self.message = message
  }
}
