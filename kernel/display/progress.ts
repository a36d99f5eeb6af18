import type { MimeBundle } from "../host/messages.ts"
import { escapeHtml } from "./escape-html.ts"

/** How far some work has come: `done` of `total` units. */
export interface ProgressReport {
  readonly label: string
  readonly done: number
  /** Units in all; zero or a number that is not finite where it is not known. */
  readonly total: number
  /** Short text such as the current loss. */
  readonly detail?: string
  /** How the work ended; absent while it goes on. */
  readonly state?: ProgressState
}

/** How some work ended: all of it done, left by the program, or stopped by the user. */
export type ProgressState = "done" | "ended early" | "stopped"

/** Characters of the bar in text. */
const TEXT_WIDTH = 20

/** A progress bar as HTML that follows the theme, and as a line of text. */
export function progressBundle(progress: ProgressReport): MimeBundle {
  const fraction = fractionOf(progress)
  const counts = countsText(progress, fraction)
  const ending = progress.state === undefined || progress.state === "done" ? "" : progress.state
  const detail = [progress.detail, ending].map((part) => (part ? ` · ${part}` : "")).join("")
  const filled = Math.round((fraction ?? 0) * TEXT_WIDTH)
  const bar = "█".repeat(filled) + "░".repeat(TEXT_WIDTH - filled)
  return {
    "text/html": [
      '<div class="deltaw-progress" style="display: flex; gap: 0.75em; align-items: center">',
      `<span>${escapeHtml(progress.label)}</span>`,
      `<progress max="1"${valueAttribute(fraction, progress.state)} style="width: 14em"></progress>`,
      `<span style="font-variant-numeric: tabular-nums">${escapeHtml(counts + detail)}</span>`,
      "</div>",
    ].join(""),
    "text/plain": `${progress.label} ${fraction === null ? "" : `${bar} `}${counts}${detail}`,
  }
}

/** A bar without a value moves to and fro; work that has ended is not shown as moving. */
function valueAttribute(fraction: number | null, state: ProgressState | undefined): string {
  if (fraction !== null) return ` value="${fraction.toFixed(4)}"`
  return state === undefined ? "" : ` value="${state === "done" ? 1 : 0}"`
}

function fractionOf({ done, total }: ProgressReport): number | null {
  const fraction = done / total
  if (!Number.isFinite(total) || !Number.isFinite(fraction) || total <= 0) return null
  return Math.min(1, Math.max(0, fraction))
}

function countsText({ done, total }: ProgressReport, fraction: number | null): string {
  const write = (count: number) => count.toLocaleString("en-US", { maximumFractionDigits: 2 })
  if (fraction === null) return write(done)
  return `${Math.floor(fraction * 100)} % (${write(done)} of ${write(total)})`
}
