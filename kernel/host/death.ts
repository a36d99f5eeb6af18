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

/**
 * A sentence on why the process ended, one on what was lost.
 * @param cells how many cells had run in it
 */
export function deathMessage(death: Death, cells: number): string {
  const whose = cells > 1 ? `, those of all ${cells} cells that had run in it` : ""
  return `${causeOf(death)} All variables are lost${whose}; a new process has been started for the next cell.`
}

function causeOf({ code, signal, exitCall, reason, lastWords }: Death): string {
  if (reason !== null) return reason
  if (exitCall !== null) {
    return `The cell called process.exit(${exitCall}), which ended the process that runs the cells.`
  }
  if (/heap out of memory|heap limit/i.test(lastWords)) {
    return `The process that runs the cells ran out of memory${heapOf(lastWords)} and ended. DELTAW_HEAP_MB sets a larger heap.`
  }
  if (/allocation failed|std::bad_alloc/i.test(lastWords)) {
    return "The process that runs the cells ran out of memory and ended."
  }
  const complaint = /FATAL ERROR: ([^\n]*)/.exec(lastWords)?.[1]
  if (complaint !== undefined) return `The process that runs the cells ended with a fatal error: ${complaint.trim()}.`
  if (signal === "SIGKILL") {
    return "The process that runs the cells was killed (SIGKILL), as the system does when memory runs out."
  }
  if (signal !== null && CRASHES.has(signal)) {
    return `The process that runs the cells crashed in native code (${signal}), of Node or of an addon in a package.`
  }
  if (signal === "SIGABRT") {
    return "The process that runs the cells aborted (SIGABRT), as process.abort and failed checks in native code do, and ended."
  }
  if (signal !== null) return `The process that runs the cells was ended by the signal ${signal}.`
  return `The process that runs the cells ended unexpectedly with code ${code}.`
}

/** Signals of a fault in native code. */
const CRASHES: ReadonlySet<string> = new Set(["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"])

/** How large V8's heap was at its last attempts to make room. */
function heapOf(lastWords: string): string {
  const sizes = [...lastWords.matchAll(/Mark-Compact[^\n]*? ([\d.]+) \([\d.]+\) -> [\d.]+/g)]
  const megabytes = Math.round(Number(sizes.at(-1)?.[1]))
  return Number.isFinite(megabytes)
    ? ` (JavaScript's heap had reached its limit at ${megabytes.toLocaleString("en-US")} MB)`
    : ""
}
