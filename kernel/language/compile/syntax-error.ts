/** A cell that does not parse; line and column count from 1 in the user's text, columns in UTF-16 units. */
export class CellSyntaxError extends SyntaxError {
  readonly line: number
  readonly column: number

  /** Takes what is wrong, and where. */
  constructor(message: string, line: number, column: number) {
    super(message)
    this.name = "SyntaxError"
    this.line = line
    this.column = column
  }
}
