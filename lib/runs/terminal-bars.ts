import type { Progress } from "../numerics/solution.ts"

/** Progress bars on one line of a terminal: that of a loop, and behind it those of the loops within. */
export interface TerminalBars {
  /** Draws or redraws the bar with this id. */
  show(id: string, progress: Progress): void
  /** The work of a bar has ended: its last state stays, and the next bar begins a line once none is open. */
  close(id: string): void
  /** Writes a line of text between bars. */
  print(text: string): void
}

/** Characters of a bar. */
const barWidth = 20

/**
 * Makes bars that are written to a terminal.
 * @param columns the width of the terminal, asked for at each redraw
 */
export function createTerminalBars(write: (text: string) => void, columns: () => number): TerminalBars {
  const open = new Map<string, string>()
  let lineIsOpen = false
  const endLine = () => {
    if (lineIsOpen) write("\n")
    lineIsOpen = false
  }
  return {
    show(id, progress) {
      open.set(id, barLine(progress))
      // Cut to the window: a wrapped line could not be drawn over by the next one.
      write(`\r\x1b[K${[...open.values()].join("   ").slice(0, Math.max(10, columns() - 1))}`)
      lineIsOpen = true
    },
    close(id) {
      // What runs within others leaves the line to them.
      if (open.size === 1) endLine()
      open.delete(id)
    },
    print(text) {
      endLine()
      write(`${text}\n`)
    },
  }
}

/** A bar as notebooks show it in text: `fit █████░░░ 45 % (450 of 1,000) · loss 0.48`. */
export function barLine({ label, done, total, detail }: Progress): string {
  const count = (number: number) => number.toLocaleString("en-US", { maximumFractionDigits: 2 })
  const rest = detail === undefined || detail === "" ? "" : ` · ${detail}`
  if (!(total > 0 && Number.isFinite(total))) return `${label} ${count(done)}${rest}`
  const share = Math.min(1, Math.max(0, done / total))
  const filled = Math.round(share * barWidth)
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled)
  return `${label} ${bar} ${Math.floor(share * 100)} % (${count(done)} of ${count(total)})${rest}`
}
