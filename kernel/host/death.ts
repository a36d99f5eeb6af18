/** How a child process came to its end. */
export interface Death {
  /** Exit code, or null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The code given to `process.exit`, or null where that was not called. */
  readonly exitCall: number | null
  /** Why the kernel itself ended it, or null. */
  readonly reason: string | null
  /** The last of what it wrote to the descriptor of stderr. */
  readonly lastWords: string
}

const LOST = "All variables are lost; a new process has been started for the next cell."

/** One sentence on why the process ended, one on what was lost. */
export function deathMessage(death: Death): string {
  return `${causeOf(death)} ${LOST}`
}

function causeOf({ code, signal, exitCall, reason, lastWords }: Death): string {
  if (reason !== null) return reason
  if (exitCall !== null) {
    return `The cell called process.exit(${exitCall}), which ended the process that runs the cells.`
  }
  if (/heap out of memory|allocation failed/i.test(lastWords)) {
    return "The process that runs the cells ran out of memory and ended. DELTAW_HEAP_MB sets a larger heap."
  }
  if (signal === "SIGKILL") {
    return "The process that runs the cells was killed (SIGKILL), as the system does when memory runs out."
  }
  if (signal !== null) return `The process that runs the cells was ended by the signal ${signal}.`
  return `The process that runs the cells ended unexpectedly with code ${code}.`
}
