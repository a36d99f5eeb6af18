import { inspect } from "node:util"
import type { Showing } from "../display/showing.ts"
import { currentRequest } from "./contexts.ts"
import { refuseUnknown } from "./options.ts"
import { report } from "./report.ts"

/** Options of `display` in cells. */
export interface DisplayOptions {
  /** Name under which a later call can redraw what is shown. */
  readonly id?: string
  /** True to redraw what was shown under `id`. */
  readonly update?: boolean
}

/** Shows what is ready to be shown, under the cell that caused it. */
export function reportShowing({ data, metadata }: Showing, { id, update }: DisplayOptions): void {
  const displayId = id === undefined ? {} : { displayId: id }
  const output = { kind: "display", request: currentRequest(), data, metadata } as const
  report({ type: "output", output: { ...output, ...displayId, update: update === true } })
}

/**
 * Checks the options of a function that shows something.
 * @param more names of options that it takes besides
 * @throws TypeError for unknown options, or `update` without `id`
 */
export function checkOptions(caller: string, options: DisplayOptions, more: readonly string[] = []): void {
  refuseUnknown(caller, options, ["id", "update", ...more])
  if (options.id !== undefined && typeof options.id !== "string") {
    throw new TypeError(`the id of a display is a string, not ${inspect(options.id)}`)
  }
  if (options.update === true && options.id === undefined) {
    throw new TypeError("display can only update what has an id: display(value, { id, update: true })")
  }
}
