import { performance } from "node:perf_hooks"
import { clearTimeout, setTimeout } from "node:timers"
import { checkedBundle } from "../display/display-method.ts"
import { type ProgressReport, progressBundle } from "../display/progress.ts"
import type { Comms } from "./comm-types.ts"
import { type CellContext, contexts, currentRequest } from "./contexts.ts"
import type { MimeBundle } from "./messages.ts"
import { report } from "./report.ts"

/** What libraries in cells find at `globalThis[Symbol.for("Jupyter.host")]`: ways to show things, and to learn of a stop. */
export interface Surroundings {
  display(bundle: MimeBundle, options?: { readonly id?: string }): void
  /** Redraws what was shown under the id. */
  update(bundle: MimeBundle, options: { readonly id: string }): void
  /** Draws or redraws a progress bar; one bar per run of a cell and id. */
  progress(id: string, progress: ProgressReport): void
  /** One number on shared memory that grows when the user asks to stop. */
  readonly stop: Int32Array
  /** Lines to halves of widgets and the like in the front end. */
  readonly comms: Comms
}

/** At most about ten redraws of a bar a second. */
const BETWEEN_DRAWS_MS = 100

interface Bar {
  drawnAt: number
  held: ProgressReport | null
  timer: NodeJS.Timeout | null
}

const bars = new Map<string, Bar>()

/** The surroundings of this process. */
export function createSurroundings(stop: Int32Array, comms: Comms): Surroundings {
  return {
    stop,
    comms,
    display: (bundle, options = {}) => show(bundle, options.id, false),
    update: (bundle, { id }) => show(bundle, id, true),
    progress: (id, progress) => drawThrottled(id, progress),
  }
}

/** Draws what the throttle holds back; called when a cell ends, so that the last state of every bar shows. */
export function flushProgress(context: CellContext): void {
  for (const [displayId, bar] of bars) {
    if (displayId.startsWith(prefixOf(context))) drawHeld(displayId, bar)
  }
}

function show(bundle: MimeBundle, displayId: string | undefined, update: boolean): void {
  const { data, metadata } = checkedBundle(bundle)
  const request = currentRequest()
  const id = displayId === undefined ? {} : { displayId }
  report({ type: "output", output: { kind: "display", request, data, metadata, ...id, update } })
}

function drawThrottled(id: string, progress: ProgressReport): void {
  const displayId = `${prefixOf(contexts.getStore())}${id}`
  const bar = bars.get(displayId)
  if (bar === undefined) {
    bars.set(displayId, { drawnAt: performance.now(), held: null, timer: null })
    show(progressBundle(progress), displayId, false)
    return
  }
  bar.held = progress
  const waitMs = bar.drawnAt + BETWEEN_DRAWS_MS - performance.now()
  if (waitMs <= 0 || progress.done === progress.total) drawHeld(displayId, bar)
  else bar.timer ??= setTimeout(drawHeld, waitMs, displayId, bar)
}

function drawHeld(displayId: string, bar: Bar): void {
  if (bar.timer !== null) clearTimeout(bar.timer)
  bar.timer = null
  if (bar.held === null) return
  const { held } = bar
  bar.held = null
  bar.drawnAt = performance.now()
  show(progressBundle(held), displayId, true)
}

function prefixOf(context: CellContext | undefined): string {
  return `progress-${context?.number ?? 0}-`
}
