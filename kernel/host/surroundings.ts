import { checkedBundle } from "../display/display-method.ts"
import type { ProgressReport } from "../display/progress.ts"
import type { Comms } from "./comm-types.ts"
import { contexts } from "./contexts.ts"
import type { MimeBundle } from "./messages.ts"
import { type Bar, openBar, reportTo } from "./progress-bars.ts"
import { reportShowing } from "./showings.ts"

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

/** Bars of libraries, by run of a cell and id. */
const bars = new Map<string, Bar>()
/** Bars of libraries remembered. */
const REMEMBERED = 1000

/** The surroundings of this process. */
export function createSurroundings(stop: Int32Array, comms: Comms): Surroundings {
  return {
    stop,
    comms,
    display: (bundle, options = {}) => show(bundle, options.id, false),
    update: (bundle, { id }) => show(bundle, id, true),
    progress: (id, progress) => tellBar(id, progress),
  }
}

function show(bundle: MimeBundle, id: string | undefined, update: boolean): void {
  reportShowing(checkedBundle(bundle), id === undefined ? { update } : { id, update })
}

/** A bar whose place another has taken in a loop, and whose work goes on beside it, gets a place of its own. */
function tellBar(id: string, progress: ProgressReport): void {
  const key = `${contexts.getStore()?.number ?? 0} ${id}`
  const bar = bars.get(key)
  if (bar !== undefined && !bar.isReplaced) {
    reportTo(bar, progress)
    return
  }
  bars.delete(key)
  const [oldest] = bars.keys()
  if (oldest !== undefined && bars.size >= REMEMBERED) bars.delete(oldest)
  bars.set(key, openBar(progress, false, bar === undefined))
}
