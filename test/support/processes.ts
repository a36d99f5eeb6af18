import { readFileSync } from "node:fs"

/** Whether a process runs; one that has ended and was not yet collected by its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== "linux") return true
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

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
