import { performance } from "node:perf_hooks"
import { clearTimeout, setTimeout } from "node:timers"
import { type ProgressReport, type ProgressState, progressBundle } from "../display/progress.ts"
import { showing } from "../display/showing.ts"
import { type CellContext, contexts } from "./contexts.ts"
import { reportShowing } from "./showings.ts"

/** A bar on the page, drawn about ten times a second however often it is told of progress. */
export interface Bar {
  /** Where it stands on the page. */
  readonly displayId: string
  readonly context: CellContext | undefined
  readonly label: string
  /** How many loops with a bar it runs within. */
  readonly depth: number
  /** A loop says when it begins and ends; a library only how far it is. */
  readonly isLoop: boolean
  isOpen: boolean
  /** Whether a later bar has taken its place on the page. */
  isReplaced: boolean
  latest: ProgressReport
  isHeld: boolean
  drawnAt: number
  timer: NodeJS.Timeout | null
}

/** At most about ten redraws of a bar a second. */
const BETWEEN_DRAWS_MS = 100
/** Bars kept in mind, so that late progress of ended cells finds its place. */
const REMEMBERED = 1000

let bars: Bar[] = []
let opened = 0

/**
 * Opens a bar. Within a loop that has a bar itself, bars of one label take each other's place:
 * an epoch's bar for its batches is one bar, not one for every epoch.
 */
export function openBar(first: ProgressReport, isLoop: boolean, mayReplace = true): Bar {
  const context = contexts.getStore()
  const depth = bars.filter((bar) => bar.context === context && bar.isLoop && bar.isOpen).length
  const before = depth === 0 || !mayReplace ? undefined : bars.find((bar) => isFree(bar, context, first.label, depth))
  opened += 1
  const bar: Bar = {
    displayId: before?.displayId ?? `progress-${context?.number ?? 0}-${opened}`,
    context,
    label: first.label,
    depth,
    isLoop,
    isOpen: true,
    isReplaced: false,
    latest: first,
    isHeld: false,
    drawnAt: before?.drawnAt ?? Number.NEGATIVE_INFINITY,
    timer: null,
  }
  bars = [...bars.filter((one) => one !== before).slice(-REMEMBERED), bar]
  if (before === undefined) draw(bar, false)
  else {
    before.isReplaced = true
    if (before.timer !== null) clearTimeout(before.timer)
    reportTo(bar, first)
  }
  return bar
}

/** Tells a bar how far its work is; nothing is drawn after its end. */
export function reportTo(bar: Bar, progress: ProgressReport): void {
  if (!bar.isOpen) return
  bar.latest = progress
  drawInTurn(bar, progress.done === progress.total)
}

/** Draws a bar's last state and says how its work ended. */
export function closeBar(bar: Bar, state: ProgressState): void {
  if (!bar.isOpen) return
  bar.isOpen = false
  bar.latest = { ...bar.latest, state }
  drawInTurn(bar, true)
}

/** Draws what is held back when a cell ends; where the cell was stopped, unfinished bars say so. */
export function settleBars(context: CellContext, isStopped: boolean): void {
  for (const bar of bars.filter((one) => one.context === context)) {
    if (isStopped && bar.latest.done !== bar.latest.total) closeBar(bar, "stopped")
    if (bar.isHeld) draw(bar, true)
  }
}

function isFree(bar: Bar, context: CellContext | undefined, label: string, depth: number): boolean {
  if (bar.context !== context || bar.label !== label || bar.depth !== depth) return false
  return !bar.isLoop || !bar.isOpen
}

/** Draws now or when the bar's turn comes; a loop within a loop ends too often to be drawn each time. */
function drawInTurn(bar: Bar, isEnd: boolean): void {
  bar.isHeld = true
  const waitMs = bar.drawnAt + BETWEEN_DRAWS_MS - performance.now()
  if (waitMs <= 0 || (isEnd && bar.depth === 0)) draw(bar, true)
  else bar.timer ??= setTimeout(draw, waitMs, bar, true)
}

function draw(bar: Bar, update: boolean): void {
  if (bar.timer !== null) clearTimeout(bar.timer)
  bar.timer = null
  bar.isHeld = false
  bar.drawnAt = performance.now()
  reportShowing(showing(progressBundle(bar.latest)), { id: bar.displayId, update })
}
