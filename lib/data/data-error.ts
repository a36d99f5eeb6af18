/** Why data was refused: for code that must tell "not here" from "here, but wrong". */
export type DataFault =
  | "not-found"
  | "empty"
  | "truncated"
  | "malformed"
  | "missing-columns"
  | "impossible-value"
  | "inconsistent-signs"
  | "wrong-checksum"
  | "unreachable"
  | "unwritable"
  | "not-permitted"

/** A refusal of data: its message is a sentence that names the file, the place in it, the value and what is accepted. */
export class DataError extends Error {
  override readonly name = "DataError"
  readonly fault: DataFault

  constructor(fault: DataFault, message: string) {
    super(message)
    this.fault = fault
  }
}
