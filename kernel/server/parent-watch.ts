const pollMs = 1000

/**
 * Calls `onGone` when the Jupyter process that started the kernel has ended without ending the kernel.
 * Jupyter names itself in JPY_PARENT_PID; without it the kernel was started to live on its own.
 */
export function watchParent(onGone: () => void): void {
  const named = process.env.JPY_PARENT_PID
  if (named === undefined || named === "0") return
  const isGone = process.platform === "win32" ? processEnded(process.ppid) : posixParentGone(Number(named))
  const timer = setInterval(() => {
    if (!isGone()) return
    clearInterval(timer)
    onGone()
  }, pollMs)
  timer.unref()
}

/** An orphan is adopted, so its parent's id changes; behind a wrapper the named process itself is watched. */
function posixParentGone(named: number): () => boolean {
  const first = process.ppid
  if (first === named) return () => process.ppid !== first
  const ended = processEnded(named)
  // Not visible from here from the start (another container): nothing to watch.
  return Number.isInteger(named) && !ended() ? ended : () => false
}

/** On Windows JPY_PARENT_PID is a handle that only the C runtime can use, and an orphan keeps its parent's id. */
function processEnded(pid: number): () => boolean {
  return () => {
    try {
      process.kill(pid, 0)
      return false
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ESRCH"
    }
  }
}
