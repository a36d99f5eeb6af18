import { inspect } from "node:util"
import { type Extent, FULL_EXTENT, USUAL_EXTENT } from "../display/extent.ts"
import { formatAtOnce } from "../display/format.ts"
import type { Showing } from "../display/showing.ts"
import { contexts, currentRequest } from "./contexts.ts"
import { html, image, json, latex, markdown, svg } from "./display-kinds.ts"
import { refuseUnknown } from "./options.ts"
import { report } from "./report.ts"
import { checkOptions, type DisplayOptions, reportShowing } from "./showings.ts"

/** Options of `display.clear` in cells. */
export interface ClearOptions {
  /** True to leave the old outputs in place until the next one comes: an animation without flicker. */
  readonly wait?: boolean
}

/**
 * Shows a value below the cell, as the cell's last expression would be shown; a global function in cells.
 * @throws TypeError for unknown options, or `update` without `id`
 */
export function display(value: unknown, options: DisplayOptions = {}): void {
  checkOptions("display", options)
  show(value, options, USUAL_EXTENT)
}

display.full = full
display.clear = clear
display.html = html
display.markdown = markdown
display.latex = latex
display.svg = svg
display.json = json
display.image = image

/**
 * Shows a value whole where `display` would cut it.
 * @throws TypeError for unknown options, or `update` without `id`
 */
function full(value: unknown, options: DisplayOptions = {}): void {
  checkOptions("display.full", options)
  show(value, options, FULL_EXTENT)
}

/**
 * Takes away what the cell has shown so far.
 * @throws TypeError for unknown options
 */
function clear(options: ClearOptions = {}): void {
  refuseUnknown("display.clear", options, ["wait"])
  if (options.wait !== undefined && typeof options.wait !== "boolean") {
    throw new TypeError(`the wait of display.clear is true or false, not ${inspect(options.wait)}`)
  }
  report({ type: "output", output: { kind: "clear", request: currentRequest(), wait: options.wait === true } })
}

function show(value: unknown, options: DisplayOptions, extent: Extent): void {
  const showing: Showing | Promise<Showing> | null = formatAtOnce(value, extent)
  if (!(showing instanceof Promise)) {
    if (showing !== null) reportShowing(showing, options)
    return
  }
  const context = contexts.getStore()
  const shown = showing.then((one) => reportShowing(one, options))
  context?.pending.add(shown)
  shown.finally(() => context?.pending.delete(shown))
}
