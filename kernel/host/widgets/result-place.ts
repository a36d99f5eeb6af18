import { randomUUID } from "node:crypto"
import { escapeHtml } from "../../display/escape-html.ts"
import { formatAtOnce } from "../../display/format.ts"
import { PLOTLY_TYPE } from "../../display/plotly-figure.ts"
import { type Showing, showing } from "../../display/showing.ts"
import { type CellContext, isStopped } from "../contexts.ts"
import { toHostError } from "../host-error.ts"
import { report } from "../report.ts"

/** A place below a cell whose content is made anew again and again, without flicker. */
export interface ResultPlace {
  /** Makes and shows a value, or what was thrown instead; a promise where that is needed. Never rejects. */
  show(make: () => unknown): void | Promise<void>
}

/** A figure that has not changed for so long is given its static picture, for exports. */
const SETTLED_MS = 500

const nothing = showing({ "text/plain": "" })

/** Makes a place whose content goes below the given cell. */
export function createResultPlace(context: CellContext): ResultPlace {
  const displayId = randomUUID()
  let isShown = false
  let isMoving = false
  let settling: NodeJS.Timeout | undefined

  function draw({ data, metadata }: Showing, isFrame: boolean): void {
    const output = { kind: "display", request: context.request, data, metadata, displayId, update: isShown } as const
    report({ type: "output", output: isFrame ? { ...output, isFrame } : output })
    isShown = true
  }

  function take(one: Showing | null): void {
    // What a stopped cell throws at its awaits is no result.
    if (isStopped(context)) return
    const shown = one ?? nothing
    const isFrame = isMoving && PLOTLY_TYPE in shown.data
    draw(shown, isFrame)
    isMoving = true
    clearTimeout(settling)
    if (isFrame) settling = setTimeout(draw, SETTLED_MS, shown, false)
  }

  return {
    show(make) {
      const made = attempt(make)
      if (!(made instanceof Promise)) return take(made)
      if (!isShown) draw(nothing, false)
      return made.then(take)
    },
  }
}

function attempt(make: () => unknown): Showing | Promise<Showing | null> | null {
  try {
    const value = make()
    if (!isThenable(value)) return formatAtOnce(value)
    return Promise.resolve(value).then(formatAtOnce).catch(showFailure)
  } catch (thrown) {
    return showFailure(thrown)
  }
}

/** What was thrown, without the stack, whose positions are those of compiled code. */
function showFailure(thrown: unknown): Showing {
  const { name, message } = toHostError(thrown)
  const line = `${name}: ${message}`
  const html = `<pre style="color: var(--jp-error-color1, #b00)">${escapeHtml(line)}</pre>`
  return showing({ "text/html": html, "text/plain": line })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
}
