import { inspect } from "node:util"
import { formatAtOnce } from "../display/format.ts"
import type { Showing } from "../display/showing.ts"
import { contexts, currentRequest } from "./contexts.ts"
import { report } from "./report.ts"

/** Options of `display` in cells. */
export interface DisplayOptions {
  /** Name under which a later call can redraw what is shown. */
  readonly id?: string
  /** True to redraw what was shown under `id`. */
  readonly update?: boolean
}

/** Options of `display.clear` in cells. */
export interface ClearOptions {
  /** True to leave the old outputs in place until the next one comes: an animation without flicker. */
  readonly wait?: boolean
}

const ALLOWED = ["id", "update"]

/**
 * Shows a value below the cell, as the cell's last expression would be shown; a global function in cells.
 * @throws TypeError for unknown options, or `update` without `id`
 */
export function display(value: unknown, options: DisplayOptions = {}): void {
  checkOptions(options)
  const showing = formatAtOnce(value)
  if (!(showing instanceof Promise)) {
    if (showing !== null) reportShowing(showing, options)
    return
  }
  const context = contexts.getStore()
  const shown = showing.then((one) => reportShowing(one, options))
  context?.pending.add(shown)
  shown.finally(() => context?.pending.delete(shown))
}

display.clear = clear

/**
 * Takes away what the cell has shown so far.
 * @throws TypeError for unknown options
 */
function clear(options: ClearOptions = {}): void {
  refuseUnknown("display.clear", options, ["wait"])
  report({ type: "output", output: { kind: "clear", request: currentRequest(), wait: options.wait === true } })
}

function reportShowing({ data, metadata }: Showing, { id, update }: DisplayOptions): void {
  const displayId = id === undefined ? {} : { displayId: id }
  const output = { kind: "display", request: currentRequest(), data, metadata } as const
  report({ type: "output", output: { ...output, ...displayId, update: update === true } })
}

function checkOptions(options: DisplayOptions): void {
  refuseUnknown("display", options, ALLOWED)
  if (options.id !== undefined && typeof options.id !== "string") {
    throw new TypeError(`the id of a display is a string, not ${inspect(options.id)}`)
  }
  if (options.update === true && options.id === undefined) {
    throw new TypeError("display can only update what has an id: display(value, { id, update: true })")
  }
}

function refuseUnknown(caller: string, options: unknown, allowed: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${caller} takes a record of options, not ${inspect(options)}`)
  }
  const unknown = Object.keys(options).find((key) => !allowed.includes(key))
  if (unknown !== undefined) {
    throw new TypeError(`${caller} has no option "${unknown}"; it takes ${allowed.join(", ")}`)
  }
}
