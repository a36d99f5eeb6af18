import { isRunning } from "./process-state.ts"

/** Resolves to the ms until none of the processes runs; rejects where one still does after the limit. */
export async function untilEnded(pids: readonly number[], limitMs: number): Promise<number> {
  const start = performance.now()
  for (;;) {
    const left = pids.filter(isRunning)
    if (left.length === 0) return performance.now() - start
    if (performance.now() - start > limitMs) throw new Error(`after ${limitMs} ms still running: ${left.join(", ")}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
