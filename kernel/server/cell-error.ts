/** An error as the protocol wants it, in the `error` message and in the reply alike. */
export interface CellError {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

/** An error of the kernel's own, with its sentence as traceback. */
export function kernelError(ename: string, evalue: string): CellError {
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] }
}

/** The cell was interrupted. */
export const interrupted = kernelError("Interrupted", "The cell was stopped. Variables keep the values they had.")
