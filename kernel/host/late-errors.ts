import process from "node:process"
import { currentRequest } from "./contexts.ts"
import { toHostError } from "./host-error.ts"
import { report } from "./report.ts"
import { CellStopped } from "./stopping.ts"

/** Writes what user code throws outside a running cell to the stderr of the cell that caused it; the process lives on. */
export function surviveLateErrors(): void {
  process.on("unhandledRejection", (reason) => reportLate(reason))
  process.on("uncaughtException", (error) => reportLate(error))
}

function reportLate(thrown: unknown): void {
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
