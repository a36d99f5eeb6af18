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
}

/** Characters of the bar in text. */
const TEXT_WIDTH = 20

/** A progress bar as HTML that follows the theme, and as a line of text. */
export function progressBundle(progress: ProgressReport): MimeBundle {
  const fraction = fractionOf(progress)
  const counts = countsText(progress, fraction)
  const detail = progress.detail ? ` · ${progress.detail}` : ""
  const filled = Math.round((fraction ?? 0) * TEXT_WIDTH)
  const bar = "█".repeat(filled) + "░".repeat(TEXT_WIDTH - filled)
  return {
    "text/html": [
      '<div class="deltaw-progress" style="display: flex; gap: 0.75em; align-items: center">',
      `<span>${escapeHtml(progress.label)}</span>`,
      `<progress max="1"${fraction === null ? "" : ` value="${fraction.toFixed(4)}"`} style="width: 14em"></progress>`,
      `<span style="font-variant-numeric: tabular-nums">${escapeHtml(counts + detail)}</span>`,
      "</div>",
    ].join(""),
    "text/plain": `${progress.label} ${fraction === null ? "" : `${bar} `}${counts}${detail}`,
  }
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
