import process from "node:process"
import { currentRequest } from "./contexts.ts"
import { toHostError } from "./host-error.ts"
import { report } from "./report.ts"
import { CellStopped } from "./stopping.ts"

/** Writes what user code throws outside a running cell to the stderr of the cell that caused it; the process lives on. */
export function surviveLateErrors(): void {
  process.on("unhandledRejection", (reason) => reportLateError(reason))
  process.on("uncaughtException", (error) => reportLateError(error))
}

/** Writes what was thrown outside the top level of a cell to the stderr of the request that caused it. */
export function reportLateError(thrown: unknown): void {
  if (thrown instanceof CellStopped) return
  const error = toHostError(thrown)
  report({
    type: "output",
    output: {
      kind: "stream",
      request: currentRequest(),
      name: "stderr",
      text: `Uncaught ${error.stack}\n`,
      error,
    },
  })
}
