import { onlyFile, parseArguments, runCommandLine, showUsage, timeoutMs, withInterrupt } from "./arguments.ts"
import { verifyNotebook } from "./verification.ts"

/** How `deltaw verify` is called. */
export const verifyUsage = `usage: deltaw verify NOTEBOOK [--timeout SECONDS]

Runs the notebook from top to bottom in a fresh kernel and compares what its cells show with the outputs it has stored.
Nothing is written. Exit code 0: the same; 1: cells differ, and are named; 2: it could not be run; 130: Ctrl-C.
  --timeout SECONDS  a cell that runs longer is stopped`

/** Verifies a notebook from the command line; resolves to the exit code. */
export function verifyCommand(argv: string[]): Promise<number> {
  return runCommandLine("verify", verifyUsage, async () => {
    const { values, positionals } = parseArguments(argv, { timeout: { type: "string" } })
    if (values.help) return showUsage(verifyUsage)
    const file = onlyFile(positionals, "notebook")
    const limit = values.timeout === undefined ? {} : { cellTimeoutMs: timeoutMs(values.timeout) }
    return withInterrupt(async (signal) => {
      const { cells, changed } = await verifyNotebook({ file, signal, ...limit })
      if (signal.aborted) {
        process.stderr.write("deltaw verify: stopped\n")
        return 130
      }
      for (const { position, firstLine, differences } of changed) {
        process.stdout.write(`cell ${position}: ${firstLine}\n${differences.map((one) => `  ${one}\n`).join("")}`)
      }
      const ran = `${cells} ${cells === 1 ? "cell" : "cells"} run`
      const summary = changed.length === 0 ? "all outputs are the same" : `${changed.length} with other outputs`
      process.stderr.write(`deltaw verify: "${file}": ${ran}, ${summary}\n`)
      return changed.length === 0 ? 0 : 1
    })
  })
}
