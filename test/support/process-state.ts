import { readFileSync } from "node:fs"

/** Whether a process runs; one that has ended and that nobody has buried yet does not. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
  } catch {
    return false
  }
  if (process.platform !== "linux") return true
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${processId}/stat`, "utf8"))
  } catch {
    return false
  }
}
