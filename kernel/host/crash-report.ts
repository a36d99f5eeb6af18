/** Passes on what a process writes to the descriptor of its stderr, but for the report with which Node dies. */
export interface CrashFilter {
  take(text: string): void
  /** The process has ended: a report that was held back says nothing that the sentence about its end does not. */
  end(): void
}

/** Where Node begins to describe its end: addresses and counts, for those who work on Node. */
const BEGINNING = /^(?:<--- Last few GCs --->|----- Native stack trace -----|FATAL ERROR: )/m

/** After this the process is alive, and the text was that of another. */
const PATIENCE_MS = 5000

/** Makes a filter before `onText`. */
export function createCrashFilter(onText: (text: string) => void, patienceMs = PATIENCE_MS): CrashFilter {
  let held = ""
  let timer: NodeJS.Timeout | null = null
  const release = () => {
    const text = held
    held = ""
    timer = null
    onText(text)
  }
  return {
    take(text) {
      if (timer !== null) {
        held += text
        return
      }
      const at = BEGINNING.exec(text)?.index
      const before = at === undefined ? text : text.slice(0, at).replace(/^\n+$/, "")
      if (before !== "") onText(before)
      if (at === undefined) return
      held = text.slice(at)
      timer = setTimeout(release, patienceMs)
      timer.unref()
    },
    end() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      held = ""
    },
  }
}
